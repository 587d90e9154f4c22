// Korean. Terms and style follow the Korean localization guide of kubernetes/website: plain declarative (…한다), kinds in
// Hangul with the English name in brackets at first mention, status words and field names in English.

import { app } from './app.ts';
import type { Messages } from '../i18n.ts';
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

export const ko = { record, dock, timeline, transport, caption, stage, app, frame, inspector, editor, controls, grammar, terminal, commands } satisfies Messages;
