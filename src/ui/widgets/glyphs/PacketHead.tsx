// The head of a packet, either as a drawing of its own (inspector, legend, record) or as a group inside another SVG.

import type { ReactNode } from 'react';
import { named, sized, type GlyphProps } from './Glyph.tsx';
import { degrees, headGlyphs, type Direction, type HeadShape, type MessageClass } from './headGlyphs.ts';

export interface PacketHeadProps extends GlyphProps {
  readonly message: MessageClass;
  readonly direction?: Direction;
}

export function PacketHead({ message, direction = 'right', size = 18, title, className }: PacketHeadProps): ReactNode {
  return (
    <svg className={className ? `ks-glyph ${className}` : 'ks-glyph'} viewBox="-9 -9 18 18" style={sized(size)} {...named(title)}>
      <PacketHeadShape message={message} direction={direction} />
    </svg>
  );
}

export interface PacketHeadShapeProps {
  readonly message: MessageClass;
  readonly direction?: Direction;
  readonly x?: number;
  readonly y?: number;
  readonly scale?: number;
}

/** For use inside an SVG: centred on (x, y). */
export function PacketHeadShape({ message, direction = 'right', x = 0, y = 0, scale = 1 }: PacketHeadShapeProps): ReactNode {
  const { colour, shapes } = headGlyphs[message];
  const turn = degrees[direction] === 0 ? {} : { transform: `rotate(${degrees[direction]})` };
  return (
    <g transform={`translate(${x} ${y})${scale === 1 ? '' : ` scale(${scale})`}`} strokeLinecap="round" strokeLinejoin="round">
      {shapes.map((shape, i) => (
        <path key={i} d={shape.d} fill={ink(shape.fill, colour)} stroke={ink(shape.stroke, colour)} strokeWidth={shape.width} {...(shape.turns ? turn : {})} />
      ))}
    </g>
  );
}

const ink = (which: HeadShape['fill'], colour: string): string => (which === undefined ? 'none' : which === 'own' ? `var(--${colour})` : 'var(--panel)');
