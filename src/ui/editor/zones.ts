// Which lines have words under them. They come once the hands are still, later beside the caret, so that half-written lines
// are left in peace; and they go at once. A text full of mistakes shows the first few, the rest is underlined.

import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../session/protocol.ts';
import type { MonacoView } from './monaco.ts';

const STILL_MS = 600;
/** Beside the caret somebody is probably not done yet. */
const NEAR_MS = 2500;
const MOST = 6;

export interface FilledZone {
  readonly key: string;
  readonly element: HTMLElement;
  readonly problems: readonly Problem[];
}

interface Line {
  readonly problem: Problem;
  readonly line: number;
}

interface WantedZone {
  readonly key: string;
  readonly line: number;
  readonly problems: readonly Problem[];
}

export function useZones(view: MonacoView, lines: readonly Line[]): readonly FilledZone[] {
  const [filled, setFilled] = useState<readonly FilledZone[]>([]);
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const wanted = zonesOf(lines);
    const show = (zones: readonly WantedZone[]): void => {
      const elements = view.setZones(zones);
      shown.current = new Set(zones.map((zone) => zone.key));
      setFilled(zones.flatMap(({ key, problems }) => (elements.has(key) ? [{ key, problems, element: elements.get(key) as HTMLElement }] : [])));
    };
    // What is mended goes now; what is new waits.
    show(wanted.filter((zone) => shown.current.has(zone.key)));
    const soon = setTimeout(() => show(wanted.filter((zone) => shown.current.has(zone.key) || !view.hasFocus() || Math.abs(zone.line - view.caretLine()) > 1)), STILL_MS);
    const later = setTimeout(() => show(wanted), NEAR_MS);
    return () => {
      clearTimeout(soon);
      clearTimeout(later);
    };
  }, [view, lines]);
  return filled;
}

function zonesOf(lines: readonly Line[]): readonly WantedZone[] {
  const byLine = new Map<number, Problem[]>();
  for (const { problem, line } of lines) byLine.set(line, [...(byLine.get(line) ?? []), problem]);
  return [...byLine].slice(0, MOST).map(([line, problems]) => ({ key: `${line} ${problems.map((p) => p.message).join('\n')}`, line, problems }));
}
