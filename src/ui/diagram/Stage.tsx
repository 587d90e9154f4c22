// The stage: boxes on a plane that can be moved and enlarged (React Flow), one canvas over it for all that travels.

import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { LazyMotion, type FeatureBundle } from 'framer-motion';
import { ReactFlow, ReactFlowProvider, useReactFlow, type Node, type NodeProps, type Viewport } from 'reactflow';
import 'reactflow/dist/base.css';
import { Maximize, ZoomIn } from 'lucide-react';
import { openSheet } from '../app/frameLayout.ts';
import { select, useApp } from '../app/store.ts';
import { openZoom, opens } from '../app/zoom.ts';
import { Button } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { tip } from '../widgets/tip.ts';
import { useDesignPixel, useNarrow } from '../widgets/units.ts';
import { Backdrop } from './Backdrop.tsx';
import { EtcdBox } from './boxes/EtcdBox.tsx';
import { HubBox } from './boxes/HubBox.tsx';
import { KubectlBox } from './boxes/KubectlBox.tsx';
import { ManagerBox } from './boxes/ManagerBox.tsx';
import { NodeBox, NodeCard, NodeRow, NodeStub } from './boxes/NodeBox.tsx';
import { NodeTile } from './boxes/NodeTile.tsx';
import { describedBy } from './boxes/parts.tsx';
import { SchedulerBox } from './boxes/SchedulerBox.tsx';
import { Tray } from './boxes/Tray.tsx';
import { layoutFor, type Layout, type Point, type Rect } from './layout.ts';
import { detailFor, type Detail } from './lod.ts';
import { PacketList } from './PacketList.tsx';
import { nodeOf, type BoxId } from './places.ts';
import { StageCanvas, type View } from './StageCanvas.tsx';
import { touchStage, useScene } from './stageState.ts';
import './stage.css';
import './boxes/box.css';
import './boxes/side.css';
import './boxes/manager.css';
import './boxes/scheduler.css';
import './boxes/hub.css';
import './boxes/node.css';
import './boxes/nodeForms.css';
import './boxes/narrow.css';

/** What fades in needs no code before there is something to fade. */
const features = async (): Promise<FeatureBundle> => (await import('./boxes/motionFeatures.ts')).domAnimation;

export function Stage(): ReactNode {
  return (
    <ReactFlowProvider>
      <LazyMotion features={features} strict>
        <StageFlow />
      </LazyMotion>
    </ReactFlowProvider>
  );
}

interface BoxData extends Record<string, unknown> {
  readonly box: BoxId;
  readonly rect: Rect;
  readonly detail: Detail;
  readonly narrow: boolean;
  readonly stub: boolean;
}
interface TrayData extends Record<string, unknown> {
  readonly rect: Rect;
  readonly tall: boolean;
}
interface GroundData extends Record<string, unknown> {
  readonly layout: Layout;
}

const nodeTypes = { box: BoxNode, ground: GroundNode, tray: TrayNode };

/** The nodes that stand on the stage until the real ones are known: as in the default cluster. */
const USUAL = 'worker-1 ,worker-2 ,worker-3 |control-plane';

function StageFlow(): ReactNode {
  const t = useT();
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 });
  const [moved, setMoved] = useState(false);
  const dp = useDesignPixel();
  const narrow = useNarrow();
  const size = useSize(frame, dp);
  const names = useScene((s) => (s && s.nodes.length + s.controlPlanes.length > 0 ? `${s.nodes.map((n) => `${n.name} ${n.zone}`).join(',')}|${s.controlPlanes.map((n) => n.name).join(',')}` : USUAL));
  const detail = useScene((s) => (s ? detailFor(s.totals.nodes, s.totals.pods) : 'boxes'));
  const starting = useScene((s) => s === undefined);
  const waiting = useScene((s) => s !== undefined && s.scheduler.waiting.length > 0);
  const flow = useReactFlow();
  const layout = useMemo(() => {
    if (!size) return undefined;
    const [nodes = '', planes = ''] = names.split('|');
    return layoutFor({
      ...size,
      narrow,
      detail,
      nodes: nodes === '' ? [] : nodes.split(',').map((n) => ({ name: n.split(' ')[0] as string, zone: n.split(' ')[1] ?? '' })),
      controlPlanes: planes === '' ? [] : planes.split(','),
    });
  }, [size, names, narrow, detail]);
  const nodes = useMemo(() => (layout ? flowNodes(layout, dp, names.split('|')[1]?.split(',') ?? [], waiting) : []), [layout, dp, names, waiting]);

  const fitted = useMemo(() => {
    if (!layout || !size) return undefined;
    const zoom = Math.min(1, size.width / layout.width, size.height / layout.height);
    return { x: (size.width - layout.width * zoom) / 2, y: Math.max(0, (size.height - layout.height * zoom) / 2), zoom };
  }, [layout, size]);
  const fit = useMemo(
    () =>
      fitted
        ? (): void => {
            const next: Viewport = { x: fitted.x * dp, y: fitted.y * dp, zoom: fitted.zoom };
            view.current = next;
            void flow.setViewport(next);
            setMoved(false);
            touchStage();
          }
        : undefined,
    [fitted, dp, flow],
  );
  useLayoutEffect(() => fit?.(), [fit]);
  const under = layout && fitted && freePlace(layout, fitted);

  return (
    <div ref={frame} className="ks-stage" data-starting={starting || undefined} onKeyDown={walkInside}>
      {layout && (
        <ReactFlow
          nodes={nodes}
          edges={[]}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          nodesFocusable
          edgesFocusable={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          zoomActivationKeyCode={null}
          panActivationKeyCode={null}
          zoomOnDoubleClick={false}
          minZoom={0.35}
          maxZoom={3}
          autoPanOnNodeFocus={false}
          proOptions={{ hideAttribution: true }}
          aria-label={t('stage.label')}
          onViewportChange={(next) => {
            view.current = next;
            touchStage();
          }}
          onMove={(event, next) => {
            view.current = next;
            if (event) setMoved(true);
            touchStage();
          }}
          onNodeClick={(_, node) => node.type === 'box' && select({ kind: 'box', actor: node.id })}
          onNodeDoubleClick={(event, node) => {
            // A card of a controller opens that controller, and what stands in a node the node.
            const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-actor]');
            if (node.type === 'box') openZoom(cell?.dataset.actor ?? node.id);
          }}
          onPaneClick={() => {
            select(undefined);
            openSheet(false);
          }}
        />
      )}
      <PacketList />
      {layout && <StageCanvas layout={layout} view={view} dp={dp} ground={frame} />}
      <LookInside at={moved ? undefined : under} />
      {moved && fit && (
        <button type="button" className="ks-button ks-stage-fit" onClick={fit} aria-label={t('stage.fit')} {...tip(t('stage.fit'))}>
          <Icon of={Maximize} size={14} />
        </button>
      )}
    </div>
  );
}

/** Where nothing stands: between the legend and your laptop, else under the controllers; in design pixels of the frame. */
function freePlace(layout: Layout, at: View): Point | undefined {
  const above = layout.legend ?? (layout.narrow ? layout.boxes.get('kube-controller-manager') : undefined);
  return above && { x: at.x + above.x * at.zoom, y: at.y + (above.y + above.h + (layout.legend ? 0 : 6)) * at.zoom };
}

/** Also for those who cannot press twice. */
function LookInside({ at }: { readonly at: Point | undefined }): ReactNode {
  const t = useT();
  const actor = useApp((s) => (s.selection?.kind === 'box' && opens(s.selection.actor) ? s.selection.actor : ''));
  if (actor === '') return null;
  return (
    <Button size="s" icon={ZoomIn} className="ks-stage-inside" style={at ? { left: `calc(${at.x} * var(--px))`, top: `calc(${at.y} * var(--px))`, bottom: 'auto' } : {}} hint={t('stage.lookInsideHint')} onClick={() => openZoom(actor)}>
      {t('stage.lookInside')}
    </Button>
  );
}

function flowNodes(layout: Layout, dp: number, controlPlanes: readonly string[], waiting: boolean): Node[] {
  const ground: Node<GroundData> = {
    id: 'ground',
    type: 'ground',
    position: { x: 0, y: 0 },
    width: layout.width * dp,
    height: layout.height * dp,
    data: { layout },
    focusable: false,
    selectable: false,
    zIndex: 0,
    style: { pointerEvents: 'none' },
  };
  const boxes = [...layout.boxes].map(([box, rect]): Node<BoxData> => ({
    id: box,
    type: 'box',
    position: { x: rect.x * dp, y: rect.y * dp },
    width: rect.w * dp,
    height: rect.h * dp,
    data: { box, rect, detail: layout.detail, narrow: layout.narrow, stub: controlPlanes.includes(nodeOf(box)) },
    zIndex: 2,
    ariaLabel: nodeOf(box) || box,
    domAttributes: { 'aria-describedby': describedBy(box) },
  }));
  const { tray } = layout;
  if (!tray || !(waiting || layout.detail === 'tiles')) return [ground, ...boxes];
  const tall = layout.detail === 'tiles';
  // Its title stands above it.
  const rect: Rect = tall ? { x: tray.x, y: tray.y - 22, w: tray.w, h: tray.h + 22 } : tray;
  const waits: Node<TrayData> = {
    id: 'tray',
    type: 'tray',
    position: { x: rect.x * dp, y: rect.y * dp },
    width: rect.w * dp,
    height: rect.h * dp,
    data: { rect, tall },
    focusable: waiting,
    zIndex: 2,
    domAttributes: { 'aria-describedby': describedBy('tray') },
  };
  // Walked right after the scheduler.
  const after = boxes.findIndex((b) => b.id === 'kube-scheduler') + 1;
  return [ground, ...boxes.slice(0, after), waits, ...boxes.slice(after)];
}

function TrayNode({ data }: NodeProps<Node<TrayData>>): ReactNode {
  return <Tray width={data.rect.w} height={data.rect.h} tall={data.tall} />;
}

function GroundNode({ data }: NodeProps<Node<GroundData>>): ReactNode {
  return <Backdrop layout={data.layout} />;
}

function BoxNode({ data }: NodeProps<Node<BoxData>>): ReactNode {
  const { box, rect, detail, narrow, stub } = data;
  const strip = detail === 'tiles' && !narrow;
  switch (box) {
    case 'kubectl':
      return <KubectlBox narrow={narrow} strip={strip} />;
    case 'kube-controller-manager':
      return <ManagerBox narrow={narrow} strip={strip} />;
    case 'kube-scheduler':
      return <SchedulerBox narrow={narrow} strip={strip} />;
    case 'kube-apiserver':
      return <HubBox narrow={narrow} strip={strip} />;
    case 'etcd':
      return <EtcdBox narrow={narrow} strip={strip} />;
    default: {
      const name = nodeOf(box);
      if (narrow) return <NodeCard name={name} height={rect.h} />;
      if (stub) return <NodeStub name={name} strip={strip} />;
      if (detail === 'tiles') return <NodeTile name={name} width={rect.w} height={rect.h} />;
      return detail === 'rows' ? <NodeRow name={name} height={rect.h} slim={rect.w < 300} /> : <NodeBox name={name} width={rect.w} height={rect.h} />;
    }
  }
}

/** Size of the stage in design pixels. */
function useSize(element: React.RefObject<HTMLElement | null>, dp: number): { readonly width: number; readonly height: number } | undefined {
  const [size, setSize] = useState<{ readonly width: number; readonly height: number }>();
  useEffect(() => {
    const watched = element.current as HTMLElement;
    const look = (): void => {
      const { clientWidth, clientHeight } = watched;
      // Hidden: keep what was, so that nothing is laid out for no room at all.
      if (clientWidth > 0 && clientHeight > 0) setSize({ width: Math.round(clientWidth / dp), height: Math.round(clientHeight / dp) });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, dp]);
  return size;
}

/** Arrow keys walk through what can be pressed inside a box; Enter on the box itself chooses it, once more opens it. */
function walkInside(event: KeyboardEvent<HTMLDivElement>): void {
  const target = event.target as HTMLElement;
  const box = target.closest<HTMLElement>('.react-flow__node');
  if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Enter' && target === box && box.dataset.id !== 'tray') {
    const actor = box.dataset.id ?? '';
    const { selection } = useApp.getState();
    if (selection?.kind === 'box' && selection.actor === actor) {
      event.preventDefault();
      openZoom(actor);
    } else select({ kind: 'box', actor });
    return;
  }
  if (event.key === 'Escape' && target !== box) {
    event.stopPropagation();
    box.focus();
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const stops = [...box.querySelectorAll<HTMLElement>('[data-stop]')];
  if (stops.length === 0) return;
  event.preventDefault();
  event.stopPropagation();
  const at = stops.indexOf(target);
  stops[(at + step + stops.length) % stops.length]?.focus();
}
