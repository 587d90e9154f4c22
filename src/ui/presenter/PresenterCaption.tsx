// One sentence for the whole room: the script's own words where it has some, else what the run tells of itself.

import { useEffect, useState, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { sentenceParts } from '../caption/captionText.ts';
import { useNarration } from '../caption/narration.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch } from '../app/store.ts';
import { Milestone } from '../widgets/Milestone.tsx';
import { useT } from '../widgets/preferences.ts';
import { drawParts } from '../widgets/Text.tsx';
import { usePresenting } from './presenting.ts';
import { localText } from './script.ts';

export function PresenterCaption(): ReactNode {
  const t = useT();
  const now = useNarration();
  const said = usePresenting((s) => s.said);
  const step = usePresenting((s) => s.script?.steps[s.step]);
  const reached = usePaced((s) => {
    const list = shownBranch(s)?.boundaries.milestones.list;
    return now !== undefined && now.milestone > 0 && (list?.[now.milestone - 1]?.at ?? Infinity) < s.playhead - 0.5;
  });
  const own = step ? localText(step.narration, t.language) : '';
  // What the run tells of a decision names its end: until it is revealed, only the question stands.
  const open = usePresenting((s) => (s.question && s.question.answer === undefined ? s.question : undefined));
  const parts = open ? (open.rule === 'node' ? t.parts('presenter.deciding') : [{ tag: null, text: open.text }]) : now ? sentenceParts(t, now.caption) : [];
  const later = !open && now && now.caption.after > 0 ? `${t('caption.later', { time: formatSpan(now.caption.after, t.language) })} ` : '';
  const text = said || own || `${later}${parts.map((p) => p.text).join('')}`;
  return (
    <section className="ks-present-caption" aria-label={t('frame.caption')} tabIndex={-1}>
      {now !== undefined && now.milestone > 0 && <Milestone n={now.milestone} time={reached ? 'past' : 'now'} size={33} />}
      <p>{said || own || drawParts(later === '' ? parts : [{ tag: null, text: later }, ...parts])}</p>
      <Spoken text={text} />
    </section>
  );
}

/** The only live region: the caption, at most once a second. */
function Spoken({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), said === '' ? 0 : 1000);
    return () => clearTimeout(timer);
  }, [text, said]);
  return (
    <span className="ks-unseen" role="status" aria-live="polite">
      {said}
    </span>
  );
}
