// The Events of the cluster at a moment, in the order in which `kubectl events` lists them: the latest last.

import { keyFor, resourceOf, shortName } from '../../../trace/subject.ts';
import type { PanelIndex } from '../../inspector/model/panelIndex.ts';

export interface EventRow {
  readonly key: string;
  readonly warning: boolean;
  readonly type: string;
  readonly reason: string;
  /** `pod/…x2k4q` */
  readonly object: string;
  /** The etcd key of what it is about; '' where that has none. */
  readonly about: string;
  readonly message: string;
  readonly count: number;
  /** When it was written last. */
  readonly at: number;
}

const SHORT: Readonly<Record<string, string>> = { Pod: 'pod', ReplicaSet: 'rs', Deployment: 'deploy', DaemonSet: 'ds', StatefulSet: 'sts', Job: 'job', CronJob: 'cj', Node: 'node', Service: 'svc', PersistentVolumeClaim: 'pvc', PersistentVolume: 'pv', HorizontalPodAutoscaler: 'hpa', Namespace: 'ns', Endpoints: 'ep', ConfigMap: 'cm' };

export function eventRows(index: PanelIndex, at: number, from: number): readonly EventRow[] {
  const { reader } = index;
  const rows: EventRow[] = [];
  for (const key of index.events) {
    const latest = index.changeAt(key, at);
    if (latest < 0) continue;
    const { summary, deleted, at: time } = reader.change(latest);
    // What the cluster told itself while it booted is no part of the story.
    if (deleted || summary.kind !== 'Event' || time < from) continue;
    const { eventType, reason, message, aboutKind, aboutNamespace, aboutName, count } = summary;
    const about = keyFor(resourceOf(aboutKind), aboutKind === 'Node' ? '' : aboutNamespace, aboutName);
    rows.push({
      key,
      warning: eventType === 'Warning',
      type: eventType,
      reason,
      object: `${SHORT[aboutKind] ?? aboutKind.toLowerCase()}/${shortName(aboutName, 11)}`,
      about: index.has(about) ? about : '',
      message,
      count,
      at: time,
    });
  }
  return rows.sort((a, b) => a.at - b.at);
}

/** How many Events there are, and how many of them warn: for the tab. */
export function eventCounts(index: PanelIndex, at: number, from: number): { readonly all: number; readonly warnings: number } {
  let all = 0;
  let warnings = 0;
  for (const key of index.events) {
    const latest = index.changeAt(key, at);
    if (latest < 0) continue;
    const { summary, deleted, at: time } = index.reader.change(latest);
    if (deleted || summary.kind !== 'Event' || time < from) continue;
    all++;
    if (summary.eventType === 'Warning') warnings++;
  }
  return { all, warnings };
}
