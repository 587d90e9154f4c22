// The texts of a boot that is told: they come with the caption and the rail, for its effect.

import { addTexts } from '../../locales/i18n.ts';
import { boot as en } from '../../locales/late/en/boot.ts';
import { boot as ko } from '../../locales/late/ko/boot.ts';

addTexts({ en: { boot: en }, ko: { boot: ko } });
