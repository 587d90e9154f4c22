// Numbers and times as the page writes them, alike in every engine: no Intl. Times are simulated microseconds.

/** 21904 → `21,904`; at most three decimals, none that are zero. */
export function formatCount(n: number): string {
  const [whole = '0', decimals] = String(Math.round(n * 1000) / 1000).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

export interface Units {
  readonly ms: string;
  readonly s: string;
}

/** Between figure and unit: a space in English, none in Korean. */
export const units: Readonly<Record<'en' | 'ko', Units>> = { en: { ms: ' ms', s: ' s' }, ko: { ms: 'ms', s: '초' } };

/** A moment of the run, always in seconds: `0.043 s`, `21.412 s`, `415.3 s`. The same in all languages, like a clock. */
export function formatMoment(micros: number): string {
  const seconds = micros / 1e6;
  return `${grouped(seconds, seconds < 100 ? 3 : 1)} s`;
}

/** How long something took, in words of three figures at most: `0.02 ms`, `5.4 ms`, `0.31 s`, `8.4 s`, `353 s`. */
export function formatSpan(micros: number, language: 'en' | 'ko' = 'en'): string {
  const unit = units[language];
  const ms = micros / 1000;
  if (ms === 0) return `0${unit.ms}`;
  if (ms < 0.095) return grouped(ms, 2) + unit.ms;
  if (ms < 99.95) return grouped(ms, 1) + unit.ms;
  if (ms < 995) return grouped(ms / 1000, 2) + unit.s;
  if (ms < 9950) return grouped(ms / 1000, 1) + unit.s;
  return grouped(ms / 1000, 0) + unit.s;
}

function grouped(n: number, decimals: number): string {
  const [whole = '0', fraction] = n.toFixed(decimals).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? text : `${text}.${fraction}`;
}
