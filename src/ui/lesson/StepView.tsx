// A step: its title with a tick or its number, what can be done, what the cluster must show, and the hints asked for.

import { Check as Tick, CornerDownLeft, Play, Zap } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Answer, Lesson, Step } from '../../lessons/lesson.ts';
import type { StepProse } from '../../lessons/prose.ts';
import type { Checked, LessonFrame, Offered } from '../../lessons/run.ts';
import { textParts } from '../../locales/i18n.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { showRevision } from './moments.ts';
import { Prediction } from './Prediction.tsx';
import { takeOffer } from './takeOffer.ts';
import { Words } from './Words.tsx';

export interface StepViewProps {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly number: number;
  readonly prose: StepProse;
  readonly frame: LessonFrame;
  readonly begin: number;
  readonly done: boolean;
  readonly current: boolean;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly guessed: string | undefined;
  readonly answer: Answer | undefined;
  readonly hints: number;
  readonly onGuess: (value: string | undefined) => void;
}

export function StepView({ lesson, step, number, prose, frame, begin, done, current, open, onToggle, guessed, answer, hints, onGuess }: StepViewProps): ReactNode {
  const t = useT();
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current && place.current) bringIntoSight(place.current);
  }, [current, answer !== undefined, hints]);
  const { checks = [], question } = step;
  const offers = frame.offers[step.id] ?? [];
  const title = (
    <>
      <span className={joinClass('ks-lesson-step-mark', done && 'ks-lesson-done')}>{done ? <Icon of={Tick} size={13} weight={3} /> : number}</span>
      <span>
        <Words of={prose.title} />
      </span>
    </>
  );
  return (
    <li ref={place} className="ks-lesson-step" {...(current ? { 'aria-current': 'step' } : {})}>
      <h3>
        {current ? (
          <span className="ks-lesson-step-title">{title}</span>
        ) : (
          <button type="button" className="ks-lesson-step-title" aria-expanded={open} onClick={onToggle}>
            {title}
          </button>
        )}
      </h3>
      {open && (
        <div className="ks-lesson-step-body">
          {prose.text.map((paragraph) => (
            <p key={paragraph} className="ks-lesson-step-text">
              <Words of={paragraph} />
            </p>
          ))}
          {question && <Prediction question={question} prose={prose} nodes={frame.nodes} guessed={guessed} answer={answer} onGuess={onGuess} />}
          {current && offers.map((offered, i) => <OfferLine key={i} lesson={lesson} offered={offered} words={prose} begin={begin} />)}
          {checks.length > 0 && (
            <ul className="ks-lesson-checks">
              {checks.map(({ id }) => (
                <CheckRow key={id} look={frame.checks[id]} words={prose.checks[id] ?? ''} />
              ))}
            </ul>
          )}
          {checks.length > 0 && current && <p className="ks-lesson-note">{t('lesson.looksAtState')}</p>}
          {hints > 0 && (
            <ol className="ks-lesson-hints">
              {prose.hints.slice(0, hints).map((hint) => (
                <li key={hint}>
                  <Words of={hint} />
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </li>
  );
}

/** Scrolls the panel, and nothing around it, as little as is needed; what does not fit is shown from its beginning. */
export function bringIntoSight(part: HTMLElement): void {
  const body = part.closest('.ks-lesson-body');
  if (!body) return;
  const own = part.getBoundingClientRect();
  const view = body.getBoundingClientRect();
  const below = own.bottom + 12 - view.bottom;
  if (below > 0) body.scrollTop += Math.min(below, own.top - view.top);
  else if (own.top < view.top) body.scrollTop -= view.top - own.top;
}

function CheckRow({ look, words }: { readonly look: Checked | undefined; readonly words: string }): ReactNode {
  const t = useT();
  const { have, want, revision, underWay } = look ?? {};
  const done = look?.doneAt !== undefined;
  const status = done ? 'ready' : underWay || (have ?? 0) > 0 ? 'creating' : 'pending';
  return (
    <li className="ks-lesson-check">
      <StatusGlyph status={status} size={14} />
      <span className="ks-lesson-check-words">
        <Words of={words} />
      </span>
      {done && revision !== undefined && revision > 0 && <RevisionChip revision={revision} onPress={showRevision} />}
      {!done && want !== undefined && (
        <b className="ks-lesson-check-count">
          {have ?? 0} / {want}
        </b>
      )}
      {!done && want === undefined && underWay && <b className="ks-lesson-check-way">{typeof underWay === 'string' ? underWay : t('lesson.underWay')}</b>}
      {done && <span className="ks-unseen">{t('lesson.done')}</span>}
    </li>
  );
}

interface OfferLineProps {
  readonly lesson: Lesson;
  readonly offered: Offered;
  readonly words: StepProse;
  readonly begin: number;
}

function OfferLine({ lesson, offered, words, begin }: OfferLineProps): ReactNode {
  const t = useT();
  const { offer, line, ready } = offered;
  const plain = (text: string): string => textParts(text, {}).map((part) => part.text).join('');
  const said = offer.fault ? (words.faults[offer.fault.id] ?? '') : offer.apply ? t('lesson.apply', { file: lesson.file }) : line;
  return (
    <button
      type="button"
      className={joinClass('ks-lesson-offer', offer.run && 'ks-mono')}
      disabled={!ready}
      aria-label={offer.run ? t('lesson.run', { line }) : plain(said)}
      onClick={() => takeOffer(lesson, offered, begin, plain(said))}
    >
      {!offer.run && <Icon of={offer.fault ? Zap : Play} size={14} />}
      {offer.run && <span className="ks-lesson-offer-prompt">$</span>}
      <span className="ks-lesson-offer-words">{!ready && offer.run ? t('lesson.wait') : offer.fault ? <Words of={said} /> : said}</span>
      <Icon of={CornerDownLeft} size={14} />
    </button>
  );
}
