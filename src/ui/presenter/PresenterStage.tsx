// The stage as a room sees it: seven large boxes, their roads, and what travels on them drawn by the page's own painter.
// What the caption talks about keeps its full ink; the rest is dimmed to half of it.

import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { openZoom, useZoom } from '../app/zoom.ts';
import { Stage } from '../diagram/Stage.tsx';
import { StageCanvas, type View } from '../diagram/StageCanvas.tsx';
import type { Layout } from '../diagram/layout.ts';
import { nodeOf, type BoxId } from '../diagram/places.ts';
import { streetsOf, type Lane } from '../diagram/roads.ts';
import { touchStage, useScene } from '../diagram/stageState.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { PresenterBox } from './PresenterBoxes.tsx';
import { MOST_NODES, presenterLayout, type Room } from './presenterLayout.ts';
import { usePresenting } from './presenting.ts';
import { litBoxes } from './spotlight.ts';

const Zoom = lazy(async () => ({ default: (await import('../zoom/Zoom.tsx')).Zoom }));

export function PresenterStage(): ReactNode {
  const t = useT();
  const frame = useRef<HTMLDivElement>(null);
  const room = useRoom(frame);
  const names = useScene((s) => s?.nodes.map((n) => n.name).join(' ') ?? '');
  const nodes = useMemo(() => (names === '' ? [] : names.split(' ')), [names]);
  const zoomed = useZoom((s) => s.box !== '');
  const [everZoomed, setEverZoomed] = useState(zoomed);
  if (zoomed && !everZoomed) setEverZoomed(true);
  return (
    <main ref={frame} className="ks-present-stage" aria-label={t('frame.stage')} tabIndex={-1}>
      {nodes.length > MOST_NODES ? <Stage /> : room && nodes.length > 0 && <Boxes room={room} nodes={nodes} />}
      {everZoomed && (
        <Suspense fallback={null}>
          <Zoom />
        </Suspense>
      )}
    </main>
  );
}

function Boxes({ room, nodes }: { readonly room: Room; readonly nodes: readonly string[] }): ReactNode {
  const dp = useDesignPixel();
  const layout = useMemo(() => presenterLayout(room, nodes), [room, nodes]);
  const zoom = Math.min(1, room.width / layout.width, room.height / layout.height);
  const x = ((room.width - layout.width * zoom) / 2) * dp;
  const y = ((room.height - layout.height * zoom) / 2) * dp;
  const view = useRef<View>({ x, y, zoom });
  // What is under the pointer is no news to a room: the painter listens to nothing here.
  const deaf = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.current = { x, y, zoom };
    touchStage();
  }, [x, y, zoom]);
  const subject = useScene((s) => s?.subject.box ?? '');
  const camera = usePresenting((s) => s.script?.steps[s.step]?.camera);
  const asked = usePresenting((s) => s.question);
  const lit = litBoxes(camera ?? subject, nodes, asked);
  return (
    <>
      <div className="ks-present-plane" style={{ transform: `translate(${x}px, ${y}px) scale(${zoom})`, width: layout.width * dp, height: layout.height * dp }}>
        <Roads layout={layout} lit={lit} />
        {[...layout.boxes].map(([box, rect]) => (
          <div
            key={box}
            data-id={box}
            onDoubleClick={() => openZoom(box)}
            className={joinClass('ks-present-place', !lit.has(box) && 'ks-dim')}
            style={{ left: rect.x * dp, top: rect.y * dp, width: rect.w * dp, height: rect.h * dp }}
          >
            <PresenterBox box={box} width={rect.w} height={rect.h} active={box === (camera ?? subject)} letter={asked?.options.find((o) => o.value !== '' && o.value === nodeOf(box))?.letter ?? ''} />
          </div>
        ))}
      </div>
      <div ref={deaf} hidden />
      <StageCanvas layout={layout} view={view} dp={dp} ground={deaf} />
    </>
  );
}

const path = (lane: Lane): string => lane.points.map((p, i) => `${i === 0 ? 'M' : 'L'}${Math.round(p.x * 100) / 100} ${Math.round(p.y * 100) / 100}`).join('');

function Roads({ layout, lit }: { readonly layout: Layout; readonly lit: ReadonlySet<BoxId> }): ReactNode {
  const streets = useMemo(() => [...streetsOf(layout).values()], [layout]);
  const cut = useScene((s) => s?.nodes.filter((n) => n.fault !== '').map((n) => n.name).join(' ') ?? '').split(' ').filter((name) => name !== '');
  return (
    <svg viewBox={`0 0 ${layout.width} ${layout.height}`} aria-hidden>
      {streets.map((street) => (
        <g key={street.road.box} className={joinClass(!lit.has(street.road.box) && 'ks-dim', cut.includes(nodeOf(street.road.box)) && 'ks-present-cut')}>
          <path className="ks-lane" d={path(street.request)} />
          <path className="ks-lane-watch" d={path(street.watch)} />
        </g>
      ))}
    </svg>
  );
}

/** Design pixels that the stage has. */
function useRoom(element: React.RefObject<HTMLElement | null>): Room | undefined {
  const dp = useDesignPixel();
  const [room, setRoom] = useState<Room>();
  useEffect(() => {
    const watched = element.current as HTMLElement;
    const look = (): void => setRoom({ width: Math.floor(watched.clientWidth / dp), height: Math.floor(watched.clientHeight / dp) });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, dp]);
  return room;
}
