// The measures of the text, in design pixels: the same in the plain editor and in Monaco, so that the one can take over
// from the other without a jump.

export const codeMeasures = { font: 12, line: 16.25, letter: -0.24, top: 6 } as const;

/** CSS pixels; Monaco wants whole ones. */
export const lineHeightOf = (scale: number): number => Math.round(codeMeasures.line * scale);
export const paddingOf = (scale: number): number => Math.round(codeMeasures.top * scale);

/** Monaco's gutter: three digits, two pixels and the column of the folds. */
export const gutterOf = (digitWidth: number): number => Math.round(3 * digitWidth) + 2 + 16;
