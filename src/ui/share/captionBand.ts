// The caption under a film: the milestone's number and the sentence, as the page says it at that moment. What is marked on the
// page is marked here.

import { formatMoment } from '../../locales/format.ts';
import { sentenceParts } from '../caption/captionText.ts';
import { narration } from '../caption/narration.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { colour } from '../tokens/tokens.ts';
import { preferences, shownTheme } from '../widgets/preferences.ts';

export const BAND = 52;
const SIZE = 18;
const MARGIN = 16;

/** Paints it at the lower end of a picture of this size; the band itself comes below `height`. */
export function paintCaptionBand(ctx: CanvasRenderingContext2D, width: number, height: number): void {
  const t = preferences.getState().translate;
  const state = useApp.getState();
  const told = narration(state);
  const theme = shownTheme(preferences.getState());
  const middle = height + BAND / 2;
  const { fontFamily: family } = getComputedStyle(document.body);
  const font = (weight: number, size = SIZE): string => `${weight} ${size}px ${family}`;
  ctx.save();
  ctx.fillStyle = colour(theme, 'paper');
  ctx.fillRect(0, height, width, BAND);
  ctx.fillStyle = colour(theme, 'line2');
  ctx.fillRect(0, height, width, 1);
  ctx.textBaseline = 'middle';
  ctx.letterSpacing = '0px';
  // The time keeps its place on the right.
  const origin = shownBranch(state)?.origin ?? 0;
  const time = formatMoment(Math.max(0, state.playhead - origin));
  ctx.font = font(500, 13);
  ctx.fillStyle = colour(theme, 'ink2');
  ctx.fillText(time, width - MARGIN - ctx.measureText(time).width, middle);
  const room = width - 3 * MARGIN - ctx.measureText('000.000 s').width;
  if (t && told) {
    let x = MARGIN;
    if (told.milestone > 0) {
      ctx.beginPath();
      ctx.arc(x + 14, middle, 14, 0, 2 * Math.PI);
      ctx.fillStyle = colour(theme, 'mark');
      ctx.fill();
      ctx.font = font(700, 14);
      ctx.fillStyle = colour(theme, 'mark-ink');
      const number = String(told.milestone);
      ctx.fillText(number, x + 14 - ctx.measureText(number).width / 2, middle + 1);
      x += 28 + 12;
    }
    const parts = sentenceParts(t, told.caption);
    const weight = (tag: string | null): number => (tag === null ? 500 : 650);
    const measure = (size: number): number =>
      parts.reduce((sum, { tag, text }) => {
        ctx.font = font(weight(tag), size);
        return sum + ctx.measureText(text).width;
      }, 0);
    // A long sentence is set smaller rather than cut.
    const size = Math.max(11, Math.min(SIZE, SIZE * ((room - x) / Math.max(1, measure(SIZE)))));
    for (const { tag, text } of parts) {
      ctx.font = font(weight(tag), size);
      const { width: w } = ctx.measureText(text);
      if (tag === 'mark') {
        ctx.fillStyle = colour(theme, 'mark');
        ctx.fillRect(x - 3, middle - size * 0.72, w + 6, size * 1.44);
      }
      ctx.fillStyle = colour(theme, tag === 'mark' ? 'mark-ink' : tag === 'verb' ? 'write' : 'ink');
      ctx.fillText(text, x, middle);
      x += w;
    }
  }
  ctx.restore();
}
