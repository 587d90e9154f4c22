// Reads the stage as shapes: boxes, lines and words off the document as the browser laid them out, what travels from the same
// painter that draws the canvas. Nothing is drawn twice in two ways, so the file shows what the page shows.

import { colour } from '../tokens/tokens.ts';
import { preferences, shownTheme } from '../widgets/preferences.ts';
import { roundedRect, type Clip, type Matrix, type Picture, type Shape } from './shapes.ts';
import { repaintStage } from '../diagram/repaint.ts';
import { RecordingContext } from './recordingContext.ts';

export function readStage(title: string): Picture | undefined {
  const picture = readBoxes(title);
  if (!picture) return undefined;
  const context = new RecordingContext();
  const drawn = repaintStage(context as unknown as CanvasRenderingContext2D);
  return drawn ? { ...picture, shapes: [...picture.shapes, ...context.shapes] } : picture;
}

/** Without what travels. */
export function readBoxes(title: string): Picture | undefined {
  const stage = document.querySelector<HTMLElement>('.ks-stage');
  if (!stage || stage.clientWidth === 0) return undefined;
  const frame = stage.getBoundingClientRect();
  const reader = new Reader(frame.left, frame.top);
  for (const part of stage.querySelectorAll('.react-flow__viewport')) reader.element(part, 1, undefined);
  return { width: frame.width, height: frame.height, ground: colour(shownTheme(preferences.getState()), 'stage'), title, shapes: reader.shapes };
}

/** What is in the document for other eyes than these. */
const UNSEEN = '.ks-hidden, .ks-unseen, .react-flow__handle, title, defs, clipPath';

class Reader {
  readonly shapes: Shape[] = [];
  private readonly left: number;
  private readonly top: number;

  constructor(left: number, top: number) {
    this.left = left;
    this.top = top;
  }

  element(element: Element, opacity: number, clip: Clip | undefined): void {
    if (element.matches(UNSEEN)) return;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden') return;
    const own = opacity * Number(style.opacity);
    if (own < 0.01) return;
    if (element instanceof SVGGeometryElement) return this.geometry(element, style, own, clip);
    if (element instanceof SVGTextContentElement) return this.svgText(element, style, own, clip);
    let inner = clip;
    if (element instanceof HTMLElement) {
      const rect = this.rectOf(element);
      this.box(rect, style, own, clip);
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') inner = meet(clip, rect);
      if (inner && (inner.w <= 0 || inner.h <= 0)) return;
    }
    for (const child of element.childNodes) {
      if (child instanceof Text) this.words(child, style, own, inner, element);
      else if (child instanceof Element) this.element(child, own, inner);
    }
  }

  private rectOf(element: Element): Clip {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - this.left, y: top - this.top, w: width, h: height };
  }

  private box(rect: Clip, style: CSSStyleDeclaration, opacity: number, clip: Clip | undefined): void {
    if (rect.w === 0 || rect.h === 0) return;
    const scale = this.scaleOf(rect, style);
    const px = (value: string): number => (Number.parseFloat(value) || 0) * scale;
    const radii = [px(style.borderTopLeftRadius), px(style.borderTopRightRadius), px(style.borderBottomRightRadius), px(style.borderBottomLeftRadius)] as const;
    const rest = { ...(opacity < 1 ? { opacity } : {}), ...(clip ? { clip } : {}) };
    if (shows(style.backgroundColor)) this.shapes.push({ as: 'path', d: roundedRect(rect.x, rect.y, rect.w, rect.h, [...radii]), fill: style.backgroundColor, ...rest });
    const sides = (['Top', 'Right', 'Bottom', 'Left'] as const).map((side) => ({ width: px(style[`border${side}Width`]), colour: style[`border${side}Color`], line: style[`border${side}Style`] }));
    const seen = sides.filter(({ width, colour: c, line }) => width > 0 && line !== 'none' && shows(c));
    if (seen.length === 0) return;
    const [first] = seen as [(typeof seen)[number], ...typeof seen];
    const dash = first.line === 'dashed' ? [first.width * 3, first.width * 3] : first.line === 'dotted' ? [first.width, first.width * 1.5] : undefined;
    const line = { stroke: first.colour, width: first.width, ...(dash ? { dash } : {}), ...rest };
    if (seen.length === 4) {
      const h = first.width / 2;
      this.shapes.push({ as: 'path', d: roundedRect(rect.x + h, rect.y + h, rect.w - first.width, rect.h - first.width, radii.map((r) => Math.max(0, r - h)) as [number, number, number, number]), ...line });
      return;
    }
    const edges = [`M${rect.x} ${rect.y}h${rect.w}`, `M${rect.x + rect.w} ${rect.y}v${rect.h}`, `M${rect.x} ${rect.y + rect.h}h${rect.w}`, `M${rect.x} ${rect.y}v${rect.h}`];
    this.shapes.push({ as: 'path', d: sides.flatMap((side, i) => (seen.includes(side) ? [edges[i] as string] : [])).join(''), ...line });
  }

  /** The plane may be enlarged: computed lengths know nothing of it. */
  private scaleOf(rect: Clip, style: CSSStyleDeclaration): number {
    const width = Number.parseFloat(style.width);
    if (style.boxSizing !== 'border-box' || !(width > 0)) return this.zoom;
    return rect.w / width;
  }

  private get zoom(): number {
    return zoomOf();
  }

  private words(node: Text, style: CSSStyleDeclaration, opacity: number, clip: Clip | undefined, parent: Element): void {
    if (node.data.trim() === '' || !shows(style.color)) return;
    const size = Number.parseFloat(style.fontSize) * this.zoom;
    for (const { text, rect } of lines(node)) {
      const upper = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
      // Where the line box is, and how much of it is above the base line.
      const base = rect.top - this.top + rect.height / 2 + size * 0.355;
      const ellipsis = style.textOverflow === 'ellipsis' && parent.scrollWidth > parent.clientWidth + 1;
      this.shapes.push({
        as: 'text',
        text: ellipsis ? cut(upper, parent.clientWidth / parent.scrollWidth) : upper,
        x: rect.left - this.left,
        y: base,
        family: style.fontFamily,
        size,
        weight: style.fontWeight,
        spacing: (Number.parseFloat(style.letterSpacing) || 0) * this.zoom,
        fill: style.color,
        ...(ellipsis ? {} : { length: rect.width }),
        ...(opacity < 1 ? { opacity } : {}),
        ...(clip ? { clip } : {}),
      });
    }
  }

  private geometry(element: SVGGeometryElement, style: CSSStyleDeclaration, opacity: number, clip: Clip | undefined): void {
    const d = outline(element);
    const at = this.matrix(element);
    if (d === '' || !at) return;
    const fill = shows(style.fill) ? style.fill : undefined;
    const width = Number.parseFloat(style.strokeWidth);
    const stroke = shows(style.stroke) && width > 0 ? style.stroke : undefined;
    if (!fill && !stroke) return;
    const dash = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(Number.parseFloat);
    this.shapes.push({
      as: 'path',
      d,
      at,
      ...(fill ? { fill } : {}),
      ...(stroke ? { stroke, width, ...(dash.length > 0 ? { dash } : {}), cap: style.strokeLinecap as 'round', join: style.strokeLinejoin as 'round' } : {}),
      ...(style.fillRule === 'evenodd' ? { evenOdd: true } : {}),
      ...(opacity < 1 ? { opacity } : {}),
      ...(clip ? { clip } : {}),
    });
  }

  private svgText(element: SVGTextContentElement, style: CSSStyleDeclaration, opacity: number, clip: Clip | undefined): void {
    const text = element.textContent ?? '';
    const at = this.matrix(element);
    if (text.trim() === '' || !at || element.getNumberOfChars() === 0) return;
    const { x, y } = element.getStartPositionOfChar(0);
    this.shapes.push({ as: 'text', text, x, y, family: style.fontFamily, size: Number.parseFloat(style.fontSize), weight: style.fontWeight, spacing: Number.parseFloat(style.letterSpacing) || 0, fill: style.fill, at, ...(opacity < 1 ? { opacity } : {}), ...(clip ? { clip } : {}) });
  }

  private matrix(element: SVGGraphicsElement): Matrix | undefined {
    const m = element.getScreenCTM();
    return m ? [m.a, m.b, m.c, m.d, m.e - this.left, m.f - this.top] : undefined;
  }
}

const zoomOf = (): number => {
  const plane = document.querySelector<HTMLElement>('.ks-stage .react-flow__viewport');
  return plane ? new DOMMatrixReadOnly(getComputedStyle(plane).transform).a || 1 : 1;
};

const shows = (paint: string): boolean => paint !== '' && paint !== 'none' && paint !== 'transparent' && !/^rgba\([^)]*,\s*0\)$/.test(paint) && !/\/\s*0\)$/.test(paint);

function meet(a: Clip | undefined, b: Clip): Clip {
  if (!a) return b;
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return { x, y, w: Math.min(a.x + a.w, b.x + b.w) - x, h: Math.min(a.y + a.h, b.y + b.h) - y };
}

/** As much of a text as is shown before the browser's ellipsis. */
const cut = (text: string, share: number): string => `${text.slice(0, Math.max(1, Math.floor(text.length * share) - 1))}…`;

interface Line {
  text: string;
  readonly rect: { readonly left: number; readonly top: number; width: number; readonly height: number };
}

/** The lines into which the browser broke a text, with the place of each. */
function lines(node: Text): readonly Line[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = range.getClientRects();
  const clean = (text: string): string => {
    const joined = text.replace(/\s+/g, ' ');
    const from = node.previousSibling ? joined : joined.trimStart();
    return node.nextSibling ? from : from.trimEnd();
  };
  const [only] = rects;
  if (!only) return [];
  if (rects.length === 1) return [{ text: clean(node.data), rect: only }];
  const found: Line[] = [];
  for (let i = 0; i < node.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const rect = range.getClientRects()[0];
    if (!rect) continue;
    const { left, top, width, height } = rect;
    const last = found[found.length - 1];
    if (last && Math.abs(last.rect.top - top) < height / 2) {
      last.text += node.data[i] as string;
      last.rect.width = left + width - last.rect.left;
    } else found.push({ text: node.data[i] as string, rect: { left, top, width, height } });
  }
  return found.map(({ text, rect }) => ({ text: text.replace(/\s+/g, ' ').trim(), rect })).filter(({ text }) => text !== '');
}

/** Any shape of SVG as a path. */
function outline(element: SVGGeometryElement): string {
  const value = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '0') || 0;
  switch (element.localName) {
    case 'path':
      return element.getAttribute('d') ?? '';
    case 'rect': {
      const r = value('rx') || value('ry');
      return roundedRect(value('x'), value('y'), (element as SVGRectElement).width.baseVal.value, (element as SVGRectElement).height.baseVal.value, [r, r, r, r]);
    }
    case 'circle':
    case 'ellipse': {
      const rx = element.localName === 'circle' ? value('r') : value('rx');
      const ry = element.localName === 'circle' ? rx : value('ry');
      return `M${value('cx') - rx} ${value('cy')}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
    }
    case 'line':
      return `M${value('x1')} ${value('y1')}L${value('x2')} ${value('y2')}`;
    case 'polyline':
    case 'polygon': {
      const points = element.getAttribute('points')?.trim() ?? '';
      return points === '' ? '' : `M${points}${element.localName === 'polygon' ? 'Z' : ''}`;
    }
    default:
      return '';
  }
}
