// What lies under the boxes: the ground of the control plane, idle roads with their docks, the legend, small labels.

import { memo, type ReactNode } from 'react';
import { CUT } from '../widgets/glyphs/marks.ts';
import { PacketHeadShape } from '../widgets/glyphs/PacketHead.tsx';
import type { MessageClass } from '../widgets/glyphs/headGlyphs.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import type { Layout, Point } from './layout.ts';
import { nodeOf } from './places.ts';
import type { TrafficStep } from './sceneTypes.ts';
import { streetsOf, type Lane, type Street } from './roads.ts';
import { useScene } from './stageState.ts';
import { percent } from './boxes/amounts.ts';

export const Backdrop = memo(function Backdrop({ layout }: { readonly layout: Layout }): ReactNode {
  const { ground, width, height } = layout;
  const streets = [...new Set(streetsOf(layout).values())];
  return (
    <div className="ks-backdrop" style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
        <rect className="ks-ground" x={ground.x} y={ground.y} width={ground.w} height={ground.h} rx="12" />
        {streets.map((street) => (
          <RoadLines key={street.road.box} street={street} layout={layout} zone={layout.zones.find((z) => z.nodes.includes(nodeOf(street.road.box)))?.name} />
        ))}
      </svg>
      {layout.legend && <Legend x={layout.legend.x} y={layout.legend.y} />}
      {layout.laptop && <Label at={layout.laptop} />}
      {layout.zones.map((zone) => (
        <ZoneLine key={zone.name} layout={layout} zone={zone} />
      ))}
    </div>
  );
});

function RoadLines({ street, layout, zone }: { readonly street: Street; readonly layout: Layout; readonly zone: string | undefined }): ReactNode {
  const { road } = street;
  const node = nodeOf(road.box);
  const cut = useScene((s) => (node === '' || road.trunk ? false : (s?.nodes.find((n) => n.name === node)?.fault ?? '') !== ''));
  const busy = useScene((s) => (zone === undefined ? 0 : (s?.traffic[zone] ?? 0)));
  const first = road.points[0] as Point;
  const last = road.points[road.points.length - 1] as Point;
  const before = road.points[road.points.length - 2] as Point;
  const level = first.y === (road.points[1] as Point).y;
  if (cut) {
    // The last stretch is where it is cut: the lanes end, two zigzags stand between.
    const middle = (before.y + last.y) / 2;
    return (
      <g>
        <g clipPath={`url(#ks-cut-${node})`}>
          <Lanes street={street} />
        </g>
        <clipPath id={`ks-cut-${node}`}>
          <path d={`M0 0H${layout.width}V${layout.height}H0z M${last.x - 20} ${middle - 14}v28h40v-28z`} clipRule="evenodd" />
        </clipPath>
        <path className="ks-cut" transform={`translate(${last.x} ${middle - 5})`} d={CUT} />
        <path className="ks-cut" transform={`translate(${last.x} ${middle + 9})`} d={CUT} />
        <Dock at={first} level={level} />
        <Dock at={last} level={level} />
      </g>
    );
  }
  return (
    <g>
      <Lanes street={street} busy={busy} />
      <Dock at={first} level={level} />
      {!road.trunk && <Dock at={last} level={last.y === before.y} />}
    </g>
  );
}

/** A trunk is as wide as it is busy. */
const WIDTHS = [1.5, 3, 4.5, 6] as const;

function Lanes({ street, busy = 0 }: { readonly street: Street; readonly busy?: TrafficStep }): ReactNode {
  return (
    <>
      <path className="ks-lane" style={busy > 0 ? { strokeWidth: WIDTHS[busy] } : {}} d={linePath(street.request)} />
      <path className="ks-lane-watch" d={linePath(street.watch)} />
    </>
  );
}

const linePath = (lane: Lane): string => lane.points.map((p, i) => `${i === 0 ? 'M' : 'L'}${round(p.x)} ${round(p.y)}`).join('');
const round = (n: number): number => Math.round(n * 100) / 100;

function Dock({ at, level }: { readonly at: Point; readonly level: boolean }): ReactNode {
  return level ? <rect className="ks-dock-mark" x={at.x - 2.5} y={at.y - 12} width="5" height="24" rx="2" /> : <rect className="ks-dock-mark" x={at.x - 12} y={at.y - 2.5} width="24" height="5" rx="2" />;
}

const LEGEND: readonly { readonly message: MessageClass; readonly text: 'grammar.write' | 'grammar.read' | 'grammar.answer' | 'grammar.watch' | 'grammar.status' | 'grammar.refused'; readonly back?: true }[] = [
  { message: 'write', text: 'grammar.write' },
  { message: 'read', text: 'grammar.read' },
  { message: 'answer', text: 'grammar.answer', back: true },
  { message: 'watch', text: 'grammar.watch' },
  { message: 'status', text: 'grammar.status' },
  { message: 'refused', text: 'grammar.refused', back: true },
];

function Legend({ x, y }: { readonly x: number; readonly y: number }): ReactNode {
  const t = useT();
  return (
    <div className="ks-travels" style={{ left: `calc(${x} * var(--px))`, top: `calc(${y} * var(--px))` }}>
      <div className="ks-cap">{t('grammar.title')}</div>
      {LEGEND.map(({ message, text, back }) => (
        <div key={message} className="ks-travels-row">
          <svg viewBox="0 0 34 18" aria-hidden>
            <path d="M1 9H33" className={joinClass('ks-travels-line', `ks-travels-${message}`)} />
            <PacketHeadShape message={message} x={17} y={9} scale={0.78} direction={back ? 'left' : 'right'} />
          </svg>
          <span>{t(text)}</span>
        </div>
      ))}
    </div>
  );
}

function Label({ at }: { readonly at: Point }): ReactNode {
  const t = useT();
  return (
    <div className="ks-zone-label" style={{ left: `calc(${at.x} * var(--px))`, top: `calc(${at.y} * var(--px))` }}>
      {t('stage.laptop')}
    </div>
  );
}

function ZoneLine({ layout, zone }: { readonly layout: Layout; readonly zone: Layout['zones'][number] }): ReactNode {
  const t = useT();
  const said = useScene((s) => {
    const mine = [...(s?.nodes ?? []), ...(s?.controlPlanes ?? [])].filter((n) => zone.nodes.includes(n.name));
    const pods = mine.reduce((n, node) => n + node.pods.length + node.systemPods.length, 0);
    const cpu = mine.reduce((sum, n) => ({ asked: sum.asked + n.cpu.asked, of: sum.of + n.cpu.of }), { asked: 0, of: 0 });
    return `${pods} ${percent(cpu)}`;
  });
  const [pods = '0', cpu = '0'] = said.split(' ');
  void layout;
  return (
    <div className="ks-zone-line" style={{ left: `calc(${zone.rect.x} * var(--px))`, top: `calc(${zone.rect.y - 22} * var(--px))`, width: `calc(${zone.rect.w} * var(--px))` }}>
      <b>{zone.name || t('stage.noZone')}</b>
      <span className="ks-ink3 ks-clip">{t('stage.zoneLine', { nodes: zone.nodes.length, pods: Number(pods) })}</span>
      <span className="ks-fill" />
      <span className="ks-ink3">{t('stage.cpuAsked', { percent: cpu })}</span>
    </div>
  );
}
