// kubectl top: what is used. Without a metrics server there is no answer, which is what this cluster has.
// Upstream: k8s.io/kubectl/pkg/cmd/top
// Simplified: metrics themselves are not printed, since nothing serves them.

import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError } from '../errors.ts';
import type { CommandModule, Invocation } from '../invocation.ts';

const top = (name: string): CommandModule => ({
  name: `top ${name}`,
  *run(k) {
    const { flags, args } = k;
    if (args.length > 1) throw k.usage(`unexpected arguments: [${args.join(' ')}]`);
    const sortBy = flags.text('sort-by');
    if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') throw new KubectlError('--sort-by accepts only cpu or memory');
    const picky = flags.text('selector') !== '' || (flags.has('field-selector') && flags.text('field-selector') !== '');
    if (args.length && picky) throw new KubectlError('only one of NAME or selector can be provided');
    yield* checkApi(k);
    throw new KubectlError('metrics not available yet');
  },
});

/** The groups are asked for anew, without the cache of discovery. */
function* checkApi(k: Invocation): Sim<void> {
  yield* k.http.send({ method: 'GET', path: '/api' });
  const body = (yield* k.http.send({ method: 'GET', path: '/apis' })) as { readonly groups?: readonly { readonly name: string }[] };
  if (!body.groups?.some((group) => group.name === 'metrics.k8s.io')) throw new KubectlError('Metrics API not available');
}

export const TOP: readonly CommandModule[] = [top('node'), top('pod')];
