// A question and its guess. Dashed is what was guessed, green what happened; a wrong guess is answered with the moment that
// shows why, not with a cross. A guess may be changed until the run has answered.

import { RotateCcw } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Answer, Question } from '../../lessons/lesson.ts';
import type { StepProse } from '../../lessons/prose.ts';
import { useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { showMoment } from './moments.ts';
import { Words } from './Words.tsx';

export interface PredictionProps {
  readonly question: Question;
  readonly prose: StepProse;
  readonly nodes: readonly string[];
  readonly guessed: string | undefined;
  readonly answer: Answer | undefined;
  readonly onGuess: (value: string | undefined) => void;
}

export function Prediction(props: PredictionProps): ReactNode {
  const t = useT();
  const { question, prose, guessed, answer } = props;
  return (
    <div className="ks-lesson-prediction">
      {question.kind === 'order' ? <Order {...props} options={question.options} /> : <Choice {...props} />}
      {answer ? (
        <p className="ks-lesson-prediction-why">
          {guessed !== undefined && <b>{guessed === answer.value ? t('lesson.right') : t('lesson.wrong')} </b>}
          <Words of={prose.why} facts={answer.facts} />{' '}
          <button type="button" className="ks-lesson-link" onClick={() => showMoment(answer)}>
            {t('lesson.moment')}
          </button>
        </p>
      ) : (
        guessed !== undefined && <p className="ks-lesson-note">{t('lesson.guessed')}</p>
      )}
    </div>
  );
}

const LETTERS = 'ABCDEFGHIJ';

/** One of several: options of the prose, or the worker nodes. */
function Choice({ question, prose, nodes, guessed, answer, onGuess }: PredictionProps): ReactNode {
  const t = useT();
  const ofNodes = question.kind === 'node';
  useNodeOfStage(ofNodes && answer === undefined, nodes, onGuess);
  const options = question.kind === 'node' ? nodes : question.options;
  return (
    <div className="ks-lesson-options" role="group" aria-label={prose.title.replace(/<\/?\w+>/g, '')}>
      {options.map((value, i) => {
        const mine = value === guessed;
        const real = value === answer?.value;
        return (
          <button key={value} type="button" className={joinClass('ks-lesson-option', mine && 'ks-lesson-mine', real && 'ks-lesson-real')} aria-pressed={mine} disabled={answer !== undefined} onClick={() => onGuess(value)}>
            <b className="ks-lesson-option-letter">{LETTERS[i]}</b>
            <span className="ks-lesson-option-words">{ofNodes ? value : <Words of={prose.options[value] ?? ''} />}</span>
            {mine && <span className="ks-lesson-option-tag">{t('lesson.mine')}</span>}
            {real && <span className="ks-lesson-option-tag ks-lesson-real">{t('lesson.real')}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** While a node is asked for, pressing one on the stage is a guess. */
function useNodeOfStage(asking: boolean, nodes: readonly string[], onGuess: (value: string) => void): void {
  useEffect(
    () =>
      asking
        ? useApp.subscribe(({ selection }, before) => {
            if (selection === before.selection || selection?.kind !== 'box') return;
            const node = nodes.find((name) => selection.actor === name || selection.actor.endsWith(`/${name}`));
            if (node !== undefined) onGuess(node);
          })
        : undefined,
    [asking, nodes, onGuess],
  );
}

/** Everything, in an order: pressed one after the other. */
function Order({ options, prose, guessed, answer, onGuess }: PredictionProps & { readonly options: readonly string[] }): ReactNode {
  const t = useT();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const mine = guessed?.split(',') ?? picked;
  const real = answer?.value.split(',') ?? [];
  const shown = answer ? real : options;
  const pick = (value: string): void => {
    const next = [...picked, value];
    if (next.length < options.length) setPicked(next);
    else {
      setPicked([]);
      onGuess(next.join(','));
    }
  };
  return (
    <div className="ks-lesson-options" role="group" aria-label={prose.title.replace(/<\/?\w+>/g, '')}>
      {!answer && guessed === undefined && <p className="ks-lesson-note">{t('lesson.orderHow')}</p>}
      {shown.map((value, i) => {
        const place = mine.indexOf(value);
        return (
          <button key={value} type="button" className={joinClass('ks-lesson-option', place >= 0 && 'ks-lesson-mine', answer && place === i && 'ks-lesson-real')} aria-pressed={place >= 0} disabled={answer !== undefined || place >= 0} onClick={() => pick(value)}>
            <b className="ks-lesson-option-letter">{answer ? i + 1 : place >= 0 ? place + 1 : ''}</b>
            <span className="ks-lesson-option-words">
              <Words of={prose.options[value] ?? ''} />
            </span>
            {answer && guessed !== undefined && <span className={joinClass('ks-lesson-option-tag', place === i && 'ks-lesson-real')}>{place === i ? t('lesson.real') : t('lesson.mineAt', { n: place + 1 })}</span>}
          </button>
        );
      })}
      {!answer && (guessed !== undefined || picked.length > 0) && (
        <Button
          size="s"
          tone="quiet"
          icon={RotateCcw}
          onClick={() => {
            setPicked([]);
            onGuess(undefined);
          }}
        >
          {t('lesson.again')}
        </Button>
      )}
    </div>
  );
}
