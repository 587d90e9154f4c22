// The words behind a status code.

import { STATUS_TEXTS } from '../../api/statusTexts.ts';

export const reasonOf = (status: number): string => STATUS_TEXTS[status] ?? 'Unknown';
