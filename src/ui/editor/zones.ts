// Which lines have words under them. They come once the hands are still, so that half-written lines are left in peace, and
// go at once; a text full of mistakes shows the first few, the rest is underlined.

import { useEffect, useState } from 'react';
import type { Problem } from '../../session/protocol.ts';
import type { MonacoView } from './monaco.ts';

const STILL_MS = 600;
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

export function useZones(view: MonacoView, lines: readonly Line[]): readonly FilledZone[] {
  const [filled, setFilled] = useState<readonly FilledZone[]>([]);
  useEffect(() => {
    const byLine = new Map<number, Problem[]>();
    for (const { problem, line } of lines) byLine.set(line, [...(byLine.get(line) ?? []), problem]);
    const wanted = [...byLine].slice(0, MOST).map(([line, problems]) => ({ key: `${line} ${problems.map((p) => p.message).join('\n')}`, line, problems }));
    const fill = (zones: typeof wanted): void => {
      const elements = view.setZones(zones);
      setFilled(zones.flatMap(({ key, problems }) => (elements.has(key) ? [{ key, problems, element: elements.get(key) as HTMLElement }] : [])));
    };
    // What is mended goes now; what is new waits.
    setFilled((before) => {
      const kept = wanted.filter((zone) => before.some((b) => b.key === zone.key));
      const elements = view.setZones(kept);
      return kept.flatMap(({ key, problems }) => (elements.has(key) ? [{ key, problems, element: elements.get(key) as HTMLElement }] : []));
    });
    const timer = setTimeout(() => fill(wanted), STILL_MS);
    return () => clearTimeout(timer);
  }, [view, lines]);
  return filled;
}
