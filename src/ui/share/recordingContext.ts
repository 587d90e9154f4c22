// As much of a canvas as the stage's painter needs, which keeps shapes instead of pixels.

import { pathText } from '../diagram/paint.ts';
import { n, type Matrix, type Shape } from './shapes.ts';

interface State {
  readonly matrix: DOMMatrix;
  readonly fillStyle: string;
  readonly strokeStyle: string;
  readonly lineWidth: number;
  readonly lineCap: CanvasLineCap;
  readonly lineJoin: CanvasLineJoin;
  readonly font: string;
  readonly letterSpacing: string;
  readonly textAlign: CanvasTextAlign;
  readonly dash: readonly number[];
  readonly lineDashOffset: number;
}

/** Measures words as the page's own canvas does. */
const ruler = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

export class RecordingContext {
  readonly shapes: Shape[] = [];
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  lineCap: CanvasLineCap = 'butt';
  lineJoin: CanvasLineJoin = 'miter';
  lineDashOffset = 0;
  font = '10px sans-serif';
  letterSpacing = '0px';
  textAlign: CanvasTextAlign = 'left';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  globalAlpha = 1;
  private matrix = new DOMMatrix();
  private dash: readonly number[] = [];
  private d = '';
  private readonly stack: State[] = [];

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, letterSpacing, textAlign, dash, lineDashOffset } = this;
    this.stack.push({ matrix: DOMMatrix.fromMatrix(this.matrix), fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, letterSpacing, textAlign, dash, lineDashOffset });
  }
  restore(): void {
    const state = this.stack.pop();
    if (state) Object.assign(this, state);
  }
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.matrix = new DOMMatrix([a, b, c, d, e, f]);
  }
  translate(x: number, y: number): void {
    this.matrix = this.matrix.translate(x, y);
  }
  scale(x: number, y: number): void {
    this.matrix = this.matrix.scale(x, y);
  }
  rotate(radians: number): void {
    this.matrix = this.matrix.rotate((radians * 180) / Math.PI);
  }
  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }
  beginPath(): void {
    this.d = '';
  }
  closePath(): void {
    this.d += 'Z';
  }
  moveTo(x: number, y: number): void {
    this.d += `M${n(x)} ${n(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.d += `L${n(x)} ${n(y)}`;
  }
  /** Whole circles: the painter draws no others. */
  arc(x: number, y: number, r: number): void {
    this.d += `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`;
  }
  roundRect(x: number, y: number, w: number, h: number, r: number): void {
    this.d += `M${n(x + r)} ${n(y)}H${n(x + w - r)}a${r} ${r} 0 0 1 ${r} ${r}V${n(y + h - r)}a${r} ${r} 0 0 1 ${-r} ${r}H${n(x + r)}a${r} ${r} 0 0 1 ${-r} ${-r}V${n(y + r)}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
  }
  fill(path?: Path2D): void {
    this.shapes.push({ as: 'path', d: this.outline(path), at: this.at, fill: this.fillStyle });
  }
  stroke(path?: Path2D): void {
    const { lineWidth: width, lineCap: cap, lineJoin: join, dash, lineDashOffset } = this;
    this.shapes.push({ as: 'path', d: this.outline(path), at: this.at, stroke: this.strokeStyle, width, cap, join, ...(dash.length > 0 ? { dash, dashFrom: lineDashOffset } : {}) });
  }
  measureText(text: string): TextMetrics {
    ruler.font = this.font;
    ruler.letterSpacing = this.letterSpacing;
    return ruler.measureText(text);
  }
  fillText(text: string, x: number, y: number): void {
    const [, weight = '400', size = '10', family = 'sans-serif'] = /^(\d+)\s+([\d.]+)px\s+(.*)$/.exec(this.font) ?? [];
    const length = this.measureText(text).width;
    const back = this.textAlign === 'center' ? length / 2 : 0;
    this.shapes.push({ as: 'text', text, x: x - back, y, family, size: Number(size), weight, spacing: Number.parseFloat(this.letterSpacing) || 0, length, fill: this.fillStyle, at: this.at });
  }

  private get at(): Matrix {
    const { a, b, c, d, e, f } = this.matrix;
    return [a, b, c, d, e, f];
  }
  private outline(path: Path2D | undefined): string {
    return path ? (pathText.get(path) ?? '') : this.d;
  }
}
