// Warnings as they reach the client: each text once, and no more than some kilobytes, beyond which they are cut short.
// Upstream: k8s.io/apiserver/pkg/endpoints/filters/warning.go

const TOTAL = 4 * 1024;
const EACH = 256;

export function sentWarnings(warnings: readonly string[]): readonly string[] {
  if (warnings.length === 0) return warnings;
  const once = warnings.length === 1 ? warnings : [...new Set(warnings)].filter((text) => text !== '');
  if (once.reduce((sum, text) => sum + text.length, 0) <= TOTAL) return once;
  return cut(once);
}

/** One by one, as they came: the first that is too much has all cut short, and then they go on until it is enough. */
function cut(texts: readonly string[]): string[] {
  let out: string[] = [];
  let written = 0;
  let short = false;
  for (const [i, text] of texts.entries()) {
    if (short && written >= TOTAL) break;
    const runes = Array.from(text);
    if (!short && written + runes.length > TOTAL) {
      short = true;
      out = texts.slice(0, i + 1).map((t) => Array.from(t).slice(0, EACH).join(''));
      written = out.reduce((sum, t) => sum + Array.from(t).length, 0);
      continue;
    }
    const kept = short ? runes.slice(0, EACH) : runes;
    out.push(kept.join(''));
    written += kept.length;
  }
  return out;
}
