// Draws the lanes of the timeline on a canvas. A function of (lanes, axis, playhead, selection): filled is past, hollow is
// future. All lengths are design pixels; the caller has scaled the context.

import type { ColourName } from '../tokens/tokens.ts';
import { DIAMOND, tornStrip, WATCH_TICK } from '../widgets/glyphs/marks.ts';
import { OCTAGON } from '../widgets/glyphs/headGlyphs.ts';
import type { Axis, Tick } from './axis.ts';
import type { Lane, Mark } from './lanes.ts';
import { BAR, TRAFFIC, type barsOf } from './trafficLane.ts';

export interface Scene {
  readonly axis: Axis;
  readonly lanes: readonly Lane[];
  /** Spans that have not ended: drawn up to the end of what is known, and open beyond. */
  readonly unfinished: readonly { readonly lane: Lane; readonly span: number; readonly mark: Mark; readonly from: number }[];
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** Where the lanes begin, how high one is, how far down the list has been scrolled. */
  readonly top: number;
  readonly row: number;
  readonly scrolled: number;
  readonly playhead: number;
  readonly now: number;
  readonly origin: number;
  /** The lanes that the caption is about. */
  readonly current: ReadonlySet<string>;
  readonly selected: number;
  readonly hovered: number;
  /** Curves into the selected span and out of it. */
  readonly links: readonly { readonly from: number; readonly lane: Lane; readonly to: number; readonly toLane: Lane }[];
  readonly faults: readonly number[];
  /** The bars of the traffic within two places of the axis. */
  readonly traffic: (left: number, right: number) => ReturnType<typeof barsOf>;
  readonly later: (micros: number) => string;
  /** Where the tab of the playhead covers the figures of the axis. */
  readonly tab: readonly [number, number];
  readonly colour: (name: ColourName) => string;
  readonly sans: string;
  readonly mono: string;
}

const MARK_COLOUR: Readonly<Record<Mark, ColourName>> = { work: 'work', write: 'write', status: 'status', err: 'err', srv: 'ink2', pull: 'line3', rev: 'ink', watch: 'watch' };
const octagon = typeof Path2D === 'undefined' ? undefined : new Path2D(OCTAGON);
const diamond = typeof Path2D === 'undefined' ? undefined : new Path2D(DIAMOND);
const chevron = typeof Path2D === 'undefined' ? undefined : new Path2D(WATCH_TICK);

/** Where a lane stands. */
export const laneY = (scene: Pick<Scene, 'top' | 'row' | 'scrolled'>, i: number): number => scene.top + i * scene.row - scene.scrolled;
export const AXIS_HEIGHT = 20;

/** The axis lies at the foot of the panel, however few lanes there are. */
const bottomOf = ({ height }: Scene): number => height - AXIS_HEIGHT;

/** Whole lanes only, where not all have room. */
function clipLanes(c: CanvasRenderingContext2D, scene: Scene): void {
  const { lanes, row, top, width } = scene;
  const room = bottomOf(scene) - top;
  c.beginPath();
  c.rect(0, top, width, lanes.length * row > room ? Math.floor(room / row) * row : room);
  c.clip();
}

/** The lanes themselves: lines, and the ground of those that the caption is about. */
export function paintGround(c: CanvasRenderingContext2D, scene: Scene): void {
  const { lanes, width, row, top, current, colour } = scene;
  c.save();
  clipLanes(c, scene);
  lanes.forEach((lane, i) => {
    const y = laneY(scene, i);
    if (y > bottomOf(scene) || y + row < top) return;
    if (current.has(lane.name)) fill(c, colour('sunk'), 0, y, width, row);
    fill(c, colour('line'), 0, y + row - 1, width, 1);
  });
  c.restore();
}

/** All that stands on the lanes. */
export function paintMarks(c: CanvasRenderingContext2D, scene: Scene): void {
  const { axis, lanes, left, width, top } = scene;
  const bottom = bottomOf(scene);
  const from = axis.time(left - 12);
  const to = axis.time(left + width + 12);
  c.save();
  clipLanes(c, scene);
  lanes.forEach((lane, i) => {
    const y = laneY(scene, i);
    if (y <= bottom && y + scene.row >= top) paintLane(c, scene, lane, y, from, to);
  });
  for (const { lane, span, mark, from: at } of scene.unfinished) paintSpan(c, scene, laneY(scene, lanes.indexOf(lane)), mark, at, Math.max(at, scene.now), span, true);
  paintLinks(c, scene);
  c.restore();
  paintStrips(c, scene, bottom);
  paintFaults(c, scene, bottom);
}

function fill(c: CanvasRenderingContext2D, colour: string, x: number, y: number, w: number, h: number): void {
  c.fillStyle = colour;
  c.fillRect(x, y, w, h);
}

/** What was answered stands on the line, what failed hangs from it: one of many must still be seen. */
function paintTraffic(c: CanvasRenderingContext2D, scene: Scene, y: number): void {
  const { left, width, row, playhead, colour } = scene;
  const { bars, most } = scene.traffic(left, left + width);
  const line = Math.round(y + row * 0.58);
  const above = line - y - 1.5;
  const below = y + row - 1 - line - 1;
  c.lineWidth = 1;
  for (const { x, from, ok, failed } of bars) {
    const at = x - left + 0.5;
    const bar = (name: ColourName, top: number, h: number): void => {
      if (from <= playhead) fill(c, colour(name), at, top, BAR - 1, h);
      else {
        c.strokeStyle = colour(name);
        c.strokeRect(at + 0.5, top + 0.5, BAR - 2, Math.max(0.5, h - 1));
      }
    };
    if (ok > 0) {
      const h = Math.max(1.5, (ok / most) * above);
      bar('work', line - h, h);
    }
    if (failed > 0) bar('err', line + 1, Math.max(2.5, (failed / most) * below));
  }
}

function paintLane(c: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number, from: number, to: number): void {
  if (lane.name === TRAFFIC) {
    paintTraffic(c, scene, y);
    return;
  }
  let count = 0;
  lane.each(from, to, () => count++);
  if (count > scene.width / 2.5) {
    paintDensity(c, scene, lane, y);
    return;
  }
  // Revisions and news lie over spans.
  lane.each(from, to, (span, mark, a, b) => {
    if (mark !== 'rev' && mark !== 'watch') paintSpan(c, scene, y, mark, a, b, span, false);
  });
  lane.each(from, to, (span, mark, a) => {
    if (mark === 'rev' || mark === 'watch') paintMoment(c, scene, y, mark, a, span);
  });
}

function paintSpan(c: CanvasRenderingContext2D, scene: Scene, y: number, mark: Mark, from: number, to: number, span: number, open: boolean): void {
  const x0 = scene.axis.x(from) - scene.left;
  const x1 = Math.max(scene.axis.x(to) - scene.left, x0 + 3);
  const px = scene.axis.x(scene.playhead) - scene.left;
  const by = y + 3;
  const h = scene.row - 7;
  const own = scene.colour(MARK_COLOUR[mark]);
  // A span that was over before the playhead is filled, however narrow it is drawn.
  const split = to <= scene.playhead ? x1 : from >= scene.playhead ? x0 : Math.min(x1, Math.max(x0, px));
  if (split < x1 && !open) {
    c.setLineDash(mark === 'pull' ? [3, 2] : []);
    c.fillStyle = scene.colour('panel');
    c.strokeStyle = own;
    c.lineWidth = 1;
    c.beginPath();
    c.roundRect(x0 + 0.5, by + 0.5, Math.max(1.5, x1 - x0 - 1), h - 1, 1.5);
    c.fill();
    c.stroke();
    c.setLineDash([]);
  }
  if (split > x0) {
    c.beginPath();
    c.roundRect(x0, by, split - x0, h, 1.5);
    if (mark === 'pull') hatch(c, scene, x0, by, split - x0, h);
    else {
      c.fillStyle = own;
      c.fill();
    }
  }
  const end = mark === 'err' ? octagon : mark === 'status' ? diamond : undefined;
  if (end && !open) {
    c.save();
    c.translate(x1 - 1, by + h / 2);
    c.scale(0.58, 0.58);
    c.fillStyle = to > scene.playhead ? scene.colour('panel') : own;
    c.strokeStyle = own;
    c.lineWidth = 1.9;
    c.fill(end);
    c.stroke(end);
    c.restore();
  }
  if (span === scene.selected || span === scene.hovered) ring(c, scene, x0, by, x1 - x0, h, span === scene.selected);
}

function ring(c: CanvasRenderingContext2D, scene: Scene, x: number, y: number, w: number, h: number, selected: boolean): void {
  c.strokeStyle = scene.colour(selected ? 'ink' : 'ink3');
  c.lineWidth = selected ? 1.5 : 1;
  c.beginPath();
  c.roundRect(x - 2, y - 2, w + 4, h + 4, 3);
  c.stroke();
}

function hatch(c: CanvasRenderingContext2D, scene: Scene, x: number, y: number, w: number, h: number): void {
  c.save();
  c.fillStyle = scene.colour('panel');
  c.fill();
  c.clip();
  c.strokeStyle = scene.colour('line3');
  c.lineWidth = 2;
  c.beginPath();
  const first = Math.max(x, 0) - (Math.max(x, 0) % 6) - h;
  for (let a = first; a < Math.min(x + w, scene.width) + h; a += 6) {
    c.moveTo(a, y + h);
    c.lineTo(a + h, y);
  }
  c.stroke();
  c.restore();
  c.strokeStyle = scene.colour('line3');
  c.lineWidth = 1;
  c.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1);
}

function paintMoment(c: CanvasRenderingContext2D, scene: Scene, y: number, mark: Mark, at: number, span: number): void {
  const x = scene.axis.x(at) - scene.left;
  const ahead = at > scene.playhead;
  c.fillStyle = ahead ? scene.colour('panel') : scene.colour(MARK_COLOUR[mark]);
  c.strokeStyle = scene.colour(MARK_COLOUR[mark]);
  c.lineWidth = 1.1;
  if (mark === 'rev') {
    c.fillRect(x - 1.5, y + 2.5, 3, scene.row - 6);
    if (ahead) c.strokeRect(x - 1.5, y + 2.5, 3, scene.row - 6);
  } else if (chevron) {
    c.save();
    c.translate(x, y + scene.row / 2 - 0.5);
    c.fill(chevron);
    if (ahead) c.stroke(chevron);
    c.restore();
  }
  if (span === scene.selected || span === scene.hovered) ring(c, scene, x - 3, y + 3, 6, scene.row - 7, span === scene.selected);
}

function paintDensity(c: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number): void {
  const { axis, left, width, row } = scene;
  const edges: number[] = [];
  for (let x = 0; x <= width; x += BAR) edges.push(axis.time(left + x));
  const bars = lane.density(edges);
  const most = Math.max(1, ...bars);
  const name = lane.name === 'kube-apiserver' ? 'ink2' : lane.name === 'etcd' ? 'ink' : lane.name.startsWith('node/') ? 'status' : lane.name === 'kubectl' ? 'write' : 'work';
  c.fillStyle = c.strokeStyle = scene.colour(name);
  c.lineWidth = 1.2;
  bars.forEach((n, i) => {
    if (n === 0) return;
    const h = Math.max(1, (n / most) * (row - 4));
    if ((edges[i] as number) <= scene.playhead) c.fillRect(i * BAR + 0.5, y + row - 2 - h, BAR - 1, h);
    else {
      c.beginPath();
      c.moveTo(i * BAR, y + row - 2 - h);
      c.lineTo(i * BAR + BAR, y + row - 2 - h);
      c.stroke();
    }
  });
}

function paintLinks(c: CanvasRenderingContext2D, scene: Scene): void {
  c.strokeStyle = scene.colour('ink');
  c.globalAlpha = 0.75;
  c.lineWidth = 1.25;
  for (const { from, lane, to, toLane } of scene.links) {
    const x0 = scene.axis.x(from) - scene.left;
    const x1 = scene.axis.x(to) - scene.left;
    const y0 = laneY(scene, scene.lanes.indexOf(lane)) + scene.row / 2 - 0.5;
    const y1 = laneY(scene, scene.lanes.indexOf(toLane)) + scene.row / 2 - 0.5;
    c.beginPath();
    c.moveTo(x0, y0);
    c.bezierCurveTo(x0 + 10, y0, x1 - 12, y1, x1 - 2, y1);
    c.stroke();
    c.beginPath();
    c.moveTo(x1 - 6, y1 - 3);
    c.lineTo(x1 - 1.5, y1);
    c.lineTo(x1 - 6, y1 + 3);
    c.stroke();
  }
  c.globalAlpha = 1;
}

function paintStrips(c: CanvasRenderingContext2D, scene: Scene, bottom: number): void {
  for (const { x0, x1, lasts } of scene.axis.strips) {
    const a = x0 - scene.left;
    const b = x1 - scene.left;
    if (b < 0 || a > scene.width) continue;
    const strip = new Path2D(tornStrip(a, b, scene.top - 4, bottom));
    c.fillStyle = scene.colour('paper');
    c.strokeStyle = scene.colour('line2');
    c.lineWidth = 1;
    c.fill(strip);
    c.stroke(strip);
    c.save();
    c.translate((a + b) / 2, (scene.top - 4 + bottom) / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.font = `600 11.5px ${scene.sans}`;
    c.fillStyle = scene.colour('ink2');
    c.fillText(scene.later(lasts), 0, 0.5);
    c.restore();
  }
}

function paintFaults(c: CanvasRenderingContext2D, scene: Scene, bottom: number): void {
  c.strokeStyle = scene.colour('err');
  c.lineWidth = 1.5;
  c.setLineDash([3, 3]);
  for (const at of scene.faults) {
    const x = scene.axis.x(at) - scene.left;
    c.beginPath();
    c.moveTo(x, 2);
    c.lineTo(x, bottom);
    c.stroke();
  }
  c.setLineDash([]);
}

/** The playhead, from below the rail to its tab; its head is as high as this. */
export const HANDLE_HEIGHT = 36;

export function paintLine(c: CanvasRenderingContext2D, scene: Scene, x: number): void {
  fill(c, scene.colour('ink'), x - 1, 31, 2, scene.height - 31 - 16);
}

export function paintHandle(c: CanvasRenderingContext2D, scene: Scene, x: number): void {
  c.fillStyle = scene.colour('ink');
  c.beginPath();
  c.moveTo(x - 5, 27);
  c.lineTo(x + 5, 27);
  c.lineTo(x, 33);
  c.fill();
}

/** A figure of the mono face at 11 pixels is 6.6 wide; to measure each in every frame costs more than to draw it. */
const halfOf = ({ label }: Tick): number => label.length * 3.3;
const middleOf = (scene: Scene, tick: Tick): number => Math.min(scene.width - halfOf(tick), Math.max(halfOf(tick), tick.x - scene.left));

/** All but those whose figure the tab would cover: half a figure beside it would be read as a whole one. Their line stays. */
export function seenTicks(scene: Scene, ticks: readonly Tick[]): readonly Tick[] {
  return ticks.filter((tick) => {
    const middle = middleOf(scene, tick);
    return middle + halfOf(tick) <= scene.tab[0] - 3 || middle - halfOf(tick) >= scene.tab[1] + 3;
  });
}

export function paintTicks(c: CanvasRenderingContext2D, scene: Scene, ticks: readonly Tick[], seen: readonly Tick[]): void {
  const bottom = bottomOf(scene);
  c.font = `400 11px ${scene.mono}`;
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  c.fillStyle = scene.colour('line3');
  for (const tick of ticks) c.fillRect(tick.x - scene.left - 0.5, bottom, 1, 4);
  c.fillStyle = scene.colour('ink3');
  for (const tick of seen) c.fillText(tick.label, middleOf(scene, tick), bottom + 15);
}
