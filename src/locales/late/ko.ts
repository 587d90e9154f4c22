import type { LateMessages } from '../i18n.ts';
import { boot } from './ko/boot.ts';
import { compare } from './ko/compare.ts';
import { embed } from './ko/embed.ts';
import { exports } from './ko/exports.ts';
import { fields } from './ko/fields.ts';
import { gallery } from './ko/gallery.ts';
import { lesson } from './ko/lesson.ts';
import { presenter } from './ko/presenter.ts';
import { staticPods } from './ko/staticPods.ts';
import { traffic } from './ko/traffic.ts';
import { zoom } from './ko/zoom.ts';

export const lateKo: LateMessages = { boot, compare, embed, exports, fields, gallery, lesson, presenter, staticPods, traffic, zoom };
