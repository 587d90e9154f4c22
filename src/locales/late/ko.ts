import type { LateMessages } from '../i18n.ts';
import { embed } from './ko/embed.ts';
import { exports } from './ko/exports.ts';
import { gallery } from './ko/gallery.ts';
import { staticPods } from './ko/staticPods.ts';

export const lateKo: LateMessages = { embed, exports, gallery, staticPods };
