// kubectl set resources: requests and limits of containers.
// Upstream: k8s.io/kubectl/pkg/cmd/set/set_resources.go

import { KubectlError } from '../../errors.ts';
import { resourceList } from '../../generators/simple.ts';
import type { AnyItem } from '../../info.ts';
import type { CommandModule } from '../../invocation.ts';
import { patchAll } from '../../patching.ts';
import { containerMatches, containersOf, withPodSpec, type Container } from '../../podTemplates.ts';
import { isObject } from '../../../base/json.ts';
import { LOCAL_OR_SERVER, infosFor } from './shared.ts';

export const setResources: CommandModule = {
  name: 'set resources',
  *run(k) {
    const { flags } = k;
    const printer = k.printer('resource requirements updated', true);
    const infos = yield* infosFor(k, k.args);
    if (flags.flag('local') && k.dryRun === 'server') throw new KubectlError(LOCAL_OR_SERVER);
    if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
    if (!flags.text('limits') && !flags.text('requests')) throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const limits = resourceList(flags.text('limits')) ?? {};
    const requests = resourceList(flags.text('requests')) ?? {};
    const errors: Error[] = [];
    const pattern = flags.text('containers');
    yield* patchAll(
      k,
      infos,
      {
        printer,
        local: flags.flag('local'),
        failed: 'failed to patch resources update to pod template ',
        change(object) {
          let found = false;
          const changed = (list: readonly Container[]): readonly Container[] =>
            list.map((c) => {
              if (!containerMatches(c.name, pattern)) return c;
              found = true;
              return { ...c, resources: merged(c.resources, limits, requests) };
            });
          const after = withPodSpec(object, (spec) => {
            const initContainers = containersOf(spec, 'initContainers');
            return { ...spec, ...(initContainers.length ? { initContainers: changed(initContainers) } : {}), containers: changed(containersOf(spec, 'containers')) };
          });
          if (!found) errors.push(new KubectlError(`error: unable to find container named ${pattern}`));
          return found ? after : undefined;
        },
      },
      errors,
    );
  },
};

function merged(resources: unknown, limits: AnyItem, requests: AnyItem): AnyItem {
  const now = isObject(resources) ? resources : {};
  const part = (name: 'limits' | 'requests', more: AnyItem): AnyItem => (Object.keys(more).length ? { [name]: { ...(isObject(now[name]) ? now[name] : {}), ...more } } : {});
  return { ...now, ...part('limits', limits), ...part('requests', requests) };
}
