// kubectl explain: what a kind is and what its fields are.
// Upstream: k8s.io/kubectl/pkg/cmd/explain/explain.go, k8s.io/kubectl/pkg/explain
// Simplified: `--output plaintext-openapiv2` is answered as plaintext, from the v3 document.

import { documented } from '../documented.ts';
import { explainText } from '../explain.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { loadedDescriptions } from '../../sim/api/schema/loadedDescriptions.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, PartialOutputError } from '../errors.ts';
import type { CommandModule, Invocation } from '../invocation.ts';

const FORMATS = ['plaintext', 'plaintext-openapiv2'];

export const explain: CommandModule = {
  name: 'explain',
  *run(k) {
    const { flags, args } = k;
    const [asked] = args;
    if (asked === undefined) throw new KubectlError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n');
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE\n');
    const { path, fields } = yield* parse(k, asked);
    const output = flags.text('output');
    const paths = yield* indexOf(k, output);
    const place = path.group ? `apis/${path.group}/${path.version}` : `api/${path.version}`;
    if (!(place in paths)) throw new KubectlError(`couldn't find resource for "${path.group}/${path.version}, Resource=${path.resource}"`);
    const document = (yield* k.openApi.document(path.group, path.version)) ?? {};
    if (!FORMATS.includes(output)) throw new KubectlError(`unrecognized format: ${output}`);
    const descriptions = loadedDescriptions();
    try {
      k.out(explainText(descriptions ? documented(document, descriptions) : document, path, fields, flags.flag('recursive')));
    } catch (error) {
      if (error instanceof PartialOutputError) k.out(error.output);
      throw error;
    }
  },
};

function* indexOf(k: Invocation, output: string): Sim<Readonly<Record<string, string>>> {
  try {
    return yield* k.openApi.paths();
  } catch (error) {
    // In plain text the old document would be asked for next.
    if (error instanceof ApiError && !FORMATS.includes(output)) throw new KubectlError(`failed to fetch list of groupVersions: ${error.message}`);
    throw error;
  }
}

interface Asked {
  readonly path: { readonly group: string; readonly version: string; readonly resource: string };
  readonly fields: readonly string[];
}

/** `deployments.apps.spec.replicas`: the group belongs to the resource where it is one. */
function* parse(k: Invocation, asked: string): Sim<Asked> {
  const parts = asked.replace(/\.$/, '').split('.');
  const first = parts[0] as string;
  const given = k.flags.text('api-version');
  const { plural, group, version } = yield* k.mapper.resourceFor(first);
  if (given !== '') {
    const slash = given.indexOf('/');
    const own = slash < 0 ? { group: '', version: given } : { group: given.slice(0, slash), version: given.slice(slash + 1) };
    return { path: { ...own, resource: plural }, fields: parts.slice(1) };
  }
  const { resources } = yield* k.discovery.load();
  for (const r of resources) {
    const full = r.group ? `${r.plural}.${r.group}` : r.plural;
    if (r.plural !== first || (asked !== full && !asked.startsWith(`${full}.`))) continue;
    const rest = asked.slice(full.length + 1);
    return { path: { group: r.group, version: r.version, resource: r.plural }, fields: rest === '' ? [] : rest.replace(/\.$/, '').split('.') };
  }
  return { path: { group, version, resource: plural }, fields: parts.slice(1) };
}
