// Inside kube-scheduler: the queues, one decision as a table of nodes and plugins, and what would change the answer.

import { GitFork } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ScheduleDetail } from '../../session/protocol.ts';
import { shortName, subjectOf } from '../../trace/subject.ts';
import { player } from '../app/session.ts';
import { select, shownBranch, useApp } from '../app/store.ts';
import { queuedPods } from '../diagram/sceneScheduler.ts';
import { sceneIndex } from '../diagram/sceneIndex.ts';
import { useSpanDetail } from '../inspector/answers.ts';
import { useSpan } from '../inspector/useMoment.ts';
import { Button } from '../widgets/Button.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Text } from '../widgets/Text.tsx';
import { cpuText, memoryText } from './amounts.ts';
import { askedBy, attemptAt, loadsAt, matrixOf, podKey, suggestions, type Asked, type Load, type Matrix, type Suggestion } from './model/decision.ts';
import { FEW, sumsOf, worthShowing } from './model/manyNodes.ts';
import { FormulaPart } from './FormulaPart.tsx';
import { NodeFinder } from './NodeFinder.tsx';
import { Title } from './parts.tsx';
import { SchedulerMatrix, type ScoreAt } from './SchedulerMatrix.tsx';
import { useModel } from './useModel.ts';

interface Look {
  readonly span: number;
  /** etcd key of the Pod. */
  readonly pod: string;
  readonly over: boolean;
  readonly attempt: number;
  readonly loads: readonly (readonly [string, Load])[];
  readonly asked: Asked | undefined;
}

export function SchedulerZoom(): ReactNode {
  const t = useT();
  /** `namespace/name` of the Pod that is looked at; '' goes with the playhead. */
  const [held, hold] = useState(() => podOf(useApp.getState().selection));
  useEffect(() => useApp.subscribe(({ selection }, before) => void (selection !== before.selection && podOf(selection) && hold(podOf(selection)))), []);
  const look = useModel(({ index, origin }, at): Look | undefined => {
    const span = attemptAt(index, at, origin, held) || attemptAt(index, at, origin);
    if (span === 0) return undefined;
    const { summary, end, start } = index.reader.span(span);
    if (summary.type !== 'schedule') return undefined;
    const pod = podKey(summary);
    // As it stood when the decision fell: it takes place at the end of the attempt.
    const then = Math.min(end, at);
    return { span, pod, over: end <= at, attempt: summary.attempt, loads: [...loadsAt(index, then - (end <= at ? 1 : 0), pod)], asked: askedBy(index, pod, Math.max(start, then)) };
  }, held);
  const detail = useSpanDetail(look?.over ? look.span : 0);
  return (
    <>
      <Queues held={held} hold={hold} shown={look?.pod ?? ''} />
      {!look ? (
        <p className="ks-ink3">{t('zoom.noDecision')}</p>
      ) : (
        <>
          <About look={look} held={held} hold={hold} detail={look.over && detail?.type === 'schedule' ? detail : undefined} />
          {!look.over ? <p className="ks-z-note">{t('zoom.deciding')}</p> : detail?.type === 'schedule' ? <Decision look={look} detail={detail} /> : <p className="ks-ink3">{t('zoom.asking')}</p>}
        </>
      )}
    </>
  );
}

/** The Pod behind a selection: the Pod itself, or an attempt to place it. */
function podOf(selection: ReturnType<typeof useApp.getState>['selection']): string {
  if (selection?.kind === 'object') {
    const subject = subjectOf(selection.key);
    return subject?.resource === 'pods' ? `${subject.namespace}/${subject.name}` : '';
  }
  const mirror = selection?.kind === 'span' ? shownBranch()?.mirror : undefined;
  if (selection?.kind !== 'span' || !mirror || selection.id > mirror.spanCount) return '';
  const { summary } = mirror.span(selection.id);
  return summary.type === 'schedule' ? summary.key : '';
}

const CHIPS = 8;

function Queues({ held, hold, shown }: { readonly held: string; readonly hold: (pod: string) => void; readonly shown: string }): ReactNode {
  const t = useT();
  const pods = useModel(({ branch }, at) => queuedPods(sceneIndex(branch.mirror), at)) ?? [];
  const names = { active: 'zoom.queueActive', backoff: 'zoom.queueBackoff', unschedulable: 'zoom.queueUnschedulable' } as const;
  return (
    <dl className="ks-z-queues" aria-label={t('zoom.queues')}>
      {(['active', 'backoff', 'unschedulable'] as const).map((queue) => {
        const list = pods.filter((pod) => pod.queue === queue || (queue === 'active' && pod.queue === 'scheduling'));
        return (
          <div key={queue}>
            <dt>{t(names[queue])}</dt>
            <dd>
              {list.length === 0 && <b className="ks-ink3">0</b>}
              {list.slice(0, CHIPS).map((pod) => {
                const { namespace, name } = subjectOf(pod.key) ?? { namespace: '', name: pod.name };
                const id = `${namespace}/${name}`;
                return (
                  <button
                    key={pod.key}
                    type="button"
                    className={joinClass('ks-z-pod', pod.queue === 'scheduling' && 'ks-z-now', shown === pod.key && 'ks-z-chosen')}
                    aria-pressed={held === id}
                    title={pod.message || pod.name}
                    onClick={() => {
                      hold(id);
                      select({ kind: 'object', key: pod.key });
                    }}
                  >
                    <b>{shortName(pod.name)}</b>
                    {pod.queue === 'scheduling' && <span className="ks-ink3">{t('zoom.queueScheduling')}</span>}
                    {pod.queue !== 'scheduling' && pod.attempts > 0 && <span className="ks-ink3">{t('zoom.tries', { n: pod.attempts })}</span>}
                  </button>
                );
              })}
              {list.length > CHIPS && <b className="ks-ink2">+{list.length - CHIPS}</b>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function About({ look, held, hold, detail }: { readonly look: Look; readonly held: string; readonly hold: (pod: string) => void; readonly detail: ScheduleDetail | undefined }): ReactNode {
  const t = useT();
  const name = subjectOf(look.pod)?.name ?? '';
  const { cpu = 0, memory = 0 } = look.asked ?? {};
  return (
    <p className="ks-z-about">
      <span>
        {cpu > 0 && memory > 0 ? (
          <Text of="zoom.asks" with={{ name, cpu: cpuText(cpu), memory: memoryText(memory) }} />
        ) : cpu > 0 ? (
          <Text of="zoom.asksCpu" with={{ name, cpu: cpuText(cpu) }} />
        ) : memory > 0 ? (
          <Text of="zoom.asksMemory" with={{ name, memory: memoryText(memory) }} />
        ) : (
          <Text of="zoom.asksNothing" with={{ name }} />
        )}
      </span>
      <button type="button" className="ks-z-link" onClick={() => select({ kind: 'span', id: look.span })}>
        {t('zoom.attempt', { n: look.attempt })}
      </button>
      {detail && detail.profile !== 'default-scheduler' && <span className="ks-ink2">{t('zoom.byProfile', { name: detail.profile })}</span>}
      {detail?.fit?.type !== undefined && <span className="ks-ink2">{t('zoom.byStrategy', { strategy: detail.fit.type })}</span>}
      {held !== '' && (
        <button type="button" className="ks-z-link" onClick={() => hold('')}>
          {t('zoom.followLatest')}
        </button>
      )}
    </p>
  );
}

function Decision({ look, detail }: { readonly look: Look; readonly detail: ScheduleDetail }): ReactNode {
  const loads = useMemo(() => new Map(look.loads), [look]);
  const many = detail.nodes > FEW;
  const sums = useMemo(() => (many ? sumsOf(detail) : undefined), [detail, many]);
  const [picked, pick] = useState<readonly string[]>([]);
  const table = useRef<HTMLDivElement>(null);
  // What was asked for stands last.
  useEffect(() => void (picked.length > 0 && table.current?.querySelector('tbody tr:last-child')?.scrollIntoView({ block: 'nearest' })), [picked]);
  const whole = useMemo(() => matrixOf(detail, loads.keys()), [detail, look]);
  const shown = new Set(sums ? [...worthShowing(detail, sums), ...picked] : []);
  const matrix = sums ? { ...whole, rows: [...shown].flatMap((node) => whole.rows.filter((row) => row.node === node)) } : whole;
  const [score, setScore] = useState<ScoreAt>();
  return (
    <>
      <div ref={table} className="ks-z-scroll">
        <SchedulerMatrix matrix={matrix} detail={detail} loads={loads} asked={look.asked} score={score} onScore={setScore} />
      </div>
      {matrix.scores.length > 0 && <FormulaPart detail={detail} score={score} onClose={() => setScore(undefined)} />}
      {sums && <NodeFinder detail={detail} sums={sums} names={whole.rows.map(({ node }) => node)} shown={shown} picked={picked} onPick={pick} />}
      <div className="ks-z-after">
        <Then look={look} detail={detail} />
        {look.asked && <Answer list={suggestions(detail, whole, loads, look.asked).slice(0, ANSWERS)} detail={detail} matrix={whole} />}
      </div>
    </>
  );
}

/** Of very many nodes, many could be changed. */
const ANSWERS = 6;
const TIED = 6;

const NEXT = ['Reserve', 'Permit', 'PreBind', 'Bind', 'PostBind'] as const;

/** What follows a choice: the binding and how far it is. */
function Then({ look, detail }: { readonly look: Look; readonly detail: ScheduleDetail }): ReactNode {
  const t = useT();
  const bind = useModel(({ index }, at) => {
    const { reader } = index;
    const work = index.effectsOf(look.span).find((id) => reader.span(id).name === 'bind') ?? 0;
    const sent = work === 0 ? 0 : (index.effectsOf(work).find((id) => { const { summary } = reader.span(id); return summary.type === 'request' && summary.subresource === 'binding'; }) ?? 0);
    return { sent: sent !== 0 && reader.startOf(sent) <= at ? sent : 0, over: work !== 0 && reader.endOf(work) <= at };
  }, String(look.span));
  const span = useSpan(bind?.sent ?? 0);
  if (detail.chosen === '') {
    return (
      <section className="ks-z-section">
        <Title>{t('zoom.afterThat')}</Title>
        <p className="ks-ink2">{t('zoom.thenNone')}</p>
        <code className="ks-mono ks-z-message">{detail.message}</code>
        {detail.victims.length > 0 && <p>{t('zoom.victims', { names: detail.victims.join(', ') })}</p>}
      </section>
    );
  }
  const code = bind?.over && span?.summary.type === 'request' ? span.summary.code : 0;
  return (
    <section className="ks-z-section">
      <Title>{t('zoom.afterThat')}</Title>
      <div className="ks-z-course">
        {NEXT.map((step, i) => (
          <span key={step} className={joinClass('ks-z-step', (i < 3 || (i === 3 && bind !== undefined && bind.sent > 0) || bind?.over === true) && 'ks-z-past', step === 'Bind' && 'ks-z-write')}>
            {step === 'Bind' && bind?.sent ? (
              <button type="button" className="ks-reach" onClick={() => select({ kind: 'span', id: bind.sent })}>
                <b>{step}</b> <span className="ks-mono">POST …/binding</span> {code > 0 && <b className={joinClass('ks-mono', code >= 400 ? 'ks-err' : 'ks-write')}>{code}</b>}
              </button>
            ) : (
              <>
                <b>{step}</b> {step === 'Reserve' && detail.chosen}
              </>
            )}
          </span>
        ))}
      </div>
    </section>
  );
}

function Answer({ list, detail, matrix }: { readonly list: readonly Suggestion[]; readonly detail: ScheduleDetail; readonly matrix: Matrix }): ReactNode {
  const t = useT();
  if (list.length === 0 && detail.chosen !== '') return null;
  return (
    <section className="ks-z-section">
      <Title>{t('zoom.answer')}</Title>
      {list.length === 0 && <p className="ks-ink2">{t('zoom.change_none')}</p>}
      <ul className="ks-z-changes">
        {list.map((suggestion, i) => (
          <li key={i}>
            <span>{sentence(t, suggestion, matrix)}</span>
            {'command' in suggestion && suggestion.command !== '' && (
              <Button size="s" icon={GitFork} onClick={() => void run(suggestion.command)}>
                <span className="ks-mono">{t('zoom.tryIt', { command: suggestion.command })}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function sentence(t: ReturnType<typeof useT>, s: Suggestion, matrix: Matrix): string {
  switch (s.what) {
    case 'ask':
      return t('zoom.change_ask', { node: s.node, figures: [...(s.cpu > 0 ? [`${s.cpu}m cpu`] : []), ...(s.memory > 0 ? [memoryText(s.memory)] : [])].join(', ') });
    case 'uncordon':
      return t(s.room ? 'zoom.change_uncordon' : 'zoom.change_uncordonFull', { node: s.node });
    case 'untaint':
      return t(s.room ? 'zoom.change_untaint' : 'zoom.change_untaintFull', { node: s.node, taint: s.taint });
    case 'without':
      return t('zoom.change_without', { node: s.node, second: s.second, total: String(s.total), gap: Math.max(0, matrix.margin) });
    case 'tie':
      return t('zoom.change_tie', { nodes: [...s.nodes.slice(0, TIED), ...(s.nodes.length > TIED ? [`+${s.nodes.length - TIED}`] : [])].join(', '), total: String(s.total) });
  }
}

/** Gives the command at the playhead: in the past that begins a new branch, and the old one stays. */
async function run(command: string): Promise<void> {
  const args = command.split(' ').slice(1);
  await player().act({ type: 'kubectl', args, text: command }, args.slice(0, 2).join(' '));
  player().play();
}
