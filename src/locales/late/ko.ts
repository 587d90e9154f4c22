import type { LateMessages } from '../i18n.ts';
import { embed } from './ko/embed.ts';
import { exports } from './ko/exports.ts';
import { gallery } from './ko/gallery.ts';
import { lesson } from './ko/lesson.ts';
import { staticPods } from './ko/staticPods.ts';
import { zoom } from './ko/zoom.ts';

export const lateKo: LateMessages = { embed, exports, gallery, lesson, staticPods, zoom };
