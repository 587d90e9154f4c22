// Pod status: 12 grid, and the shape alone says it; the word stands beside it and colour comes last.

import type { ColourName } from '../../tokens/tokens.ts';
import { circle, cut, filled, line, rect, type Shape } from './shapes.ts';

export interface StatusGlyph {
  readonly colour: ColourName;
  readonly shapes: readonly Shape[];
}

const tick = cut('M3.6 6.2l1.7 1.7 3.2-3.6');

const glyphs = {
  pending: { colour: 'ink3', shapes: [{ d: circle(6, 6, 4.6), dash: '2.1 1.9' }] },
  creating: { colour: 'status', shapes: [line(circle(6, 6, 4.6)), filled('M6 1.4a4.6 4.6 0 0 1 0 9.2z')] },
  running: { colour: 'ok', shapes: [line(circle(6, 6, 4.6)), filled(circle(6, 6, 2))] },
  ready: { colour: 'ok', shapes: [filled(circle(6, 6, 5.2)), tick] },
  succeeded: { colour: 'ink3', shapes: [filled(rect(1.2, 1.2, 9.6, 9.6, 2)), tick] },
  terminating: { colour: 'status', shapes: [line(circle(6, 6, 4.6)), line('M3.4 8.6 8.6 3.4')] },
  unknown: { colour: 'status', shapes: [line('M6 .8 11.2 6 6 11.2.8 6z'), line('M6 3.6v2.8M6 8.1v.1')] },
  crash: { colour: 'err', shapes: [line('M10.8 6A4.8 4.8 0 1 1 9.2 2.4'), line('M9.5.5v2.2H7.3'), line('M6 3.9v2.4M6 8.2v.1')] },
  failed: { colour: 'err', shapes: [filled('M3.6.8h4.8l2.8 2.8v4.8l-2.8 2.8H3.6L.8 8.4V3.6z'), cut('M4.2 4.2l3.6 3.6M7.8 4.2 4.2 7.8')] },
} as const satisfies Record<string, StatusGlyph>;

export type StatusName = keyof typeof glyphs;
export const statusGlyphs: Readonly<Record<StatusName, StatusGlyph>> = glyphs;

/** The glyph for the STATUS word that kubectl prints; `ready` tells Running with all containers ready from Running. */
export function statusOfWord(word: string, ready = false): StatusName {
  switch (word) {
    case 'Running':
      return ready ? 'ready' : 'running';
    case 'Succeeded':
    case 'Completed':
      return 'succeeded';
    case 'Terminating':
      return 'terminating';
    case 'Unknown':
    case 'NodeLost':
    case 'ContainerStatusUnknown':
      return 'unknown';
    case 'Pending':
    case 'SchedulingGated':
      return 'pending';
    case 'ContainerCreating':
    case 'PodInitializing':
      return 'creating';
    case 'CrashLoopBackOff':
    case 'ImagePullBackOff':
      return 'crash';
    default:
      return /^Init:\d+\/\d+$/.test(word) ? 'creating' : word.endsWith('BackOff') ? 'crash' : 'failed';
  }
}
