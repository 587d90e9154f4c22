// “Before it moves”: a question to the room, hands counted by whoever stands in front, and the run's own answer.

import { Check, Minus, Play, Plus, Timer } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { coresText } from '../diagram/boxes/amounts.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import type { Translate } from '../../locales/i18n.ts';
import { closeQuestion, reveal } from './acts.ts';
import { usePresenting } from './presenting.ts';
import { ANOTHER, guessed, happened, type Option } from './questions.ts';

export function optionText(t: Translate, option: Pick<Option, 'text' | 'value'>): string {
  return option.text || (option.value === '' ? t('presenter.none') : option.value === ANOTHER ? t('presenter.another') : option.value);
}

function factText(t: Translate, { fact, amount }: Option): string {
  switch (fact) {
    case '':
      return '';
    case 'freeCpu':
      return t('presenter.freeCpu', { n: coresText(amount) });
    case 'anotherFact':
      return t('presenter.anotherFact', { n: amount });
    default:
      return t(`presenter.${fact}`);
  }
}

export function QuestionPanel(): ReactNode {
  const t = useT();
  const asked = usePresenting((s) => s.question);
  if (!asked) return null;
  const real = happened(asked);
  const guess = guessed(asked);
  const revealed = asked.answer !== undefined;
  return (
    <aside className="ks-present-question" aria-label={t('presenter.before')}>
      <p className="ks-present-before">{t('presenter.before')}</p>
      <h2>{asked.text || t('presenter.which')}</h2>
      <ol>
        {asked.options.map((option) => {
          const isReal = revealed && option === real;
          const isGuess = revealed && guess.includes(option.letter);
          return (
            <li key={option.letter} className={joinClass(isReal && 'ks-real', isGuess && 'ks-guess')}>
              <b className="ks-present-letter">{isReal ? <Icon of={Check} size={16} weight={2.4} /> : option.letter}</b>
              <span className="ks-present-option">
                <b>{optionText(t, option)}</b>
                <span>{isReal ? t('presenter.happened') : isGuess ? t('presenter.guess') : factText(t, option)}</span>
              </span>
              <Hands letter={option.letter} n={asked.hands[option.letter] ?? 0} />
            </li>
          );
        })}
      </ol>
      {revealed && !real && <p className="ks-present-honest">{t('presenter.notListed', { what: optionText(t, { text: '', value: asked.answer ?? '' }) })}</p>}
      <div className="ks-row ks-present-buttons">
        {revealed ? (
          <Button size="l" onClick={closeQuestion} keys="Enter">
            {t('presenter.close')}
          </Button>
        ) : (
          <Button tone="primary" size="l" icon={Play} keys="Enter" onClick={() => void reveal()}>
            {t('presenter.reveal')}
          </Button>
        )}
        {!revealed && <Clock />}
      </div>
      <p className="ks-present-honest">{t('presenter.honest')}</p>
    </aside>
  );
}

function Hands({ letter, n }: { readonly letter: string; readonly n: number }): ReactNode {
  const t = useT();
  const add = (by: number): void =>
    usePresenting.setState(({ question }) => ({ question: question && { ...question, hands: { ...question.hands, [letter]: Math.max(0, Math.min(999, (question.hands[letter] ?? 0) + by)) } } }));
  return (
    <span className="ks-present-hands" role="group" aria-label={t('presenter.hands', { letter, n })}>
      <IconButton icon={Minus} iconSize={10} tone="plain" label={t('presenter.fewer', { letter })} disabled={n === 0} onClick={() => add(-1)} />
      <b>{n}</b>
      <IconButton icon={Plus} iconSize={10} tone="plain" label={t('presenter.more', { letter })} onClick={() => add(1)} />
    </span>
  );
}

const SECONDS = 60;
export const clockText = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Time to think. It runs on real time, and nothing hangs on it. */
function Clock(): ReactNode {
  const t = useT();
  const [left, setLeft] = useState(SECONDS);
  const [running, setRunning] = useState(true);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [running]);
  const toggle = (): void => {
    if (left === 0) setLeft(SECONDS);
    setRunning(left === 0 || !running);
  };
  return (
    <Button size="l" icon={Timer} aria-label={t('presenter.clock', { time: clockText(left) })} onClick={toggle}>
      <span className="ks-mono">{clockText(left)}</span>
    </Button>
  );
}
