// Inside kube-scheduler: the queues, one decision as a table of nodes and plugins, and what would change the answer.

import { GitFork } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { ScheduleDetail } from '../../session/protocol.ts';
import { keyFor, shortName, subjectOf } from '../../trace/subject.ts';
import { player } from '../app/session.ts';
import { select, shownBranch, useApp } from '../app/store.ts';
import { queuedPods } from '../diagram/sceneScheduler.ts';
import { sceneIndex } from '../diagram/sceneIndex.ts';
import { useSpanDetail } from '../inspector/answers.ts';
import { useSpan } from '../inspector/useMoment.ts';
import { Button } from '../widgets/Button.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { useT } from '../widgets/preferences.ts';
import { Text } from '../widgets/Text.tsx';
import { cpuText, memoryText } from './amounts.ts';
import { askedBy, attemptAt, loadsAt, matrixOf, podKey, suggestions, type Asked, type Load, type Matrix, type NodeRow, type Suggestion } from './model/decision.ts';
import { breakable, Capacity, Mark, Row, Table, Title } from './parts.tsx';
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
          <About look={look} held={held} hold={hold} />
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

function About({ look, held, hold }: { readonly look: Look; readonly held: string; readonly hold: (pod: string) => void }): ReactNode {
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
      {held !== '' && (
        <button type="button" className="ks-z-link" onClick={() => hold('')}>
          {t('zoom.followLatest')}
        </button>
      )}
    </p>
  );
}

function Decision({ look, detail }: { readonly look: Look; readonly detail: ScheduleDetail }): ReactNode {
  const t = useT();
  const loads = new Map(look.loads);
  const matrix = matrixOf(detail, detail.nodes <= 24 ? loads.keys() : []);
  return (
    <>
      <div className="ks-z-scroll">
        <MatrixTable matrix={matrix} detail={detail} loads={loads} asked={look.asked} />
      </div>
      {matrix.rows.length < detail.nodes && <p className="ks-ink3 ks-z-foot">{t('zoom.tooMany', { shown: matrix.rows.length, n: detail.nodes })}</p>}
      <div className="ks-z-after">
        <Then look={look} detail={detail} />
        {look.asked && <Answer list={suggestions(detail, matrix, loads, look.asked)} detail={detail} matrix={matrix} />}
      </div>
    </>
  );
}

function MatrixTable({ matrix, detail, loads, asked }: { readonly matrix: Matrix; readonly detail: ScheduleDetail; readonly loads: ReadonlyMap<string, Load>; readonly asked: Asked | undefined }): ReactNode {
  const t = useT();
  const skippedFilters = detail.skippedFilters.length;
  const skippedScores = detail.skippedScores.length;
  const filterColumns = matrix.filters.length + (skippedFilters > 0 ? 1 : 0);
  const scored = matrix.scores.length > 0;
  const scoreColumns = scored ? matrix.scores.length + (skippedScores > 0 ? 1 : 0) + 1 : 1;
  return (
    <Table label={t('zoom.decided')} className="ks-z-matrix">
      <thead>
        <tr className="ks-z-over">
          <td />
          {filterColumns > 0 && (
            <th scope="colgroup" colSpan={filterColumns}>
              <Text of="zoom.filterHead" />
            </th>
          )}
          <th scope="colgroup" colSpan={scoreColumns}>
            {scored && <Text of="zoom.scoreHead" />}
          </th>
        </tr>
        <tr>
          <th scope="col">
            <span className="ks-unseen">{t('zoom.node')}</span>
          </th>
          {matrix.filters.map((plugin) => (
            <th key={plugin} scope="col">
              {breakable(plugin)}
            </th>
          ))}
          {skippedFilters > 0 && <SkippedHead names={detail.skippedFilters} />}
          {matrix.scores.map(({ plugin }) => (
            <th key={plugin} scope="col">
              {breakable(plugin)}
            </th>
          ))}
          {scored && skippedScores > 0 && <SkippedHead names={detail.skippedScores} />}
          <th scope="col" className="ks-z-total">
            {scored ? t('zoom.total') : ''}
          </th>
        </tr>
      </thead>
      <tbody>
        {matrix.rows.map((row, i) => (
          <NodeLine key={row.node} row={row} first={i === 0} detail={detail} matrix={matrix} load={loads.get(row.node)} asked={asked} />
        ))}
      </tbody>
    </Table>
  );
}

function SkippedHead({ names }: { readonly names: readonly string[] }): ReactNode {
  const t = useT();
  return (
    <th scope="col" className="ks-ink3" title={t('zoom.skippedHint', { names: names.join(', ') })}>
      {t('zoom.skipped', { n: names.length })}
    </th>
  );
}

function NodeLine({ row, first, detail, matrix, load, asked }: { readonly row: NodeRow; readonly first: boolean; readonly detail: ScheduleDetail; readonly matrix: Matrix; readonly load: Load | undefined; readonly asked: Asked | undefined }): ReactNode {
  const t = useT();
  const skippedFilters = detail.skippedFilters.length > 0 ? 1 : 0;
  const columns = matrix.filters.length + skippedFilters + (matrix.scores.length > 0 ? matrix.scores.length + (detail.skippedScores.length > 0 ? 1 : 0) : 0) + 1;
  const stop = row.filters.indexOf('stop');
  const words = stop >= 0 || row.unseen || row.stopped !== undefined;
  const passed = words ? Math.max(0, stop) : matrix.filters.length;
  return (
    <Row selects={{ kind: 'object', key: keyFor('nodes', '', row.node) }} first={first} className={joinClass(row.chosen && 'ks-z-winner', words && 'ks-z-out')}>
      <th scope="row">
        <span className="ks-z-node">
          <KindGlyph kind="Node" size={13} />
          {row.chosen ? <mark className="ks-marker">{row.node}</mark> : row.node}
        </span>
        {load && asked && (
          <>
            <Capacity
              name="cpu"
              label={t('zoom.cpuBar', { asked: cpuText(load.cpu), request: cpuText(asked.cpu), of: cpuText(load.cpuOf) })}
              asked={load.cpu}
              request={asked.cpu}
              of={load.cpuOf}
              text={`${short(load.cpu / 1000)} / ${short(load.cpuOf / 1000)}`}
            />
            <Capacity
              name="mem"
              label={t('zoom.memoryBar', { asked: memoryText(load.memory), request: memoryText(asked.memory), of: memoryText(load.memoryOf) })}
              asked={load.memory}
              request={asked.memory}
              of={load.memoryOf}
              text={`${short(load.memory / 2 ** 30)} / ${short(load.memoryOf / 2 ** 30)} Gi`}
            />
          </>
        )}
      </th>
      {row.filters.slice(0, passed).map((_, i) => (
        <td key={i}>
          <Mark state="done" label={t('zoom.pass')} />
        </td>
      ))}
      {words ? (
        <td colSpan={columns - passed}>
          <Words row={row} detail={detail} stop={stop >= 0} />
        </td>
      ) : (
        <>
          {skippedFilters > 0 && (
            <td>
              <Mark state="never" label={t('zoom.notRun')} />
            </td>
          )}
          {row.scores.map((cell) => (
            <td key={cell.plugin} className={joinClass('ks-z-score', cell.best && 'ks-z-best')}>
              <span>
                <b>{cell.score}</b> <span className="ks-ink3">×{cell.weight}</span>
              </span>
              <span className="ks-z-bar" aria-hidden style={{ '--full': Math.max(0, Math.min(1, cell.score / 100)), '--more': 0 }}>
                <i />
              </span>
              <span className="ks-ink3 ks-z-product" data-product={cell.product}>
                {cell.product}
              </span>
            </td>
          ))}
          {matrix.scores.length > 0 && detail.skippedScores.length > 0 && (
            <td>
              <Mark state="never" label={t('zoom.notRun')} />
            </td>
          )}
          <td className="ks-z-total">
            {row.total >= 0 && <b data-total={row.total}>{row.total}</b>}
            {row.chosen && <span>{matrix.margin > 0 ? t('zoom.winsBy', { n: matrix.margin }) : matrix.margin === 0 ? t('zoom.winsTie') : t('zoom.chosen')}</span>}
            {row.chosen && row.total < 0 && detail.nodes > 1 && detail.hint === '' && <span className="ks-ink3">{t('zoom.onlyOne')}</span>}
          </td>
        </>
      )}
    </Row>
  );
}

const short = (n: number): string => String(Math.round(n * 100) / 100);

/** After a red stop the row becomes the explanation. */
function Words({ row, detail, stop }: { readonly row: NodeRow; readonly detail: ScheduleDetail; readonly stop: boolean }): ReactNode {
  const t = useT();
  if (row.stopped) {
    return (
      <div className="ks-z-stopped">
        {stop && <Mark state="refused" label={row.stopped.plugin} />}
        <div className="ks-z-refusal ks-z-line">
          <b className="ks-err">{row.stopped.plugin}</b> <code className="ks-mono">{row.stopped.reasons.join(', ')}</code> <span className="ks-ink3">{t('zoom.laterPlugins')}</span>
        </div>
      </div>
    );
  }
  const why = detail.rejected
    ? `${t('zoom.rejectedAll', { plugin: detail.rejected.plugin })}: ${detail.rejected.reasons.join(', ')}`
    : detail.narrowed && !detail.narrowed.nodes.includes(row.node)
      ? t('zoom.narrowedBy', { plugins: detail.narrowed.plugins.join(', '), nodes: detail.narrowed.nodes.join(', ') })
      : detail.hint !== '' && detail.hint === detail.chosen
        ? t('zoom.triedFirst', { node: detail.hint })
        : t('zoom.notLooked');
  return <span className="ks-ink3">{why}</span>;
}

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
      return t('zoom.change_tie', { nodes: s.nodes.join(', '), total: String(s.total) });
  }
}

/** Gives the command at the playhead: in the past that begins a new branch, and the old one stays. */
async function run(command: string): Promise<void> {
  const args = command.split(' ').slice(1);
  await player().act({ type: 'kubectl', args, text: command }, args.slice(0, 2).join(' '));
  player().play();
}
