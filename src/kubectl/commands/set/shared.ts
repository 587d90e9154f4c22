// What all `kubectl set` commands ask for.

import type { Sim } from '../../../sim/kernel/task.ts';
import { LOCAL_NEEDS_FILES } from '../../builder.ts';
import { KubectlError } from '../../errors.ts';
import type { Info } from '../../info.ts';
import type { Invocation } from '../../invocation.ts';

/** The objects that are named, as they are now. */
export function* infosFor(k: Invocation, resources: readonly string[], options: { readonly refuseNames?: boolean } = {}): Sim<readonly Info[]> {
  const { flags } = k;
  const local = flags.flag('local');
  if (local && resources.length && options.refuseNames !== false) throw new KubectlError(LOCAL_NEEDS_FILES);
  const common = { local, ...k.usual };
  const found = yield* k.find(local ? common : { ...common, ...(flags.has('selector') ? { labelSelector: flags.text('selector') } : {}), args: resources, allowEmptySelector: flags.flag('all'), latest: true });
  const { infos, error } = yield* found.infos();
  if (error) throw error;
  return infos;
}

export const LOCAL_OR_SERVER = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';

export function refuseLocalServer(k: Invocation): void {
  if (k.flags.flag('local') && k.dryRun === 'server') throw new KubectlError(LOCAL_OR_SERVER);
}
