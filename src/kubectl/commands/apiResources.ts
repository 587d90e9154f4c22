// kubectl api-resources and api-versions: what the server can do.
// Upstream: k8s.io/kubectl/pkg/cmd/apiresources

import { compareText } from '../../base/text.ts';
import { ApiError } from '../../sim/api/errors.ts';
import type { ApiResource, DiscoveryDocument } from '../cache.ts';
import { KubectlError, isExpected, messageOf } from '../errors.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { jsonOrYaml, noPrinter } from '../output/printer.ts';
import { TabWriter } from '../output/tabWriter.ts';

export const apiResources: CommandModule = {
  name: 'api-resources',
  *run(k) {
    const { flags } = k;
    if (k.args.length) throw k.usage(`unexpected arguments: [${k.args.join(' ')}]`);
    const print = printerOf(k);
    const sortBy = flags.text('sort-by');
    if (sortBy !== '' && sortBy !== 'name' && sortBy !== 'kind') throw new KubectlError('--sort-by accepts only name or kind');
    if (!flags.flag('cached')) k.discovery.invalidate();
    const document = yield* k.discovery.load();
    print(sorted(preferred(document).filter((r) => wanted(k, r)), sortBy));
  },
};

/** Of each resource, the version that its group prefers and has it in. */
function preferred({ groups, resources }: DiscoveryDocument): readonly ApiResource[] {
  const found = new Map<string, ApiResource>();
  for (const group of groups) {
    for (const version of group.versions) {
      for (const r of resources) {
        const key = `${r.group}/${r.plural}`;
        if (r.group === group.name && r.version === version && !found.has(key)) found.set(key, r);
      }
    }
  }
  return [...found.values()];
}

function wanted({ flags }: Invocation, r: ApiResource): boolean {
  if (r.verbs.length === 0) return false;
  if (flags.changed('api-group') && flags.text('api-group') !== r.group) return false;
  if (flags.changed('namespaced') && flags.flag('namespaced') !== r.namespaced) return false;
  return flags.list('verbs').every((verb) => r.verbs.includes(verb)) && flags.list('categories').every((category) => r.categories.includes(category));
}

function sorted(list: readonly ApiResource[], sortBy: string): readonly ApiResource[] {
  const key = (r: ApiResource): string => (sortBy === 'name' ? r.plural : sortBy === 'kind' ? r.kind : r.group);
  return [...list].sort((a, b) => compareText(key(a), key(b)) || compareText(a.plural, b.plural));
}

const versionOf = (r: ApiResource): string => (r.group ? `${r.group}/${r.version}` : r.version);

function printerOf(k: Invocation): (list: readonly ApiResource[]) => void {
  const output = k.flags.text('output');
  if (output === 'name') return (list) => k.out(list.map((r) => `${r.plural}${r.group ? `.${r.group}` : ''}\n`).join(''));
  const asObject = jsonOrYaml(output, k.flags, { typed: true });
  if (asObject) return (list) => k.print(asObject, asList(list));
  const wide = output === 'wide';
  if (output !== '' && !wide) return noPrinter(output, ['json', 'kyaml', 'name', 'wide', 'yaml']);
  return (list) => {
    const tabs = new TabWriter();
    if (!k.flags.flag('no-headers')) tabs.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`);
    for (const r of list) {
      const cells = [r.plural, r.shortNames.join(','), versionOf(r), String(r.namespaced), r.kind, ...(wide ? [r.verbs.join(','), r.categories.join(',')] : [])];
      tabs.write(`${cells.join('\t')}\n`);
    }
    k.out(tabs.flush());
  };
}

/** An APIResourceList of all groups. */
function asList(list: readonly ApiResource[]): object {
  const resources = list.map((r) => ({
    name: r.plural,
    singularName: r.singular,
    namespaced: r.namespaced,
    ...(r.group ? { group: r.group } : {}),
    version: r.version,
    kind: r.kind,
    verbs: r.verbs,
    ...(r.shortNames.length ? { shortNames: r.shortNames } : {}),
    ...(r.categories.length ? { categories: r.categories } : {}),
  }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources };
}

export const apiVersions: CommandModule = {
  name: 'api-versions',
  *run(k) {
    if (k.args.length) throw k.usage(`unexpected arguments: [${k.args.join(' ')}]`);
    k.discovery.invalidate();
    try {
      const { groups } = yield* k.discovery.load();
      const versions = groups.flatMap((group) => group.versions.map((version) => (group.name ? `${group.name}/${version}` : version)));
      for (const version of versions.sort(compareText)) k.out(`${version}\n`);
    } catch (error) {
      if (!isExpected(error) || error instanceof ApiError) throw error;
      throw new KubectlError(`couldn't get available api versions from server: ${messageOf(error)}`);
    }
  },
};
