// A slider over the browser's own range input, so keyboards, screen readers and touch know it. It can be logarithmic, and
// may have stops: small ticks where it snaps, and where Page Up and Page Down go.

import type { KeyboardEvent, ReactNode } from 'react';
import { fractionOf, nextStop, snap, valueAt, type SliderRange } from './sliderScale.ts';
import './controls.css';

export interface SliderProps extends SliderRange {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly stops?: readonly number[];
  /** How the value is spoken: `1 : 100`. */
  readonly format: (value: number) => string;
  /** Design pixels. */
  readonly width?: number;
}

const POSITIONS = 1000;

/** How far a key goes; without stops, so do Page Up and Page Down. */
const steps: Readonly<Record<string, number>> = { ArrowRight: 0.02, ArrowUp: 0.02, ArrowLeft: -0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 };

export function Slider({ label, value, onChange, stops = [], format, width = 92, ...range }: SliderProps): ReactNode {
  const fraction = fractionOf(value, range);
  const onKeyDown = (e: KeyboardEvent): void => {
    const step = steps[e.key];
    if (step === undefined) return;
    e.preventDefault();
    const byStop = e.key.startsWith('Page') && stops.length > 0;
    onChange(byStop ? nextStop(value, stops, step > 0 ? 1 : -1, range) : valueAt(fraction + step, range));
  };
  return (
    <span className="ks-slider" style={{ '--width': width, '--at': fraction }}>
      {stops.map((stop) => (
        <span key={stop} className="ks-slider-stop" style={{ '--stop': fractionOf(stop, range) }} />
      ))}
      <input
        type="range"
        aria-label={label}
        aria-valuetext={format(value)}
        min={0}
        max={POSITIONS}
        step="any"
        value={fraction * POSITIONS}
        onChange={(e) => onChange(snap(valueAt(Number(e.target.value) / POSITIONS, range), stops, range))}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}
