// Sending requests at a rate: what the form holds, and how the panel is opened from elsewhere. The runs themselves are
// inputs and spans of the trace.

import { create } from 'zustand';
import type { RequestsInput } from '../../sim/cluster/inputs.ts';
import { openPanel, showView } from '../app/frameLayout.ts';
import { useApp } from '../app/store.ts';
import { isRequestUrl, REQUESTS_BOUNDS } from '../share/record.ts';

export interface Sending {
  /** '' is outside; else `namespace/pod`. */
  readonly from: string;
  /** '' as long as nobody chose one: the first that is suggested. */
  readonly url: string;
  readonly host: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Somebody has chosen who sends. */
  readonly chosen: boolean;
}

export const useSending = create<Sending>()(() => ({ from: '', url: '', host: '', perSecond: 20, seconds: 60, chosen: false }));

/** Shows the panel, with an address filled in where one is known. */
export function openTraffic(target: Partial<Pick<Sending, 'from' | 'url' | 'host'>> = {}): void {
  if (target.url !== undefined) useSending.setState({ ...target, chosen: true });
  useApp.setState({ dockTab: 'traffic' });
  openPanel('dock', true);
  showView('dock');
}

/** What is given to the session; undefined where it cannot be sent. Each run has a name of its own. */
export function requestsInput({ from, host, perSecond, seconds }: Sending, url: string, name: string): RequestsInput | undefined {
  if (!isRequestUrl(url)) return undefined;
  const [namespace = '', pod = ''] = from.split('/');
  const whole = (n: number, most: number): number => Math.max(1, Math.min(most, Math.round(n) || 1));
  return {
    type: 'requests',
    name,
    from: from === '' ? 'outside' : { namespace, pod },
    url,
    ...(host.trim() === '' ? {} : { host: host.trim() }),
    perSecond: whole(perSecond, REQUESTS_BOUNDS.perSecond),
    seconds: whole(seconds, REQUESTS_BOUNDS.seconds),
  };
}
