// The look at the object, as it is at the playhead: status, conditions, what its node does, who owns it and what it owns,
// and all of it as YAML.

import { useMemo, useRef, type ReactNode } from 'react';
import { isObject } from '../../base/json.ts';
import { formatSpan } from '../../locales/format.ts';
import type { ChangeView } from '../../trace/reader.ts';
import { keyFor, resourceOf, shortImage, subjectOf, type Subject } from '../../trace/subject.ts';
import type { PodSummary } from '../../trace/summary.ts';
import { select, useApp } from '../app/store.ts';
import { Chip } from '../widgets/Chip.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import type { StatusName } from '../widgets/glyphs/statusGlyphs.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { StatusPill } from '../widgets/StatusPill.tsx';
import { useObject, type ObjectAnswer } from './answers.ts';
import type { Focus } from './model/focus.ts';
import { containersOn, fileNodeOf, nodeSteps, type NodeStep } from './model/nodeWork.ts';
import type { PanelIndex } from './model/panelIndex.ts';
import { ObjectRow, Revision, RowButton, TimeChip } from './parts.tsx';
import { Reached } from './Reached.tsx';
import { useMoment, usePlayhead, useTrace } from './useMoment.ts';
import { YamlView } from './YamlView.tsx';

/** How many owned objects are listed. */
const OWNED = 8;

export function ObjectTab({ focus, other }: { readonly focus: Focus; readonly other: Focus | undefined }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const now = useMoment(({ index }, at) => index.changeAt(focus.key, at), -1);
  const first = trace?.index.changesOf(focus.key)[0] ?? -1;
  const answer = useObject(now >= 0 ? now : first);
  const otherNow = useMoment(({ index }, at) => (other?.key ? index.changeAt(other.key, at) : -1), -1);
  const compared = useObject(otherNow);
  const subject = subjectOf(focus.key);
  const node = useMoment(({ index }, at) => (first < 0 ? fileNodeOf(index, focus.key, at) : ''), '');
  if (!trace || !subject || first < 0) return <EmptyState title={node === '' ? t('inspector.noObject') : t('inspector.onlyKubelet', { node })} />;
  const { index } = trace;
  const change = index.reader.change(now >= 0 ? now : first);
  const gone = now >= 0 && change.deleted;
  // Of a deleted object, how it was last.
  const object = gone ? answer?.before : answer?.object;
  const last = gone && change.previous >= 0 ? index.reader.change(change.previous) : change;
  return (
    <>
      {(gone || now < 0) && (
        <Section>
          <p className={joinClass('ks-in-words', gone ? 'ks-err' : 'ks-ink3')}>
            {t(gone ? 'inspector.objectGone' : 'inspector.objectAhead')} <TimeChip at={change.at} />
          </p>
        </Section>
      )}
      <Pills change={last} object={object} />
      {!gone && now >= 0 && <Reached subject={subject} change={last} object={object} />}
      <Conditions object={object} />
      {last.summary.kind === 'Pod' && !gone && <OnNode subject={subject} pod={last.summary} />}
      <Relations index={index} subject={subject} change={last} />
      {object && answer && (
        <Section title={t('inspector.yaml')} aside={<AsOf revision={last.revision} />}>
          {answer.simulated !== 'full' && <p className="ks-ink3 ks-note-stored">{t(answer.simulated === 'stored' ? 'inspector.storedKind' : 'inspector.partlyKind')}</p>}
          {answer.stored.length > 0 && <p className="ks-ink3 ks-note-stored">{t('inspector.storedLegend')}</p>}
          <YamlView key={focus.key} value={object} stored={answer.stored} folded={folded(object)} {...(compared?.object && other?.key !== focus.key && compared.object.kind === object.kind ? { other: compared.object } : {})} />
        </Section>
      )}
    </>
  );
}

/** Where there is a status, it is what one came for. */
const folded = (object: object): readonly string[] => ('status' in object ? ['metadata', 'spec'] : ['metadata']);

function AsOf({ revision }: { readonly revision: number }): ReactNode {
  const t = useT();
  return (
    <>
      {t('inspector.live')} {revision > 0 && <Revision n={revision} />}
    </>
  );
}

// ---- status ----

function Pills({ change: { summary }, object }: { readonly change: ChangeView; readonly object: ObjectAnswer['object'] }): ReactNode {
  const t = useT();
  const status = object && 'status' in object && isObject(object.status) ? object.status : {};
  const text = (key: string): string => (typeof status[key] === 'string' ? (status[key] as string) : '');
  const pills: ReactNode[] = [];
  const chip = (words: string): void => void (words && pills.push(<Chip key={words}>{words}</Chip>));
  switch (summary.kind) {
    case 'Pod':
      if (text('phase') !== summary.status) chip(text('phase'));
      pills.push(<StatusPill key="status" word={summary.status} ready={summary.ready === summary.containers} />);
      chip(t('inspector.ready', { ready: summary.ready, of: summary.containers }));
      chip(summary.ip);
      chip(text('qosClass'));
      if (summary.restarts > 0) chip(t('inspector.restarts', { n: summary.restarts }));
      break;
    case 'Node':
      pills.push(<StatusPill key="status" word={t(summary.ready === 'True' ? 'inspector.nodeReady' : 'inspector.nodeNotReady')} status={readiness(summary.ready)} />);
      if (summary.unschedulable) chip(t('inspector.cordoned'));
      chip(summary.ip);
      chip(summary.zone);
      for (const taint of summary.taints.split(',')) chip(taint);
      break;
    case 'Workload':
      pills.push(<StatusPill key="status" word={t('inspector.ready', { ready: summary.ready, of: summary.desired })} status={summary.ready >= summary.desired ? 'ready' : 'creating'} />);
      for (const image of summary.images.split(',')) chip(shortImage(image, 30));
      break;
    case 'Service':
      chip(summary.serviceType);
      chip(summary.clusterIP);
      chip(summary.ports);
      break;
    case 'EndpointSlice':
      chip(t('inspector.ready', { ready: summary.ready, of: summary.total }));
      break;
    case 'Event':
      pills.push(<Chip key="type" {...(summary.eventType === 'Warning' ? { tone: 'status' as const } : {})}>{summary.eventType}</Chip>);
      chip(summary.reason);
      break;
    default:
      chip(text('phase'));
  }
  return (
    pills.length > 0 && (
      <Section>
        <div className="ks-in-pills">{pills}</div>
        {summary.kind === 'Event' && <p lang="en" className="ks-in-words">{summary.message}</p>}
      </Section>
    )
  );
}

export const readiness = (ready: string): StatusName => (ready === 'True' ? 'ready' : ready === 'Unknown' ? 'unknown' : 'failed');

/** A Pod's, in the order in which they come true; others stay as they are stored. */
const COURSE = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];

/** Conditions that are good when they are False. */
const GOOD_WHEN_FALSE = /Pressure$|Unavailable$|Failure$|^Failed$|^DisruptionTarget$|^Stalled$/;

function Conditions({ object }: { readonly object: ObjectAnswer['object'] }): ReactNode {
  const t = useT();
  const status = object && 'status' in object && isObject(object.status) ? object.status : {};
  const conditions = (Array.isArray(status.conditions) ? status.conditions : []).filter(isObject).sort((a, b) => COURSE.indexOf(String(a.type)) - COURSE.indexOf(String(b.type)));
  return (
    conditions.length > 0 && (
      <Section title={t('inspector.conditions')}>
        <ul className="ks-in-lines">
          {conditions.map((condition) => {
            const type = String(condition.type ?? '');
            const state = String(condition.status ?? '');
            const good = GOOD_WHEN_FALSE.test(type) ? state === 'False' : state === 'True';
            const reason = good ? '' : String(condition.reason ?? '');
            return (
              <li key={type} lang="en" className="ks-in-line" title={String(condition.message ?? '') || undefined}>
                <StatusGlyph status={state === 'Unknown' ? 'unknown' : good ? 'ready' : 'pending'} size={13} />
                <span className="ks-in-cut ks-in-start">{type}</span>
                {reason && <span className="ks-in-cut ks-ink3 ks-in-tail">{reason}</span>}
                <span className="ks-in-figure ks-ink3">{state}</span>
              </li>
            );
          })}
        </ul>
      </Section>
    )
  );
}

// ---- on the node ----

function OnNode({ subject, pod }: { readonly subject: Subject; readonly pod: PodSummary }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const name = `${subject.namespace}/${subject.name}`;
  const truth = useMoment(({ index }, playhead) => containersOn(index, pod.node, pod.uid, playhead).map((c) => `${c.container} ${c.state} ${c.standIn ? c.detail : ''}`).join(), '');
  if (!trace || pod.node === '') return null;
  const facts = truth.split(',').map((entry) => entry.split(' '));
  return (
    <Section
      title={t('inspector.onNode')}
      aside={
        <button type="button" className="ks-in-link" onClick={() => select({ kind: 'object', key: keyFor('nodes', '', pod.node) })}>
          {pod.node}
        </button>
      }
    >
      <Steps name={name} index={trace.index} />
      {facts
        .filter(([, , standIn]) => standIn)
        .map(([container = '', , image = '']) => (
          <p key={container} className="ks-in-words">
            {t('inspector.standIn', { container, image })}
          </p>
        ))}
      {facts
        .filter(([, state]) => state === 'running' && pod.status !== 'Running' && !pod.terminating)
        .map(([container = '', state = '']) => (
          <p key={container} className="ks-in-words">
            {t('inspector.knownByNode', { container, state, status: pod.status })}
          </p>
        ))}
    </Section>
  );
}

/** The steps of a node for one Pod (`namespace/name`), wherever they are told. */
export function NodeWork({ name }: { readonly name: string }): ReactNode {
  const t = useT();
  const trace = useTrace();
  return (
    trace && (
      <Section title={t('inspector.onNode')}>
        <Steps name={name} index={trace.index} />
      </Section>
    )
  );
}

function Steps({ name, index }: { readonly name: string; readonly index: PanelIndex }): ReactNode {
  const t = useT();
  const list = useRef<HTMLUListElement>(null);
  const steps = useSteps(index, name);
  const several = new Set(steps.map((step) => step.container).filter(Boolean)).size > 1;
  usePlayhead((at) => {
    for (const [i, step] of steps.entries()) {
      const row = list.current?.children[i] as HTMLElement | undefined;
      if (!row) continue;
      const begun = step.start <= at;
      const over = step.end <= at;
      row.dataset.state = over ? 'over' : begun ? 'on' : 'ahead';
      const all = step.end - step.start;
      const words = over ? (step.detail && step.name !== 'kill' ? step.detail : formatSpan(all, t.language)) : begun ? (all === Infinity ? t('inspector.goingOn', { span: formatSpan(at - step.start, t.language) }) : t('inspector.progress', { done: formatSpan(at - step.start, t.language), all: formatSpan(all, t.language) })) : '';
      const figure = row.querySelector('.ks-in-figure');
      if (figure && figure.textContent !== words) figure.textContent = words;
      row.style.setProperty('--done', String(begun ? Math.min(1, (at - step.start) / Math.max(1, all)) : 0));
    }
  });
  return (
    <ul className="ks-in-lines ks-steps-node" ref={list}>
      {steps.map((step) => {
        const words = step.name === 'pull' ? t('inspector.step_pull', { image: shortImage(step.image) }) : t(`inspector.step_${step.name}`);
        const inner = (
          <>
            <i className="ks-in-dot" aria-hidden />
            <span className="ks-in-cut ks-step-name">
              {words}
              {step.container && (several || (step.name !== 'create' && step.name !== 'start')) ? ` ${step.container}` : ''}
            </span>
            <span className="ks-in-meter" aria-hidden />
            <span className={joinClass('ks-in-figure ks-ink3', step.error !== '' && 'ks-err')} />
          </>
        );
        return (
          <li key={step.span || step.name} className="ks-in-line" title={step.error || undefined}>
            {step.span > 0 ? <RowButton onPress={() => select({ kind: 'span', id: step.span })}>{inner}</RowButton> : <span className="ks-in-pick">{inner}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** The steps at the playhead; a new list only when one came or ended. */
function useSteps(index: PanelIndex, name: string): readonly NodeStep[] {
  const sign = useMoment((_, at) => nodeSteps(index, name, at).map((step) => `${step.name}${step.span}-${step.end}`).join(), '');
  return useMemo(() => (sign === '' ? [] : nodeSteps(index, name, useApp.getState().playhead)), [index, name, sign]);
}

// ---- relations ----

function Relations({ index, subject, change }: { readonly index: PanelIndex; readonly subject: Subject; readonly change: ChangeView }): ReactNode {
  const t = useT();
  const { summary } = change;
  const owned = useMoment(
    ({ index: trace }, at) =>
      trace
        .ownedBy(subject.kind, subject.namespace, subject.name)
        .filter((key) => {
          const latest = trace.changeAt(key, at);
          return latest >= 0 && !trace.reader.change(latest).deleted;
        })
        .join('\n'),
    '',
  );
  const owner =
    (summary.kind === 'Pod' || summary.kind === 'Workload') && summary.ownerKind !== ''
      ? keyFor(resourceOf(summary.ownerKind), summary.ownerKind === 'Node' ? '' : subject.namespace, summary.ownerName)
      : summary.kind === 'EndpointSlice' && summary.service !== ''
        ? keyFor('services', subject.namespace, summary.service)
        : summary.kind === 'Event'
          ? keyFor(resourceOf(summary.aboutKind), summary.aboutKind === 'Node' ? '' : summary.aboutNamespace, summary.aboutName)
          : '';
  const keys = owned === '' ? [] : owned.split('\n');
  return (
    <>
      {owner !== '' && index.has(owner) && (
        <Section title={t(summary.kind === 'Event' ? 'inspector.about' : 'inspector.owner')}>
          <ul className="ks-in-lines">
            <ObjectRow objectKey={owner} />
          </ul>
        </Section>
      )}
      {keys.length > 0 && (
        <Section title={t('inspector.ownedBy')} aside={keys.length > OWNED ? t('inspector.countOf', { n: OWNED, of: keys.length }) : keys.length}>
          <ul className="ks-in-lines">
            {keys.slice(0, OWNED).map((key) => (
              <ObjectRow key={key} objectKey={key}>
                <Standing objectKey={key} />
              </ObjectRow>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** The status of an object in one word. */
export function Standing({ objectKey }: { readonly objectKey: string }): ReactNode {
  const word = useMoment(({ index }, at) => {
    const change = index.changeAt(objectKey, at);
    const summary = change < 0 ? undefined : index.reader.change(change).summary;
    return summary?.kind === 'Pod' ? `${summary.status} ${summary.ready}/${summary.containers}` : summary?.kind === 'Workload' ? `${summary.ready}/${summary.desired}` : '';
  }, '');
  const [status = '', counts = ''] = word.includes(' ') ? word.split(' ') : ['', word];
  if (word === '') return null;
  const [ready, of] = counts.split('/');
  return status ? <StatusPill bare word={status} ready={ready === of} /> : <span className="ks-in-figure ks-ink3">{counts}</span>;
}
