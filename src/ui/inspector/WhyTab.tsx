// The look back: from your input to here, link by link, each one a way to its moment; what came of it; what is simplified.

import { useMemo, type ReactNode } from 'react';
import type { Translate } from '../../locales/i18n.ts';
import { formatSpan } from '../../locales/format.ts';
import { whyChain, type Link, type Why } from '../../trace/explain.ts';
import { player } from '../app/session.ts';
import { hover, select } from '../app/store.ts';
import { Chip } from '../widgets/Chip.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { ComponentGlyph, KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { Marker } from '../widgets/Marker.tsx';
import { actorName } from '../caption/captionText.ts';
import { kindName } from '../caption/kindNames.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { parseActor, type ComponentRole } from './model/actors.ts';
import type { Focus } from './model/focus.ts';
import type { PanelIndex } from './model/panelIndex.ts';
import { whyLine, whyRows, type WhyRow } from './model/whyRows.ts';
import { ActorGlyph, Revision } from './parts.tsx';
import { useMoment, useTrace, type Moment } from './useMoment.ts';
import { momentText, spanTitle, workSentence } from './words.ts';

/** Effects that are named; the others are counted. */
const NAMED = 4;

/** The chain of a focus; worked out again when something new has begun. */
export function useWhy(focus: Focus): { readonly why: Why | undefined; readonly rows: readonly WhyRow[] } {
  const index = useTrace()?.index;
  const tick = useMoment((trace, at) => trace.index.storyAt(at), 0);
  const grown = useMoment((trace) => (focus.span > 0 && trace.index.reader.endOf(focus.span) === Infinity ? trace.index.reader.spanCount : 0), 0);
  return useMemo(() => {
    void grown;
    const until = index && tick > 0 ? Math.max(index.reader.startOf(tick), focus.span > 0 ? index.reader.startOf(focus.span) : 0) : 0;
    const why = index && focus.span > 0 ? whyChain(index.reader, { span: focus.span }, until) : undefined;
    return { why, rows: why ? whyRows(why.chain) : [] };
  }, [index, tick, grown, focus.span]);
}

export function WhyTab({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const { why, rows } = useWhy(focus);
  if (!trace || !why) return <EmptyState title={t('inspector.noCause')} />;
  const roles = new Set(why.chain.map((link) => parseActor(link.actor).role));
  return (
    <>
      <Section title={t('inspector.whyTitle')} aside={t('inspector.links', { n: rows.length })}>
        <ol className="ks-why">
          {rows.map((row, i) => (
            <WhyItem key={row.link.span} row={row} trace={trace} self={i === rows.length - 1} />
          ))}
        </ol>
        {why.root === 'timer' && <p className="ks-ink3">{t('inspector.notCaused')}</p>}
      </Section>
      <Section title={t('inspector.cameOfIt')}>
        {why.effects.length === 0 ? <p className="ks-ink3">{t('inspector.nothingCame')}</p> : <Effects effects={why.effects} index={trace.index} />}
      </Section>
      <Section title={t('inspector.simplified')}>
        <ul className="ks-in-notes">
          {simplifications(roles).map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function WhyItem({ row, trace, self }: { readonly row: WhyRow; readonly trace: Moment; readonly self: boolean }): ReactNode {
  const t = useT();
  const { link } = row;
  const title = linkTitle(t, trace.index, row);
  return (
    <li>
      <span className="ks-why-mark">
        <LinkGlyph link={link} />
      </span>
      <button type="button" className="ks-why-link" onClick={() => jump(link)} onPointerEnter={() => hover({ kind: 'span', id: link.span })} onPointerLeave={() => hover(undefined)}>
        {self ? <Marker>{title}</Marker> : <b>{title}</b>}
        <span className="ks-ink3">{linkNote(t, trace, row)}</span>
      </button>
    </li>
  );
}

function jump(link: Link): void {
  select({ kind: 'span', id: link.span });
  player().seek(link.at);
}

export function LinkGlyph({ link, size = 15 }: { readonly link: Link; readonly size?: number }): ReactNode {
  if (link.what === 'input' || link.what === 'fault') return <ComponentGlyph name="you" size={size} />;
  if (link.what === 'request' && link.subject) return <KindGlyph kind={link.subresource === 'binding' ? 'Node' : link.subject.kind} size={size} />;
  if (link.what === 'watch') return <ActorGlyph actor={link.to} size={size} />;
  return <ActorGlyph actor={link.what === 'boot' ? 'kube-apiserver' : link.actor} size={size} />;
}

function Effects({ effects, index }: { readonly effects: readonly Link[]; readonly index: PanelIndex }): ReactNode {
  const t = useT();
  return (
    <div className="ks-in-pills">
      {effects.slice(0, NAMED).map((link) => (
        <Chip key={link.span} onPress={() => select({ kind: 'span', id: link.span })}>
          <LinkGlyph link={link} size={12} />
          {spanTitle(t, index, index.reader.span(link.span))}
        </Chip>
      ))}
      {effects.length > NAMED && <Chip>{t('inspector.more', { n: effects.length - NAMED })}</Chip>}
    </div>
  );
}

// ---- words ----

/** The kind it is about, also where a name is not known, as of what was refused. */
function kindWord(t: Translate, index: PanelIndex, link: Link): string {
  const { summary } = index.reader.span(link.span);
  const resource = link.subject?.resource ?? (summary.type === 'request' ? summary.resource : '');
  return resource ? kindName(t.language, resource) : '';
}

function linkTitle(t: Translate, index: PanelIndex, { link }: WhyRow): string {
  const { what, text } = link;
  const kind = kindWord(t, index, link);
  const span = index.reader.span(link.span);
  switch (what) {
    case 'input':
      if (span.summary.type === 'input' && span.summary.what === 'requests') return t('inspector.whySent', { text });
      return span.summary.type === 'input' && span.summary.what === 'file' ? t('inspector.whyFile', { text }) : t('inspector.whyInput', { text: text || span.name });
    case 'fault':
      return t('inspector.whyFault', { text });
    case 'boot':
      return t('inspector.whyBoot');
    case 'timer':
      return t('inspector.whyTimer', { name: link.verb });
    case 'request':
      if (link.code >= 400) return t('inspector.whyRefused', { kind });
      if (link.subresource === 'binding') return t('inspector.whyBound');
      if (link.subresource === 'status') return t('inspector.whyReported', { kind });
      if (link.verb === 'GET') return t('inspector.whyRead', { actor: actorName(t, link.actor), kind });
      if (link.verb === 'DELETE') return t('inspector.whyDeleted', { kind });
      return t(link.verb === 'POST' ? 'inspector.whyStored' : 'inspector.whyChanged', { kind });
    case 'watch':
      return t('inspector.whySaw', { actor: actorName(t, link.to) });
    case 'notify':
      return t('inspector.whyCache');
    case 'reconcile':
      return t('inspector.whySaw', { actor: actorName(t, link.actor) });
    case 'schedule':
      return span.summary.type === 'schedule' && span.summary.node ? t('inspector.whyChose', { node: span.summary.node }) : t('inspector.whyNoNode');
    case 'node':
      return span.summary.type === 'node' ? workSentence(t, span.name, actorName(t, span.actor), span.summary) : spanTitle(t, index, span);
    default:
      return spanTitle(t, index, span);
  }
}

/** The line under it: what it found, what came back, when. */
function linkNote(t: Translate, { index, origin }: Moment, { link, heard }: WhyRow): string {
  const { summary } = index.reader.span(link.span);
  const time = momentText(link.at, origin);
  const parts: string[] = [];
  if (heard) parts.push(`watch ${heard.verb}`);
  switch (summary.type) {
    case 'request':
      parts.push(`${link.verb}${link.subresource ? ` ${link.subresource}` : ''}${link.code ? ` ${link.code}` : ''}`);
      if (link.revision > 0) parts.push(`r${link.revision}`);
      break;
    case 'reconcile': {
      const count = summary.steps.find((step) => step.step === 'count')?.values;
      if (typeof count?.wanted === 'number' && typeof count.exist === 'number') parts.push(t('inspector.counted', { wanted: count.wanted, exist: count.exist }));
      else if (summary.waited > 0) parts.push(t('inspector.waitedInQueue', { span: formatSpan(summary.waited, t.language) }));
      break;
    }
    case 'schedule': {
      const [first, second] = summary.ranking;
      if (first && second) parts.push(t('inspector.against', { first: first.total, second: second.total }));
      break;
    }
    case 'watch':
      parts.push(`watch ${summary.event}`);
      break;
    default:
  }
  parts.push(time);
  return parts.join(', ');
}

type SimpleKey = `inspector.simple_${'etcd' | 'apiserver' | 'kubelet' | 'scheduler' | 'controller' | 'kubectl' | 'time'}`;

function simplifications(roles: ReadonlySet<ComponentRole>): readonly SimpleKey[] {
  const keys: SimpleKey[] = [];
  if (roles.has('etcd')) keys.push('inspector.simple_etcd');
  if (roles.has('kubectl')) keys.push('inspector.simple_kubectl');
  if (roles.has('controller')) keys.push('inspector.simple_controller');
  if (roles.has('scheduler')) keys.push('inspector.simple_scheduler');
  if (roles.has('kubelet') || roles.has('containerd')) keys.push('inspector.simple_kubelet');
  if (keys.length === 0) keys.push('inspector.simple_apiserver');
  // The last of them are about what happened here; the rest is a page of its own.
  return [...keys.slice(-2), 'inspector.simple_time'];
}

// ---- the foot of the panel ----

/** The chain in one line, always in sight. */
export function WhyFooter({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const { rows } = useWhy(focus);
  const { root, writes, left, self } = whyLine(rows, 2);
  if (!self || !root) return null;
  const kind = trace ? kindWord(t, trace.index, self) : '';
  return (
    <footer className="ks-why-foot">
      <h3 className="ks-cap">{t('inspector.whyTitle')}</h3>
      <div className="ks-row">
        <button type="button" className="ks-why-step" onClick={() => jump(root)}>
          <LinkGlyph link={root} size={13} />
          {root.what === 'input' || root.what === 'fault' ? t('inspector.whyYou') : root.what === 'boot' ? t('inspector.whyBoot') : root.verb}
        </button>
        {left > 0 && <span className="ks-ink3">›&nbsp; …{left}</span>}
        {writes.map((link) => (
          <span key={link.span} className="ks-why-step">
            <i aria-hidden>›</i>
            <LinkGlyph link={link} size={13} />
            <Revision n={link.revision} />
          </span>
        ))}
        <span className="ks-why-step ks-in-cut">
          <i aria-hidden>›</i>
          {self.what === 'request' && <b className="ks-mono ks-write">{self.verb}</b>}
          <span className="ks-in-cut">{self.what === 'watch' || self.what === 'notify' ? t('inspector.whyThisNews') : self.what === 'request' ? kind && t('inspector.whyThis', { kind }) : trace ? spanTitle(t, trace.index, trace.index.reader.span(self.span)) : self.verb}</span>
        </span>
      </div>
    </footer>
  );
}
