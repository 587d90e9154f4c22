import { Fragment, type ReactNode } from 'react';
import { PowerOff, Unplug, Package } from 'lucide-react';
import { select } from '../../app/store.ts';
import { ComponentGlyph } from '../../widgets/glyphs/KindGlyph.tsx';
import { Icon } from '../../widgets/glyphs/Icon.tsx';
import { StatusGlyph } from '../../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../../widgets/joinClass.ts';
import { useT } from '../../widgets/preferences.ts';
import { Text } from '../../widgets/Text.tsx';
import type { AgentName, Capacity, NodeScene } from '../sceneTypes.ts';
import { useScene } from '../stageState.ts';
import { coresText, gibText, percent } from './amounts.ts';
import { describedBy, Marked, NODE_PHASES, useChosen } from './parts.tsx';
import { hasFoot, podGrid, podRoom, seatsOf } from '../podGrid.ts';
import { PodCell, PodTile } from './PodTile.tsx';

const AGENTS: readonly { readonly agent: AgentName; readonly label: string }[] = [
  { agent: 'kubelet', label: 'kubelet' },
  { agent: 'containerd', label: 'containerd' },
  { agent: 'cni', label: 'CNI' },
  { agent: 'kube-proxy', label: 'kube-proxy' },
];

const IMAGE_SAYS = { pulling: 'stage.imagePulling', here: 'stage.imageHere', missing: 'stage.imageMissing' } as const;

export interface NodeBoxProps {
  readonly name: string;
  /** Design pixels. */
  readonly width: number;
  readonly height: number;
}

export function useNode(name: string): NodeScene | undefined {
  return useScene((s) => s?.nodes.find((n) => n.name === name) ?? s?.controlPlanes.find((n) => n.name === name));
}

/** A whole node: its agents, what is asked of it, its Pods. */
export function NodeBox({ name, width, height }: NodeBoxProps): ReactNode {
  const t = useT();
  const node = useNode(name);
  const box = `node/${name}`;
  const chosen = useChosen((s) => (s.kind === 'box' && s.actor === box) || (s.kind === 'object' && s.key === `/registry/minions/${name}`));
  const silent = node !== undefined && (node.fault !== '' || node.ready === 'Unknown');
  const slim = width < 200;
  const foot = node !== undefined && hasFoot(node);
  const room = podRoom({ w: width, h: height }, foot);
  return (
    <div className={joinClass('ks-box ks-node', silent && 'ks-silent', node?.cordoned && 'ks-cordoned', phaseClass(node), slim && 'ks-slim', chosen)}>
      {silent && node ? (
        <div className="ks-fault-row">
          <span className="ks-fault">
            <Icon of={node.fault === 'cut' ? Unplug : PowerOff} size={12} weight={2.2} />
            {t(node.fault === 'cut' ? 'stage.networkCut' : node.fault === 'down' ? 'stage.powerCut' : 'stage.silent')}
          </span>
          {node.silentFor >= 0 && !slim && <span className="ks-heard">{t('stage.lastHeard', { n: node.silentFor })}</span>}
        </div>
      ) : (
        <div className="ks-agents">
          {AGENTS.map(({ agent, label }, i) => (
            <Fragment key={agent}>
              {i > 0 && i < 3 && !slim && (
                <svg className="ks-agent-arrow" viewBox="0 0 10 10" aria-hidden>
                  <path d="M1 5h7M5.6 2.6 8.2 5 5.6 7.4" />
                </svg>
              )}
              <span className={joinClass('ks-agent', node?.working.includes(agent) && 'ks-lit', node?.stoppedAgents.includes(agent) && 'ks-stopped-agent')} title={label}>
                {slim ? <ComponentGlyph name={agent === 'kube-proxy' ? 'kubeProxy' : agent} size={13} /> : label}
              </span>
            </Fragment>
          ))}
        </div>
      )}
      <div className="ks-node-name">
        <span className="ks-box-title">
          <ComponentGlyph name="node" size={14} />
          <Marked box={box}>{name}</Marked>
        </span>
        {node && <NodeReady node={node} bare={slim} />}
        <span className="ks-fill" />
        {!slim && <span className="ks-address">{node?.ip}</span>}
      </div>
      {silent ? (
        <div className="ks-believes">
          <span>
            <Text of={width < 330 ? 'stage.believesShort' : 'stage.believes'} />
          </span>
        </div>
      ) : (
        node?.phase === 'on' && (
          <div className="ks-bars">
            <Bar label="cpu" capacity={node.cpu} text={`${coresText(node.cpu.asked)} / ${coresText(node.cpu.of)}`} bare={slim} />
            <Bar label="mem" capacity={node.memory} text={`${gibText(node.memory.asked)} / ${gibText(node.memory.of)} Gi`} bare={slim} />
          </div>
        )
      )}
      {node && <Pods node={node} {...room} silent={silent} />}
      {node && foot && (
        <div className="ks-node-foot">
          {node.image && !slim && (
            <>
              <Icon of={Package} size={12} />
              <span className="ks-clip">{t(IMAGE_SAYS[node.image.state], { image: node.image.name })}</span>
            </>
          )}
          <span className="ks-fill" />
          {node.systemPods.length > 0 && (
            <span className="ks-system" title={t('stage.systemPodsLong', { n: node.systemPods.length })}>
              {node.systemPods.some((p) => p.status !== 'ready') && <StatusGlyph status={(node.systemPods.find((p) => p.status !== 'ready') as { status: 'running' }).status} size={11} />}
              {t('stage.systemPods', { n: node.systemPods.length })}
            </span>
          )}
        </div>
      )}
      <NodeSay node={node} box={box} />
    </div>
  );
}

const phaseClass = (node: NodeScene | undefined): string => (node && node.phase !== 'on' ? `ks-phase ks-phase-${node.phase}` : '');

export function NodeSay({ node, box }: { readonly node: NodeScene | undefined; readonly box: string }): ReactNode {
  const t = useT();
  return (
    <span className="ks-hidden" id={describedBy(box)}>
      {node ? node.phase !== 'on' ? t(NODE_PHASES[node.phase]) : t('stage.sayNode', { ready: readyWord(node), pods: node.pods.length + node.systemPods.length, cpu: percent(node.cpu), memory: percent(node.memory) }) : t('stage.starting')}
    </span>
  );
}

const readyWord = (node: NodeScene): string => (node.ready === 'True' ? 'Ready' : 'NotReady');

function NodeReady({ node, bare }: { readonly node: NodeScene; readonly bare: boolean }): ReactNode {
  const t = useT();
  const ready = node.ready === 'True';
  if (node.phase !== 'on') return bare ? <StatusGlyph status="pending" size={11} /> : <span className="ks-node-ready ks-ink3">{t(NODE_PHASES[node.phase])}</span>;
  return (
    <span className={joinClass('ks-node-ready', !ready && 'ks-not')}>
      <StatusGlyph status={ready ? 'ready' : 'unknown'} size={11} />
      {!bare && readyWord(node)}
      {node.cordoned && !bare && <span className="ks-ink3">{t('stage.cordoned')}</span>}
    </span>
  );
}

function Bar({ label, capacity, text, bare }: { readonly label: string; readonly capacity: Capacity; readonly text: string; readonly bare: boolean }): ReactNode {
  const share = Math.min(100, percent(capacity));
  return (
    <span className="ks-bar-row">
      <span className="ks-ink3">{label}</span>
      <span className="ks-bar">
        <span style={{ width: `${share}%` }} className={capacity.asked > capacity.of ? 'ks-over' : undefined} />
      </span>
      {!bare && <span className="ks-ink2">{text}</span>}
    </span>
  );
}

function Pods({ node, width, height, silent }: { readonly node: NodeScene; readonly width: number; readonly height: number; readonly silent: boolean }): ReactNode {
  const { form, columns, width: each } = podGrid(seatsOf(node), width, height);
  if (form === 'cells') {
    return (
      <div className="ks-pods ks-cells-of-pods" style={{ gridTemplateColumns: `repeat(${columns}, calc(12 * var(--px)))` }}>
        {node.pods.map((pod) => (
          <PodCell key={pod.key} pod={pod} column={pod.seat % columns} row={Math.floor(pod.seat / columns)} />
        ))}
      </div>
    );
  }
  return (
    <div className={joinClass('ks-pods', form === 'lines' && 'ks-tight')} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {node.pods.map((pod) => (
        <PodTile key={pod.key} pod={pod} column={pod.seat % columns} row={Math.floor(pod.seat / columns)} silent={silent} width={each} line={form === 'lines'} />
      ))}
    </div>
  );
}

/** The control plane's own node, small: it runs the control plane itself. */
export function NodeStub({ name, strip }: { readonly name: string; readonly strip: boolean }): ReactNode {
  const node = useNode(name);
  const box = `node/${name}`;
  const chosen = useChosen((s) => (s.kind === 'box' && s.actor === box) || (s.kind === 'object' && s.key === `/registry/minions/${name}`));
  return (
    <div className={joinClass('ks-box ks-node-stub', phaseClass(node) || (node && (node.fault !== '' || node.ready === 'Unknown') && 'ks-silent'), chosen)}>
      <span className="ks-box-title">
        <ComponentGlyph name="node" size={13} />
        <Marked box={box}>{name}</Marked>
      </span>
      {node && (
        <span className="ks-stub-line">
          <StatusGlyph status={node.phase !== 'on' ? 'pending' : node.ready === 'True' ? 'ready' : 'unknown'} size={11} />
          {strip ? readyWord(node) : <span className={joinClass('ks-agent', node.working.includes('kubelet') && 'ks-lit')}>kubelet</span>}
        </span>
      )}
      <NodeSay node={node} box={box} />
    </div>
  );
}

/** One row: name, bars, Pods by owner under them; beside them where the row is flat. */
export function NodeRow({ name, height, slim }: { readonly name: string; readonly height: number; readonly slim: boolean }): ReactNode {
  const flat = height < 38;
  const node = useNode(name);
  const box = `node/${name}`;
  const chosen = useChosen((s) => s.kind === 'box' && s.actor === box);
  const silent = node !== undefined && (node.fault !== '' || node.ready === 'Unknown');
  return (
    <div className={joinClass('ks-box ks-node-row', flat ? 'ks-flat' : height < 46 && 'ks-close', silent && 'ks-silent', phaseClass(node), chosen)}>
      <div className="ks-row">
        <span className="ks-box-title ks-clip">
          <Marked box={box}>{name}</Marked>
        </span>
        {node && <NodeReady node={node} bare />}
        {node && !silent && (
          <span className="ks-bars">
            <Bar label="cpu" capacity={node.cpu} text="" bare />
            {!(flat && slim) && <Bar label="mem" capacity={node.memory} text="" bare />}
          </span>
        )}
      </div>
      <div className="ks-owners">{node && owners(node).map(([owner, pods]) => <Owner key={owner} pods={pods} />)}</div>
      <NodeSay node={node} box={box} />
    </div>
  );
}

type Pod = NodeScene['pods'][number];

function owners(node: NodeScene): (readonly [string, readonly Pod[]])[] {
  const groups = new Map<string, Pod[]>();
  for (const pod of node.pods) {
    const list = groups.get(pod.owner || pod.name);
    if (list) list.push(pod);
    else groups.set(pod.owner || pod.name, [pod]);
  }
  return [...groups];
}

function Owner({ pods }: { readonly pods: readonly Pod[] }): ReactNode {
  const worst = pods.find((p) => p.status !== 'ready' && p.status !== 'succeeded') ?? (pods[0] as Pod);
  return (
    <button type="button" tabIndex={-1} data-stop className="ks-owner" title={pods.map((p) => `${p.name} ${p.word}`).join('\n')} onClick={() => select({ kind: 'object', key: worst.key })}>
      <StatusGlyph status={worst.status} size={11} />
      <span className="ks-clip">{worst.owner.replace(/-[bcdf-hj-np-tv-xz24-9]{6,10}$/, '') || worst.name}</span>
      {pods.length > 1 && <b>×{pods.length}</b>}
    </button>
  );
}

/** On the narrow page: name, and each Pod by its last letters and its word. */
export function NodeCard({ name, height }: { readonly name: string; readonly height: number }): ReactNode {
  const t = useT();
  const node = useNode(name);
  const box = `node/${name}`;
  const chosen = useChosen((s) => s.kind === 'box' && s.actor === box);
  const working = node !== undefined && node.working.length > 0;
  const silent = node !== undefined && (node.fault !== '' || node.ready === 'Unknown');
  const room = Math.max(0, Math.floor((height - 62) / 50));
  const shown = node?.pods.slice(0, room) ?? [];
  const more = node ? node.pods.length - shown.length + node.systemPods.length : 0;
  return (
    <div className={joinClass('ks-box ks-node-card', working && 'ks-working', silent && 'ks-silent', phaseClass(node), chosen)}>
      <div className="ks-row ks-card-name">
        <Marked box={box}>{name}</Marked>
        <span className="ks-fill" />
        {node && <StatusGlyph status={node.phase !== 'on' ? 'pending' : node.ready === 'True' ? 'ready' : 'unknown'} size={13} />}
      </div>
      {shown.map((pod) => (
        <PodTile key={pod.key} pod={pod} column={0} row={0} silent={silent} width={0} short />
      ))}
      {node?.phase === 'on' && shown.length === 0 && (
        <div className="ks-card-empty">
          {t('stage.freeCpu', { n: coresText(Math.max(0, node.cpu.of - node.cpu.asked)) })}
          <br />
          {t('stage.noNewPods')}
        </div>
      )}
      <span className="ks-fill" />
      {more > 0 && <div className="ks-card-more">{t('stage.otherPods', { n: more })}</div>}
      <NodeSay node={node} box={box} />
    </div>
  );
}
