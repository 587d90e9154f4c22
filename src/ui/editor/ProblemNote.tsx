// What kubectl or the server says to a line, in their own words, and the way out. It stands under the line, or in the list
// below the plain editor.

import type { ReactNode } from 'react';
import type { Problem } from '../../session/protocol.ts';
import { useT } from '../widgets/preferences.ts';
import { drawParts } from '../widgets/Text.tsx';
import { fixParts, fixWhy, problemParts, saidBy } from './describe.ts';

/** Fixes of which the words above say why already. */
const SELF_EVIDENT = new Set(['editor.fixFieldName', 'editor.fixValue']);

export interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onFix: (problem: Problem) => void;
  /** How many fixes the document has in all, where this note offers to take them. */
  readonly fixable?: number;
  readonly onFixAll?: (document: number) => void;
  /** In the list: the line it is about, and a press to go there. */
  readonly line?: number;
  readonly onShow?: (problem: Problem) => void;
}

export function ProblemNote({ problem, onFix, fixable = 0, onFixAll, line, onShow }: ProblemNoteProps): ReactNode {
  const t = useT();
  const { fix } = problem;
  const said = saidBy(problem);
  return (
    <div className={`ks-said ks-${problem.severity}`}>
      {line !== undefined && (
        <button type="button" className="ks-said-line" onClick={() => onShow?.(problem)}>
          {t('editor.problemLine', { line: line + 1 })}
        </button>
      )}
      <p className="ks-said-words">{drawParts(problemParts(t, problem))}</p>
      <p className="ks-said-more">
        {said && `${t(said as 'editor.wordsServer')} `}
        {fix &&
          drawParts(fixParts(t, fix), {
            fix: (text) => (
              <button type="button" className="ks-said-fix" onClick={() => onFix(problem)}>
                {text}
              </button>
            ),
          })}
        {fix && !SELF_EVIDENT.has(fix.title) && <span className="ks-said-why"> {fixWhy(t, fix)}</span>}
      </p>
      {fixable > 1 && (
        <p className="ks-said-more">
          <button type="button" className="ks-said-fix" onClick={() => onFixAll?.(problem.document)}>
            {t('editor.fixAll', { n: fixable })}
          </button>
        </p>
      )}
    </div>
  );
}
