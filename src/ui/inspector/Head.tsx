// The head of the panel: what one looks at in one plain sentence, between whom, and which hop or moment.

import type { ReactNode } from 'react';
import type { Translate } from '../../locales/i18n.ts';
import type { SpanId } from '../../sim/kernel/trace.ts';
import { netHops } from '../../trace/netHops.ts';
import { lowerBound } from '../../trace/sorted.ts';
import { shortName, subjectOf } from '../../trace/subject.ts';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { statusOfWord } from '../widgets/glyphs/statusGlyphs.ts';
import { actorName } from '../caption/captionText.ts';
import { kindName } from '../caption/kindNames.ts';
import { useT } from '../widgets/preferences.ts';
import { parseActor } from './model/actors.ts';
import { nodeOfBox } from './model/boxes.ts';
import type { Focus } from './model/focus.ts';
import { ActorGlyph, SpanGlyph, TimeChip } from './parts.tsx';
import { useMoment, useSpan, useTrace } from './useMoment.ts';
import { spanObject, spanParties, spanTitle } from './words.ts';

export function Head({ focus }: { readonly focus: Focus }): ReactNode {
  switch (focus.kind) {
    case 'span':
      return <SpanHead id={focus.span} />;
    case 'object':
      return <ObjectHead objectKey={focus.key} change={focus.change} />;
    case 'box':
      return <BoxHead actor={focus.actor} />;
    case 'nothing':
      return null;
  }
}

function Frame({ glyph, title, under, aside, hint }: { readonly glyph: ReactNode; readonly title: ReactNode; readonly under: ReactNode; readonly aside: ReactNode; readonly hint?: string }): ReactNode {
  return (
    <header className="ks-in-head">
      <div className="ks-in-head-row">
        {glyph}
        <h2 className="ks-in-cut" title={hint}>
          {title}
        </h2>
        <span className="ks-in-head-aside">{aside}</span>
      </div>
      <p className="ks-in-head-under">{under}</p>
    </header>
  );
}

function SpanHead({ id }: { readonly id: number }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const span = useSpan(id);
  const hop = useMoment(({ branch, origin }) => {
    const { summary, end, start } = branch.mirror.span(id);
    const moment = summary.type === 'request' ? summary.arrived : summary.type === 'watch' ? end : summary.type === 'hop' && netHops(branch.mirror).commandOf(id as SpanId) !== 0 ? (summary.arrived >= 0 ? summary.arrived : end) : -1;
    if (moment < 0 || moment === Infinity || start < origin) return 0;
    const hops = branch.boundaries.times('hop');
    return lowerBound(hops, moment) - lowerBound(hops, origin) + 1;
  }, 0);
  if (!trace || !span) return null;
  const name = spanObject(trace.index, id);
  return (
    <Frame
      glyph={<SpanGlyph id={id} size={18} />}
      title={spanTitle(t, trace.index, span)}
      hint={spanTitle(t, trace.index, span)}
      under={
        <>
          {spanParties(t, span)}
          {name && <span className="ks-ink3"> · {name}</span>}
        </>
      }
      aside={hop > 0 ? t('inspector.hop', { n: hop }) : <TimeChip at={span.start} />}
    />
  );
}

function ObjectHead({ objectKey, change }: { readonly objectKey: string; readonly change: number }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const subject = subjectOf(objectKey);
  if (!trace || !subject) return null;
  const view = change < 0 ? undefined : trace.index.reader.change(change);
  const summary = view?.summary;
  const { namespace, name } = subject;
  const kind = kindName(t.language, subject.resource);
  const under = summary?.kind === 'Pod' && summary.node ? t('inspector.objectInOn', { kind, namespace, node: summary.node }) : namespace ? t('inspector.objectIn', { kind, namespace }) : t('inspector.objectAlone', { kind });
  return (
    <Frame
      glyph={summary?.kind === 'Pod' ? <StatusGlyph status={statusOfWord(summary.status, summary.ready === summary.containers)} size={16} /> : <KindGlyph kind={subject.kind} size={16} />}
      title={shortName(name, 32)}
      hint={name}
      under={under}
      aside={view && <TimeChip at={view.at} />}
    />
  );
}

function BoxHead({ actor }: { readonly actor: string }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const node = trace ? nodeOfBox(trace.index, actor) : '';
  return <Frame glyph={<ActorGlyph actor={node ? `node/${node}` : actor} size={16} />} title={node || actorName(t, actor)} under={node ? t('inspector.objectAlone', { kind: kindName(t.language, 'nodes') }) : place(t, actor)} aside={null} />;
}

/** Where a component runs. */
function place(t: Translate, actor: string): string {
  const { role } = parseActor(actor);
  if (role === 'apiserver' || role === 'etcd' || role === 'manager' || role === 'scheduler') return t('inspector.inControlPlane');
  if (role === 'controller') return t('inspector.inManager');
  return role === 'kubectl' ? t('inspector.onLaptop') : actor;
}
