// English, the master: a list of panels, one file each, in the order of the page.

import { app } from './app.ts';
import { caption } from './caption.ts';
import { transport } from './transport.ts';
import { timeline } from './timeline.ts';
import { dock } from './dock.ts';
import { record } from './record.ts';
import { controls } from './controls.ts';
import { editor } from './editor.ts';
import { inspector } from './inspector.ts';
import { frame } from './frame.ts';
import { grammar } from './grammar.ts';
import { stage } from './stage.ts';
import { terminal } from './terminal.ts';
import { commands } from './commands.ts';

export const en = { record, dock, timeline, transport, caption, stage, app, frame, inspector, editor, controls, grammar, terminal, commands } as const;
