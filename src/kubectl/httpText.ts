// Texts of HTTP: status lines and dates.

import { civil } from '../base/time.ts';
import { STATUS_TEXTS } from '../sim/api/statusTexts.ts';

/** `404 Not Found` */
export const statusText = (code: number): string => (STATUS_TEXTS[code] ? `${code} ${STATUS_TEXTS[code]}` : String(code));

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

function dateText(wallMs: number, zone: string): string {
  const t = civil(Math.floor(wallMs / 1000) * 1000);
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${zone}`;
}

/** `Sat, 21 Nov 2026 11:36:27 GMT` */
export const httpDate = (wallMs: number): string => dateText(wallMs, 'GMT');

/** `Sat, 21 Nov 2026 11:36:27 +0000`, as describe prints times. Upstream: time.RFC1123Z */
export const rfc1123z = (wallMs: number): string => dateText(wallMs, '+0000');

/** `2026-11-21 11:36:27 +0000 UTC`, as Go prints a time that nobody formats. */
export function goTimeText(wallMs: number): string {
  const t = civil(Math.floor(wallMs / 1000) * 1000);
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000 UTC`;
}
