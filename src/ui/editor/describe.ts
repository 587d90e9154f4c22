// What the page says, in the reader's language, about problems and what mends them.

import type { Fix, Problem } from '../../session/protocol.ts';
import type { Key, TextPart, Translate } from '../../locales/i18n.ts';

/** Keys that come from the session are checked by a test, not by the compiler. */
type Loose = ((key: string, params: Readonly<Record<string, string | number>>) => string) & { parts(key: string, params: Readonly<Record<string, string | number>>): readonly TextPart[] };
const loose = (t: Translate): Loose => t as unknown as Loose;

export const fixParts = (t: Translate, fix: Fix): readonly TextPart[] => loose(t).parts(fix.title, fix.params);
export const fixText = (t: Translate, fix: Fix): string => fixParts(t, fix).map((part) => part.text).join('').replace(/[.]$/, '');
export const fixWhy = (t: Translate, fix: Fix): string => loose(t)(`${fix.title}Why`, fix.params);

/** The words of kubectl or the server; notes are our own. */
export const problemParts = (t: Translate, problem: Problem): readonly TextPart[] => (problem.note ? loose(t).parts(problem.note.key, problem.note.params) : [{ tag: null, text: problem.message }]);
export const problemText = (t: Translate, problem: Problem): string => problemParts(t, problem).map((part) => part.text).join('');

/** Whose words they are. */
export function saidBy(problem: Problem): Key | undefined {
  if (problem.note) return undefined;
  if (problem.severity === 'warning') return 'editor.wordsWarning';
  return problem.where === 'not sent' ? 'editor.wordsKubectl' : 'editor.wordsServer';
}
