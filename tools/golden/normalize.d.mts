// Types of normalize.mjs, as far as tests use it.

/** Output of a command as lines, without what no two runs share. */
export function normalizeText(text: string): string[];
