// The problems of the file one below the other: under the plain editor, where nothing can stand between the lines.

import type { ReactNode } from 'react';
import type { Problem } from '../../session/protocol.ts';
import { useT } from '../widgets/preferences.ts';
import { ProblemNote } from './ProblemNote.tsx';
import { lineOf } from './textView.ts';

export interface ProblemListProps {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly onFix: (problem: Problem) => void;
  readonly onFixAll: (document: number) => void;
  readonly onShow: (problem: Problem) => void;
}

export function ProblemList({ file, text, problems, ...rest }: ProblemListProps): ReactNode {
  const t = useT();
  if (problems.length === 0) return null;
  return (
    <ul className="ks-problems" aria-label={t('editor.problems', { n: problems.length, file })}>
      {problems.map((problem, i) => (
        <li key={`${i} ${problem.message}`}>
          <ProblemNote problem={problem} line={lineOf(text, problem.from)} fixable={fixableHere(problems, problem)} {...rest} />
        </li>
      ))}
    </ul>
  );
}

/** The first problem of a document that can be mended offers to mend all of them. */
export function fixableHere(problems: readonly Problem[], problem: Problem): number {
  const fixable = problems.filter((p) => p.fix && p.document === problem.document);
  return fixable[0] === problem ? fixable.length : 0;
}
