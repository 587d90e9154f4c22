// English texts of sheets that are loaded when they are opened: they come with their code, not with the page.

import { embed } from './en/embed.ts';
import { exports } from './en/exports.ts';
import { gallery } from './en/gallery.ts';
import { lesson } from './en/lesson.ts';
import { staticPods } from './en/staticPods.ts';
import { zoom } from './en/zoom.ts';

export const lateEn = { embed, exports, gallery, lesson, staticPods, zoom } as const;
