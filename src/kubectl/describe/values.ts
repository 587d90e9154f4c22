// How descriptions write times, ages, truth values and quantities.

import { parseTime } from '../../base/time.ts';
import { humanDuration } from '../../sim/api/duration.ts';
import { quantityText } from '../../sim/api/quantity.ts';
import { rfc1123z } from '../httpText.ts';

const ZERO_TIME = 'Mon, 01 Jan 0001 00:00:00 +0000';

/** `Sat, 21 Nov 2026 11:36:27 +0000`; Go's zero time where there is none. */
export function timeText(time: string | null | undefined): string {
  const at = parseTime(time ?? '');
  return at === undefined ? ZERO_TIME : rfc1123z(at);
}

/** How long ago. */
export function since(time: string | null | undefined, nowMs: number): string {
  const at = parseTime(time ?? '');
  return at === undefined ? '<unknown>' : humanDuration(nowMs - at);
}

export const orNone = (text: string | undefined): string => text || '<none>';
export const orUnset = (value: string | number | boolean | null | undefined): string => (value === undefined || value === null ? '<unset>' : String(value));
export const yesNo = (value: boolean | undefined): string => (value ? 'True' : 'False');
export const yesNoUnset = (value: boolean | undefined): string => (value === undefined ? '<unset>' : yesNo(value));

/** A list as Go prints a slice. */
export const slice = (values: readonly (string | number)[] | null | undefined): string => `[${(values ?? []).join(' ')}]`;

export const amount = (value: string | number | undefined): string => (value === undefined ? '0' : quantityText(value));

/** A host with a port, IPv6 in brackets. */
export const hostPort = (host: string, port: string | number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
