// The lanes of a branch, made once for all who draw or ask them.

import type { Branch } from '../app/store.ts';
import { Lanes } from './lanes.ts';

const made = new WeakMap<object, Lanes>();

/** The lanes of a branch; undefined while it boots. */
export function lanesOf(branch: Branch | undefined): Lanes | undefined {
  if (branch?.origin === undefined) return undefined;
  let lanes = made.get(branch.mirror);
  if (!lanes) made.set(branch.mirror, (lanes = new Lanes(branch.mirror, branch.origin)));
  return lanes;
}
