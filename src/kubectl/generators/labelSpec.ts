// Labels as flags and arguments give them: `a=b,c=d` in one text, or `a=b c- d=` in several words.
// Upstream: k8s.io/kubectl/pkg/generate/generate.go (ParseLabels), k8s.io/kubectl/pkg/cmd/util/helpers.go (ParsePairs)

import { KubectlError } from '../output/errors.ts';

export type LabelMap = { readonly [key: string]: string };

/** `a=b,c=d` */
export function parseLabelSpec(text: string): LabelMap {
  if (text === '') throw new KubectlError('no label spec passed');
  const out: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [key, value, ...more] = part.split('=');
    if (key === undefined || value === undefined || more.length > 0) throw new KubectlError(`unexpected label spec: ${part}`);
    if (key === '') throw new KubectlError('unexpected empty label key');
    out[key] = value;
  }
  return out;
}

export interface Pairs {
  readonly set: LabelMap;
  /** Keys that were given with a `-` behind them. */
  readonly remove: readonly string[];
}

/** Words such as `a=b` and, where things can be taken away, `a-`; `what` names them in the error. */
export function parsePairWords(words: readonly string[], what: string, canRemove: boolean): Pairs {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  const invalid: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) set[word.slice(0, equals)] = word.slice(equals + 1);
    else if (canRemove && equals < 0 && word.endsWith('-') && word !== '-') remove.push(word.slice(0, -1));
    else invalid.push(word);
  }
  if (invalid.length > 0) throw new KubectlError(`invalid ${what} format: ${invalid.join(', ')}`);
  return { set, remove };
}
