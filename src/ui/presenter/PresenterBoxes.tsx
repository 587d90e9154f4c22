// The boxes of the presenter's stage: a title and the one or two facts that a room can read.

import type { ReactNode } from 'react';
import { shownBranch, useApp } from '../app/store.ts';
import { usePaced } from '../app/paced.ts';
import { actorName } from '../caption/captionText.ts';
import { coresText, gibText, percent } from '../diagram/boxes/amounts.ts';
import { nodeOf, type BoxId } from '../diagram/places.ts';
import { NODE_PHASES, PHASES } from '../diagram/boxes/parts.tsx';
import { sceneIndex } from '../diagram/sceneIndex.ts';
import type { Capacity, PodScene } from '../diagram/sceneTypes.ts';
import { useScene } from '../diagram/stageState.ts';
import { ComponentGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import type { KindGlyphName } from '../widgets/glyphs/kindGlyphs.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { Marker } from '../widgets/Marker.tsx';
import { nameParts, shortName } from '../widgets/ObjectName.tsx';
import { useT } from '../widgets/preferences.ts';
import { drawParts } from '../widgets/Text.tsx';

export interface PresenterBoxProps {
  readonly box: BoxId;
  /** Design pixels. */
  readonly width: number;
  readonly height: number;
  /** The caption speaks of it. */
  readonly active: boolean;
  readonly letter: string;
}

const GLYPHS: Readonly<Record<string, KindGlyphName>> = { kubectl: 'kubectl', 'kube-controller-manager': 'controllerManager', 'kube-scheduler': 'scheduler', etcd: 'etcd', 'kube-apiserver': 'apiserver' };

/** Under this height there is room for a title alone. */
const LINES = 42;
/** In the narrow boxes at the sides a fact takes two lines. */
const SIDE_LINES = 57;

export function PresenterBox({ box, width, height, active, letter }: PresenterBoxProps): ReactNode {
  const name = nodeOf(box);
  if (name !== '') return <NodeBox name={name} width={width} height={height} active={active} letter={letter} />;
  if (box === 'kube-apiserver') return <Hub active={active} />;
  return (
    <Box box={box} width={width} active={active}>
      {height >= (box === 'kubectl' || box === 'etcd' ? SIDE_LINES : LINES) && <Facts box={box} room={height} />}
    </Box>
  );
}

function Box({ box, width, active, children }: { readonly box: BoxId; readonly width: number; readonly active: boolean; readonly children: ReactNode }): ReactNode {
  const t = useT();
  const stopped = useScene((s) => (box === 'kube-scheduler' ? s?.scheduler.stopped : box === 'kube-controller-manager' ? s?.manager.stopped : box === 'etcd' && s?.etcd.stopped) ?? false);
  const phase = useScene((s) => (box === 'kube-scheduler' ? s?.scheduler.phase : box === 'kube-controller-manager' ? s?.manager.phase : box === 'etcd' ? s?.etcd.phase : undefined) ?? 'on');
  const kubeadm = useScene((s) => box === 'kubectl' && (s?.kubectl.kubeadm ?? false));
  const revision = useScene((s) => (box === 'etcd' ? (s?.etcd.revision ?? 0) : 0));
  // Long names in a narrow box lose what every name here begins with.
  const name = width < 150 + (box === 'kube-controller-manager' ? 40 : 0) ? box.replace(/^kube-/, '') : kubeadm ? 'kubeadm' : box;
  return (
    <div className={joinClass('ks-present-box', active && 'ks-active', stopped ? 'ks-stopped' : phase !== 'on' && 'ks-present-phase')} role="group" aria-label={box}>
      <div className="ks-present-title">
        <ComponentGlyph name={GLYPHS[box] ?? 'node'} size={12} />
        <Marker on={active}>{name}</Marker>
        <span className="ks-fill" />
        {stopped && <span className="ks-err">{t('stage.stopped')}</span>}
        {!stopped && phase !== 'on' && <span className="ks-present-off">{t(PHASES[phase])}</span>}
        {revision > 0 && <span className="ks-present-revision ks-mono">r{revision}</span>}
      </div>
      {phase === 'on' && children}
    </div>
  );
}

function Hub({ active }: { readonly active: boolean }): ReactNode {
  const stopped = useScene((s) => s?.hub.stop);
  const t = useT();
  const down = useScene((s) => s?.hub.stopped ?? false);
  const phase = useScene((s) => s?.hub.phase ?? 'on');
  return (
    <div className={joinClass('ks-present-hub', active && 'ks-active', phase !== 'on' && 'ks-present-phase')} role="group" aria-label="kube-apiserver">
      <ComponentGlyph name="apiserver" size={14} />
      <Marker on={active}>kube-apiserver</Marker>
      <span className="ks-fill" />
      {down ? t('stage.stopped') : phase !== 'on' ? t(PHASES[phase]) : stopped && <span className="ks-mono">{stopped.code}</span>}
    </div>
  );
}

function Facts({ box, room }: { readonly box: BoxId; readonly room: number }): ReactNode {
  switch (box) {
    case 'kube-scheduler':
      return <SchedulerFacts both={room >= 62} />;
    case 'kube-controller-manager':
      return <ManagerFacts />;
    case 'etcd':
      return <EtcdFacts />;
    default:
      return <KubectlFacts />;
  }
}

function KubectlFacts(): ReactNode {
  const t = useT();
  const running = useScene((s) => s?.kubectl.running ?? false);
  const command = useScene((s) => s?.kubectl.command ?? '');
  if (command === '') return null;
  return (
    <p className="ks-present-line">
      {command.split(' ')[0]}: {t(running ? 'presenter.running' : 'presenter.done')}
    </p>
  );
}

/** Pods of the stories that are stored, and how many of them have a node. */
function useStored(): { readonly pods: number; readonly without: number } {
  const said = usePaced((s) => {
    const branch = shownBranch(s);
    if (branch?.origin === undefined) return '0 0';
    let pods = 0;
    let without = 0;
    for (const history of sceneIndex(branch.mirror).pods.values()) {
      const state = history.at(s.playhead);
      if (!state || state.pod.mirror || state.key.startsWith('/registry/pods/kube-system/')) continue;
      pods++;
      if (state.pod.node === '') without++;
    }
    return `${pods} ${without}`;
  });
  const [pods = 0, without = 0] = said.split(' ').map(Number);
  return { pods, without };
}

function EtcdFacts(): ReactNode {
  const t = useT();
  const { pods, without } = useStored();
  if (pods === 0) return null;
  return <p className="ks-present-line">{without > 0 ? t('presenter.noNodeName', { n: without }) : t('presenter.podsStored', { n: pods })}</p>;
}

function ManagerFacts(): ReactNode {
  const t = useT();
  const working = useScene((s) => s?.manager.cells.find((c) => c.working)?.actor ?? '');
  const count = useScene((s) => s?.manager.count ?? 0);
  return <p className="ks-present-line">{working !== '' ? t('presenter.works', { name: actorName(t, working) }) : t('presenter.workers', { n: count })}</p>;
}

/** The Pod that a decision is being made for, and what it asks for. */
function useDeciding(): { readonly pod: string; readonly cpu: number; readonly memory: number } | undefined {
  const said = useApp((s) => {
    const branch = shownBranch(s);
    if (branch?.origin === undefined) return '';
    const index = sceneIndex(branch.mirror);
    for (const [name, tried] of index.attempts) {
      if (!tried.some((a) => a.start <= s.playhead + 1 && a.end >= s.playhead)) continue;
      const pod = index.pods.get(`/registry/pods/${name}`)?.at(s.playhead)?.pod;
      return `${name.split('/').pop() ?? ''} ${pod?.cpuMilli ?? 0} ${pod?.memoryBytes ?? 0}`;
    }
    return '';
  });
  if (said === '') return undefined;
  const [pod = '', cpu, memory] = said.split(' ');
  return { pod, cpu: Number(cpu), memory: Number(memory) };
}

function SchedulerFacts({ both }: { readonly both: boolean }): ReactNode {
  const t = useT();
  const deciding = useDeciding();
  const waiting = useScene((s) => (s ? s.scheduler.active.length + s.scheduler.backoff.length + s.scheduler.unschedulable.length : 0));
  const last = useScene((s) => s?.scheduler.last);
  const line = deciding ? (
    drawParts(t.parts('presenter.decides', { pod: shortName(deciding.pod) }))
  ) : waiting > 0 ? (
    t('presenter.queued', { n: waiting })
  ) : last ? (
    last.node === '' ? t('presenter.noNode', { pod: shortName(last.pod) }) : t('presenter.placed', { pod: shortName(last.pod), node: last.node })
  ) : null;
  return (
    <>
      <p className="ks-present-line">{line}</p>
      {both && deciding && deciding.cpu + deciding.memory > 0 && (
        <p className="ks-present-line">
          {drawParts(t.parts('presenter.asks', { cpu: deciding.cpu % 1000 === 0 ? String(deciding.cpu / 1000) : `${deciding.cpu}m`, memory: `${Math.round(deciding.memory / 2 ** 20)}Mi` }))}
        </p>
      )}
    </>
  );
}

// ---- nodes ----

const PODS_HIGH = 24;

function NodeBox({ name, width, height, active, letter }: { readonly name: string; readonly width: number; readonly height: number; readonly active: boolean; readonly letter: string }): ReactNode {
  const t = useT();
  const node = useScene((s) => s?.nodes.find((n) => n.name === name));
  const ready = node?.ready === 'True';
  const phase = node?.phase ?? 'on';
  const silent = node !== undefined && (node.fault !== '' || node.ready === 'Unknown');
  // What has no room is left out as a whole: memory first, then both bars; Pods stay.
  const bars = height >= 118 ? 2 : height >= 88 ? 1 : 0;
  const room = height - 36 - bars * 29;
  const rows = Math.max(1, Math.floor(room / PODS_HIGH));
  const perRow = Math.max(1, Math.floor((width - 14) / 76));
  const pods = node?.pods ?? [];
  const shown = pods.length <= rows * perRow ? pods : pods.slice(0, Math.max(0, rows * perRow - 1));
  return (
    <div className={joinClass('ks-present-box ks-present-node', active && 'ks-active', silent && 'ks-silent', phase !== 'on' && 'ks-present-phase')} role="group" aria-label={letter === '' ? name : `${letter}, ${name}`}>
      <div className="ks-present-title">
        {letter !== '' && <b className="ks-present-letter">{letter}</b>}
        <Marker on={active}>{name}</Marker>
        <span className="ks-fill" />
        {phase !== 'on' && <span className="ks-present-off">{t(NODE_PHASES[phase])}</span>}
        {node && phase === 'on' && (
          <span className="ks-present-ready">
            <StatusGlyph status={ready ? 'ready' : 'unknown'} size={10} />
            {width >= 150 && (ready ? 'Ready' : 'NotReady')}
          </span>
        )}
      </div>
      {node && phase === 'on' && bars > 0 && <Bar label="cpu" of={node.cpu} text={t('presenter.used', { asked: coresText(node.cpu.asked), of: coresText(node.cpu.of) })} />}
      {node && phase === 'on' && bars > 1 && <Bar label="mem" of={node.memory} text={t('presenter.usedMemory', { asked: gibText(node.memory.asked), of: gibText(node.memory.of) })} />}
      <div className="ks-present-pods" style={{ '--columns': perRow }}>
        {shown.map((pod) => (
          <Pod key={pod.key} pod={pod} />
        ))}
        {shown.length < pods.length && <span className="ks-present-pod">+{pods.length - shown.length}</span>}
      </div>
    </div>
  );
}

function Bar({ label, of, text }: { readonly label: string; readonly of: Capacity; readonly text: string }): ReactNode {
  return (
    <div className="ks-present-bar">
      <span>{label}</span>
      <span className="ks-bar">
        <span style={{ width: `${Math.min(100, percent(of))}%` }} />
      </span>
      <span>{text}</span>
    </div>
  );
}

function Pod({ pod }: { readonly pod: PodScene }): ReactNode {
  const marked = useScene((s) => s?.subject.part === pod.key);
  const { owner, suffix } = nameParts(pod.name);
  return (
    <span className={joinClass('ks-present-pod', `ks-pod-${pod.status}`)} title={`${pod.name}: ${pod.word}`}>
      <StatusGlyph status={pod.status} size={10} />
      <span className="ks-unseen">{pod.word} </span>
      <Marker on={marked}>{suffix === '' ? (owner.length > 11 ? `…${owner.slice(-10)}` : owner) : `…${suffix}`}</Marker>
    </span>
  );
}
