// English, the master: a list of panels, one file each, in the order of the page.

import { controls } from './controls.ts';
import { frame } from './frame.ts';
import { grammar } from './grammar.ts';

export const en = { frame, controls, grammar } as const;
