// A drawing of ours as SVG. Decorative unless it has a title: the word beside it is what a reader hears.

import type { CSSProperties, ReactNode } from 'react';
import type { Shape } from './shapes.ts';
import '../marks.css';

export interface GlyphProps {
  /** Design pixels. */
  readonly size?: number;
  readonly title?: string | undefined;
  readonly className?: string | undefined;
}

export interface ShapesProps extends GlyphProps {
  readonly grid: number;
  readonly shapes: readonly Shape[];
  readonly style?: CSSProperties;
  readonly children?: ReactNode;
}

export function Glyph({ grid, shapes, size = grid, title, className, style, children }: ShapesProps): ReactNode {
  return (
    <svg className={className ? `ks-glyph ${className}` : 'ks-glyph'} viewBox={`0 0 ${grid} ${grid}`} style={{ ...sized(size), ...style }} {...named(title)}>
      {shapes.map((shape, i) => (
        <path key={i} d={shape.d} {...paint(shape)} />
      ))}
      {children}
    </svg>
  );
}

/** Width and height in design pixels. */
export function sized(size: number): CSSProperties {
  const length = `calc(${size} * var(--px))`;
  return { width: length, height: length };
}

export function named(title: string | undefined): { readonly role?: 'img'; readonly 'aria-label'?: string; readonly 'aria-hidden'?: true } {
  return title === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': title };
}

function paint(shape: Shape): { fill: string; stroke: string; strokeWidth?: number; strokeDasharray?: string } {
  const colour = shape.cut ? 'var(--ks-cut, var(--panel))' : 'currentColor';
  return {
    fill: shape.fill ? colour : 'none',
    stroke: shape.fill ? 'none' : colour,
    ...(shape.width === undefined ? {} : { strokeWidth: shape.width }),
    ...(shape.dash === undefined ? {} : { strokeDasharray: shape.dash }),
  };
}
