// What is done in the story of the boot order, and how long each is looked at; microseconds.

import type { Input } from '../../sim/cluster/inputs.ts';

const node = 'control-plane';

export const bootOrder: readonly { readonly input: Input; readonly delay: number; readonly lasts: number }[] = [
  { input: { type: 'fault', fault: { fault: 'nodeDown', node } }, delay: 1000, lasts: 2e6 },
  { input: { type: 'kubectl', args: ['get', 'pods'], text: 'kubectl get pods' }, delay: 0, lasts: 3e6 },
  { input: { type: 'fault', fault: { fault: 'nodeUp', node } }, delay: 0, lasts: 90e6 },
];
