// English, the master: a list of panels, one file each, in the order of the page.

import { app } from './app.ts';
import { caption } from './caption.ts';
import { controls } from './controls.ts';
import { editor } from './editor.ts';
import { inspector } from './inspector.ts';
import { frame } from './frame.ts';
import { grammar } from './grammar.ts';
import { stage } from './stage.ts';

export const en = { caption, stage, app, frame, inspector, editor, controls, grammar } as const;
