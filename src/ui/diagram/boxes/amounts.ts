// Amounts of cpu and memory as one reads them on a node: cores and gibibytes, at most two digits behind the point.

import type { Capacity } from '../sceneTypes.ts';

const short = (n: number, digits: number): string => String(Number(n.toFixed(digits)));

export const coresText = (milli: number): string => short(milli / 1000, 2);
export const gibText = (bytes: number): string => short(bytes / 2 ** 30, 1);
export const percent = ({ asked, of }: Capacity): number => (of > 0 ? Math.round((asked / of) * 100) : 0);
