// Marks of the timeline change when the axis, the lanes or what is pointed at do, but not while the playhead moves over them:
// then two finished pictures are shown, left of the playhead all as past, right of it all as still to come. What moves is
// painted and not moved: for a new transform a browser sorts the layers of the whole page anew.

import type { Tick } from './axis.ts';
import { AXIS_HEIGHT, HANDLE_HEIGHT, paintGround, paintHandle, paintLine, paintMarks, paintTicks, seenTicks, type Scene } from './paint.ts';

/** What the pictures depend on, besides the playhead. */
export interface Signs {
  readonly ground: readonly unknown[];
  readonly marks: readonly unknown[];
}

export class Layers {
  private readonly ground = canvas();
  private readonly past = canvas();
  private readonly ahead = canvas();
  private readonly ticks = canvas();
  private readonly moving = canvas();
  private readonly handle: HTMLCanvasElement;
  private known: Signs = { ground: [], marks: [] };
  private axisTicks: readonly Tick[] = [];
  private seen = '';
  private at = -1;

  /** `handle`: the head of the playhead, which lies over the rail. */
  constructor(place: HTMLElement, handle: HTMLCanvasElement) {
    place.replaceChildren(this.ground, this.moving, this.ticks);
    this.handle = handle;
  }

  /** `unit`: CSS pixels for each design pixel. */
  paint(scene: Scene, signs: Signs, unit: number, dpr: number): void {
    const { width, height } = scene;
    if (!same(signs.ground, this.known.ground)) paintGround(fit(this.ground, width, height, unit, dpr), scene);
    const fresh = !same(signs.marks, this.known.marks);
    if (fresh) {
      paintMarks(fit(this.past, width, height, unit, dpr), { ...scene, playhead: Infinity });
      paintMarks(fit(this.ahead, width, height, unit, dpr), { ...scene, playhead: -Infinity });
      this.axisTicks = scene.axis.ticks(scene.left, scene.left + width, scene.origin);
    }
    this.known = signs;
    this.paintTicks(scene, fresh, unit, dpr);
    const at = scene.axis.x(scene.playhead) - scene.left;
    if (at === this.at && !fresh) return;
    // Only where the playhead was and is: to copy all of both pictures in every frame costs more than everything else of it.
    const from = fresh ? 0 : Math.min(this.at, at) - BESIDE;
    const to = fresh ? width : Math.max(this.at, at) + BESIDE;
    this.at = at;
    const c = fresh ? fit(this.moving, width, height, unit, dpr) : open(this.moving, unit * dpr);
    const { width: w, height: h } = this.moving;
    // Whole pixels of the screen, so that both pictures stay sharp.
    const pixel = (x: number): number => Math.max(0, Math.min(w, Math.round(x * unit * dpr)));
    const [first, last, cut] = [pixel(from), pixel(to), pixel(at)];
    c.save();
    c.resetTransform();
    c.clearRect(first, 0, last - first, h);
    if (cut > first) c.drawImage(this.past, first, 0, cut - first, h, first, 0, cut - first, h);
    if (cut < last) c.drawImage(this.ahead, cut, 0, last - cut, h, cut, 0, last - cut, h);
    c.restore();
    const x = Math.max(0, Math.min(width, at));
    paintLine(c, scene, x);
    const over = fresh ? fit(this.handle, width, HANDLE_HEIGHT, unit, dpr) : open(this.handle, unit * dpr);
    if (!fresh) over.clearRect(from, 0, to - from, HANDLE_HEIGHT);
    paintLine(over, scene, x);
    paintHandle(over, scene, x);
  }

  private paintTicks(scene: Scene, fresh: boolean, unit: number, dpr: number): void {
    const ticks = seenTicks(scene, this.axisTicks);
    const seen = ticks.map((t) => t.at).join(' ');
    if (!fresh && seen === this.seen) return;
    this.seen = seen;
    const c = fit(this.ticks, scene.width, AXIS_HEIGHT, unit, dpr);
    this.ticks.style.top = `${(scene.height - AXIS_HEIGHT) * unit}px`;
    c.translate(0, AXIS_HEIGHT - scene.height);
    paintTicks(c, scene, this.axisTicks, ticks);
  }
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((sign, i) => Object.is(sign, b[i]));

const canvas = (): HTMLCanvasElement => document.createElement('canvas');

/** Design pixels on either side of the playhead that its line and its head may cover. */
const BESIDE = 8;

/** As it is. */
function open(node: HTMLCanvasElement, scale: number): CanvasRenderingContext2D {
  const c = node.getContext('2d') as CanvasRenderingContext2D;
  c.setTransform(scale, 0, 0, scale, 0, 0);
  return c;
}

/** Empty, as large as it is seen, sharp on every screen. */
function fit(node: HTMLCanvasElement, width: number, height: number, unit: number, dpr: number): CanvasRenderingContext2D {
  const scale = unit * dpr;
  const w = Math.round(width * scale);
  const h = Math.round(height * scale);
  const c = node.getContext('2d') as CanvasRenderingContext2D;
  if (node.width !== w || node.height !== h) {
    node.width = w;
    node.height = h;
    node.style.width = `${width * unit}px`;
    node.style.height = `${height * unit}px`;
  }
  c.resetTransform();
  c.clearRect(0, 0, w, h);
  c.setTransform(scale, 0, 0, scale, 0, 0);
  return c;
}
