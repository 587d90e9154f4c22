// The texts of sheets that come late, in both languages: whoever needs them imports this file for its effect.

import { addTexts } from '../../locales/i18n.ts';
import { lateEn } from '../../locales/late/en.ts';
import { lateKo } from '../../locales/late/ko.ts';

addTexts({ en: lateEn, ko: lateKo });
