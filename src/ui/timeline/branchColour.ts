// The colour of a branch of time: A is ink, then two colours in turn; the letter decides, the colour only helps.

import type { ColourName } from '../tokens/tokens.ts';

export function branchColour(letter: string): ColourName {
  const n = letter.charCodeAt(0) - 65;
  return n <= 0 ? 'ink' : n % 2 === 1 ? 'branch-b' : 'branch-c';
}
