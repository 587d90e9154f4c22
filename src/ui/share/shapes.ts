// A picture as a list of plain shapes: what is read off the stage once can be written as SVG and painted on a canvas.

/** `a b c d e f` of a transformation. */
export type Matrix = readonly [number, number, number, number, number, number];

export type Shape =
  | {
      readonly as: 'path';
      /** As in the `d` of SVG. */
      readonly d: string;
      readonly at?: Matrix;
      readonly fill?: string;
      readonly stroke?: string;
      readonly width?: number;
      readonly dash?: readonly number[];
      readonly dashFrom?: number;
      readonly cap?: 'butt' | 'round' | 'square';
      readonly join?: 'miter' | 'round' | 'bevel';
      readonly evenOdd?: boolean;
      readonly opacity?: number;
      readonly clip?: Clip;
    }
  | {
      readonly as: 'text';
      readonly text: string;
      /** Left end of the base line. */
      readonly x: number;
      readonly y: number;
      readonly family: string;
      readonly size: number;
      readonly weight: string;
      readonly spacing: number;
      /** As it is on the page: a reader without the font gets another, but no wider one. */
      readonly length?: number;
      readonly fill: string;
      readonly at?: Matrix;
      readonly opacity?: number;
      readonly clip?: Clip;
    };

/** What is shown of a shape: a rectangle. */
export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly title: string;
  readonly shapes: readonly Shape[];
}

/** A rectangle with a radius for each corner, from the upper left clockwise. */
export function roundedRect(x: number, y: number, w: number, h: number, radii: readonly [number, number, number, number] = [0, 0, 0, 0]): string {
  const most = Math.min(w, h) / 2;
  const [a, b, c, d] = radii.map((r) => Math.max(0, Math.min(r, most))) as [number, number, number, number];
  const arc = (r: number, toX: number, toY: number): string => (r > 0 ? `A${n(r)} ${n(r)} 0 0 1 ${n(toX)} ${n(toY)}` : '');
  return `M${n(x + a)} ${n(y)}H${n(x + w - b)}${arc(b, x + w, y + b)}V${n(y + h - c)}${arc(c, x + w - c, y + h)}H${n(x + d)}${arc(d, x, y + h - d)}V${n(y + a)}${arc(a, x + a, y)}Z`;
}

/** Two decimals are finer than any screen. */
export const n = (value: number): string => String(Math.round(value * 100) / 100);

/** `name`: what its clips are called after; several drawings in one document must not share them. */
export function toSvg({ width, height, ground, title, shapes }: Picture, name = 'c'): string {
  const clips = new Map<string, string>();
  const body = shapes.map((shape) => element(shape, clips, name)).join('\n');
  const defs = [...clips].map(([rect, id]) => `<clipPath id="${id}"><rect ${rect}/></clipPath>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">
<title>${escape(title)}</title>
${defs && `<defs>${defs}</defs>\n`}<rect width="${n(width)}" height="${n(height)}" fill="${escape(ground)}"/>
${body}
</svg>
`;
}

function element(shape: Shape, clips: Map<string, string>, name: string): string {
  const transform = shape.at ? attribute('transform', `matrix(${shape.at.map((v) => String(Math.round(v * 1e4) / 1e4)).join(' ')})`) : '';
  const opacity = shape.opacity !== undefined && shape.opacity < 1 ? attribute('opacity', n(shape.opacity)) : '';
  const [open, close] = wrapped(shape.clip, clips, name);
  if (shape.as === 'text') {
    const font = `${attribute('font-family', shape.family)}${attribute('font-size', n(shape.size))}${attribute('font-weight', shape.weight)}${shape.spacing === 0 ? '' : attribute('letter-spacing', n(shape.spacing))}${shape.length ? `${attribute('textLength', n(shape.length))} lengthAdjust="spacingAndGlyphs"` : ''}`;
    return `${open}<text${attribute('x', n(shape.x))}${attribute('y', n(shape.y))}${font}${attribute('fill', shape.fill)}${transform}${opacity} xml:space="preserve">${escape(shape.text)}</text>${close}`;
  }
  const { d, fill = 'none', stroke, width = 1, dash, dashFrom, cap, join, evenOdd } = shape;
  const line = stroke === undefined ? '' : `${attribute('stroke', stroke)}${attribute('stroke-width', n(width))}${dash && dash.length > 0 ? attribute('stroke-dasharray', dash.map(n).join(' ')) : ''}${dashFrom ? attribute('stroke-dashoffset', n(dashFrom)) : ''}${cap && cap !== 'butt' ? attribute('stroke-linecap', cap) : ''}${join && join !== 'miter' ? attribute('stroke-linejoin', join) : ''}`;
  return `${open}<path${attribute('d', d)}${attribute('fill', fill)}${evenOdd ? ' fill-rule="evenodd"' : ''}${line}${transform}${opacity}/>${close}`;
}

function wrapped(clip: Clip | undefined, clips: Map<string, string>, name: string): readonly [string, string] {
  if (!clip) return ['', ''];
  const rect = `x="${n(clip.x)}" y="${n(clip.y)}" width="${n(Math.max(0, clip.w))}" height="${n(Math.max(0, clip.h))}"`;
  let id = clips.get(rect);
  if (!id) clips.set(rect, (id = `${name}${clips.size + 1}`));
  return [`<g clip-path="url(#${id})">`, '</g>'];
}

const attribute = (name: string, value: string): string => ` ${name}="${escape(value)}"`;

/** For texts and attributes; what XML cannot hold at all is left out. */
export const escape = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

/** The same on a canvas, in the page's own fonts. */
export function paintShapes(ctx: CanvasRenderingContext2D, { width, height, ground, shapes }: Picture): void {
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, width, height);
  for (const shape of shapes) {
    ctx.save();
    if (shape.clip) {
      ctx.beginPath();
      ctx.rect(shape.clip.x, shape.clip.y, shape.clip.w, shape.clip.h);
      ctx.clip();
    }
    if (shape.at) ctx.transform(...(shape.at as [number, number, number, number, number, number]));
    ctx.globalAlpha = shape.opacity ?? 1;
    if (shape.as === 'text') {
      ctx.font = `${shape.weight} ${shape.size}px ${shape.family}`;
      ctx.letterSpacing = `${shape.spacing}px`;
      ctx.textBaseline = 'alphabetic';
      ctx.fillStyle = shape.fill;
      ctx.fillText(shape.text, shape.x, shape.y);
    } else {
      const path = new Path2D(shape.d);
      if (shape.fill !== undefined) {
        ctx.fillStyle = shape.fill;
        ctx.fill(path, shape.evenOdd ? 'evenodd' : 'nonzero');
      }
      if (shape.stroke !== undefined) {
        ctx.strokeStyle = shape.stroke;
        ctx.lineWidth = shape.width ?? 1;
        ctx.lineCap = shape.cap ?? 'butt';
        ctx.lineJoin = shape.join ?? 'miter';
        ctx.setLineDash([...(shape.dash ?? [])]);
        ctx.lineDashOffset = shape.dashFrom ?? 0;
        ctx.stroke(path);
      }
    }
    ctx.restore();
  }
}
