// Small parts that every look of the inspector is made of: chips that move the playhead, rows that select, lines of wire text.

import { Check, Copy } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { linkOf } from '../../trace/explain.ts';
import { isFailure } from '../../trace/netHops.ts';
import { subjectOf } from '../../trace/subject.ts';
import { player } from '../app/session.ts';
import { hover, select, useApp } from '../app/store.ts';
import { IconButton } from '../widgets/Button.tsx';
import { ComponentGlyph, KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { actorName } from '../caption/captionText.ts';
import { controllerLooks } from '../caption/controllers.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { ObjectName } from '../widgets/ObjectName.tsx';
import { useT } from '../widgets/preferences.ts';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { parseActor } from './model/actors.ts';
import { messageClass } from './model/request.ts';
import type { PanelIndex } from './model/panelIndex.ts';
import { momentOf, useMoment, useSpan, useTrace } from './useMoment.ts';
import { GLYPHS, momentText, spanObject, spanTitle } from './words.ts';

/** A revision that leads to its write. The black frame is the newest one at the playhead. */
export function Revision({ n }: { readonly n: number }): ReactNode {
  const newest = useMoment(({ index }, at) => index.revisionAt(at) === n, false);
  return <RevisionChip revision={n} newest={newest} onPress={goToRevision} />;
}

function goToRevision(revision: number): void {
  const { selection } = useApp.getState();
  const index = momentOf(useApp.getState())?.index;
  const change = index?.changeOf(revision) ?? -1;
  if (!index || change < 0) return;
  const { key, at } = index.reader.change(change);
  // Somebody who looks at this very object goes on looking at it, at another moment.
  if (!(selection?.kind === 'object' && selection.key === key)) select({ kind: 'revision', revision });
  player().seek(at);
}

/** A moment that leads to itself. */
export function TimeChip({ at }: { readonly at: number }): ReactNode {
  const t = useT();
  const trace = useTrace();
  if (!trace || !Number.isFinite(at)) return null;
  const time = at < trace.origin ? t('inspector.inBoot') : momentText(at, trace.origin);
  return (
    <button type="button" className="ks-in-time ks-reach" aria-label={t('inspector.goTo', { time })} onClick={() => player().seek(at)}>
      {time}
    </button>
  );
}

export function ActorGlyph({ actor, size = 13 }: { readonly actor: string; readonly size?: number }): ReactNode {
  if (actor.startsWith('pod/')) return <KindGlyph kind="Pod" size={size} />;
  return <ComponentGlyph name={controllerLooks(actor)?.glyph ?? GLYPHS[parseActor(actor).role]} size={size} />;
}

export function Actor({ actor }: { readonly actor: string }): ReactNode {
  const t = useT();
  return (
    <>
      <ActorGlyph actor={actor} />
      <span className="ks-in-cut">{actorName(t, actor)}</span>
    </>
  );
}

/** The head of a message, or the glyph of who works. */
export function SpanGlyph({ id, size = 16 }: { readonly id: number; readonly size?: number }): ReactNode {
  const trace = useTrace();
  const span = useSpan(id);
  if (!trace || !span) return null;
  const { summary } = span;
  if (summary.type === 'request') return <PacketHead message={messageClass(summary, true)} size={size} />;
  if (summary.type === 'watch') return <PacketHead message="watch" size={size} />;
  if (summary.type === 'hop') return <PacketHead message={isFailure(summary) ? 'refused' : 'read'} size={size} />;
  if (summary.type === 'notify') return <PacketHead message="inside" size={size} />;
  if (summary.type === 'input') return <ComponentGlyph name="you" size={size} />;
  return <ActorGlyph actor={span.actor} size={size} />;
}

/** One span as a row: selects it, and lights it while the pointer is on it. */
export function SpanRow({ id, what }: { readonly id: number; readonly what?: 'object' | 'actor' }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const span = useSpan(id);
  const ahead = useMoment(({ index }, at) => index.reader.startOf(id) > at, false);
  if (!trace || !span) return null;
  const { summary } = span;
  // What went well needs no number.
  const code = summary.type === 'request' && summary.code >= 400 ? String(summary.code) : summary.type === 'hop' && summary.status >= 400 ? String(summary.status) : '';
  return (
    <li className={joinClass('ks-in-line', ahead && 'ks-in-ahead')}>
      <RowButton onPress={() => select({ kind: 'span', id })} onHover={(on) => hover(on ? { kind: 'span', id } : undefined)}>
        <SpanGlyph id={id} size={14} />
        <span className="ks-in-cut">{spanTitle(t, trace.index, span)}</span>
        <span className="ks-in-cut ks-ink3 ks-in-tail">{what === 'actor' ? actorName(t, span.actor) : spanObject(trace.index, id)}</span>
      </RowButton>
      {code && <span className="ks-mono ks-in-code ks-err">{code}</span>}
      <TimeChip at={span.start} />
    </li>
  );
}

export function RowButton({ children, onPress, onHover }: { readonly children: ReactNode; readonly onPress: () => void; readonly onHover?: (on: boolean) => void }): ReactNode {
  return (
    <button type="button" className="ks-in-pick" onClick={onPress} onPointerEnter={() => onHover?.(true)} onPointerLeave={() => onHover?.(false)}>
      {children}
    </button>
  );
}

/** An object as a row that selects it. */
export function ObjectRow({ objectKey, children }: { readonly objectKey: string; readonly children?: ReactNode }): ReactNode {
  const subject = subjectOf(objectKey);
  if (!subject) return null;
  return (
    <li className="ks-in-line">
      <RowButton onPress={() => select({ kind: 'object', key: objectKey })} onHover={(on) => hover(on ? { kind: 'object', key: objectKey } : undefined)}>
        <KindGlyph kind={subject.kind} size={14} />
        <ObjectName name={subject.name} />
      </RowButton>
      {children}
    </li>
  );
}

/** The first few of a list of spans, the rest at a press. */
export function SpanList({ spans, most = 8, what }: { readonly spans: readonly number[]; readonly most?: number; readonly what?: 'object' | 'actor' }): ReactNode {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? spans : spans.slice(0, most);
  return (
    <>
      <ul className="ks-in-lines">
        {shown.map((id) => (
          <SpanRow key={id} id={id} {...(what ? { what } : {})} />
        ))}
      </ul>
      {shown.length < spans.length && (
        <button type="button" className="ks-in-link" onClick={() => setAll(true)}>
          {t('inspector.more', { n: spans.length - shown.length })}
        </button>
      )}
    </>
  );
}

/** A path that may break at its slashes. */
export function Path({ path }: { readonly path: string }): ReactNode {
  return path.split(/(?<=\/)/).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** A line that can be taken away. */
export function CopyLine({ text }: { readonly text: string }): ReactNode {
  const t = useT();
  const [copied, setCopied] = useState('');
  const copy = (): void => void navigator.clipboard?.writeText(text).then(() => setCopied(text));
  return (
    <div className="ks-in-wire ks-in-copy">
      <code className="ks-mono">{text}</code>
      <IconButton icon={copied === text ? Check : Copy} iconSize={14} label={t(copied === text ? 'inspector.copied' : 'inspector.copy')} onClick={copy} />
    </div>
  );
}

/** How long, in the reader's language. */
export function useSpanText(): (micros: number) => string {
  const t = useT();
  return (micros) => formatSpan(micros, t.language);
}

/** Requests that a piece of work sent, also through the small steps it was cut into. */
export function requestsOf(index: PanelIndex, span: number): readonly number[] {
  const out: number[] = [];
  for (const id of index.effectsOf(span)) {
    if (index.reader.levelOf(id) === 'heartbeat') continue;
    const link = linkOf(index.reader, id);
    if (link.what === 'request' || link.what === 'hop') out.push(id);
    else if (link.what === 'work' || (link.what === 'node' && link.minor)) out.push(...requestsOf(index, id));
  }
  return out;
}
