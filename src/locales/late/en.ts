// English texts of sheets that are loaded when they are opened: they come with their code, not with the page.

import { boot } from './en/boot.ts';
import { compare } from './en/compare.ts';
import { embed } from './en/embed.ts';
import { exports } from './en/exports.ts';
import { fields } from './en/fields.ts';
import { gallery } from './en/gallery.ts';
import { lesson } from './en/lesson.ts';
import { presenter } from './en/presenter.ts';
import { staticPods } from './en/staticPods.ts';
import { traffic } from './en/traffic.ts';
import { zoom } from './en/zoom.ts';

export const lateEn = { boot, compare, embed, exports, fields, gallery, lesson, presenter, staticPods, traffic, zoom } as const;
