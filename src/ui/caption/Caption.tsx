// The caption under the stage: the number of the milestone, one sentence about what goes on, and what comes next. It is the
// page's only live region, and speaks at most once a second.

import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import type { TextPart } from '../../locales/i18n.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch } from '../app/store.ts';
import { Milestone } from '../widgets/Milestone.tsx';
import { useT } from '../widgets/preferences.ts';
import { drawParts, type TagLooks } from '../widgets/Text.tsx';
import { sentenceParts, sentenceText } from './captionText.ts';
import { useNarration } from './narration.ts';
import './bootTexts.ts';
import './caption.css';

/** A pause this long until the next step is told with it. */
const SOON = 300_000;

export function Caption(): ReactNode {
  const t = useT();
  const now = useNarration();
  const reached = usePaced((s) => {
    const list = shownBranch(s)?.boundaries.milestones.list;
    return now !== undefined && now.milestone > 0 && (list?.[now.milestone - 1]?.at ?? Infinity) < s.playhead - 0.5;
  });
  if (!now) return <div className="ks-caption" />;
  const { caption, next, nextIn } = now;
  const parts = sentenceParts(t, caption);
  const later = caption.after > 0 ? t('caption.later', { time: formatSpan(caption.after, t.language) }) : '';
  const sentence = next && sentenceText(t, next);
  return (
    <div className="ks-caption">
      {now.milestone > 0 && <Milestone n={now.milestone} time={reached ? 'past' : 'now'} size={28} />}
      <p className="ks-caption-text">
        {later && <span className="ks-ink2">{later} </span>}
        {drawParts(fine(parts), looks)}
      </p>
      {sentence !== undefined && <p className="ks-caption-next">{drawParts(fine([{ tag: null, text: nextIn > SOON ? t('caption.nextIn', { sentence, time: formatSpan(nextIn, t.language) }) : t('caption.next', { sentence }) }]), looks)}</p>}
      <Spoken text={`${later} ${parts.map((p) => p.text).join('')}`.trim()} />
    </div>
  );
}

/** The arrow between what is known and what is done is drawn lighter than the words; a name with a hyphen is not broken there. */
function fine(parts: readonly TextPart[]): readonly TextPart[] {
  return parts.flatMap((part) => (part.tag === null ? part.text.split(/(→|(?<!\S)[\w.]+-[\w.-]{1,18}\b)/).map((text, i) => ({ tag: i % 2 === 0 ? null : text === '→' ? 'quiet' : 'whole', text })) : [part]));
}

const looks: TagLooks = { whole: (text) => <span className="ks-whole">{text}</span> };

/** What a screen reader is told, at most once a second; the last word always gets out. */
function Spoken({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState('');
  const saidAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, saidAt.current + 1000 - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="ks-unseen" role="status" aria-live="polite">
      {said}
    </span>
  );
}
