// Korean. Terms and style follow the Korean localization guide of kubernetes/website: plain declarative (…한다), kinds in
// Hangul with the English name in brackets at first mention, status words and field names in English.

import type { Messages } from '../i18n.ts';
import { controls } from './controls.ts';
import { editor } from './editor.ts';
import { frame } from './frame.ts';
import { grammar } from './grammar.ts';

export const ko = { frame, editor, controls, grammar } satisfies Messages;
