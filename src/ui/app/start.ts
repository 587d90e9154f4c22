// What the page begins with.

import { player } from './session.ts';

export function start(): void {
  void player().open({ version: 1, seed: 42, shape: 'default', inputs: [] });
}
