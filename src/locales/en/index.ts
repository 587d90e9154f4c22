// English, the master: a list of panels, one file each, in the order of the page.

import { controls } from './controls.ts';
import { editor } from './editor.ts';
import { frame } from './frame.ts';
import { grammar } from './grammar.ts';

export const en = { frame, editor, controls, grammar } as const;
