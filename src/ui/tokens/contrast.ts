// Contrast of two colours after WCAG 2.2: relative luminance of sRGB, then (lighter + .05) / (darker + .05).

import { assert } from '../../base/assert.ts';

export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(hex: string): number {
  assert(/^#[0-9A-F]{6}$/i.test(hex), `${hex} is not #RRGGBB`);
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
