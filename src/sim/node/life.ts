// One life of the kubelet's process, as its parts see it: what is lost when it ends.

import type { TaskGroup } from '../kernel/task.ts';
import type { Pod } from '../kinds/pod.ts';
import type { KubeletOptions } from './kubeletOptions.ts';
import type { Parts } from './parts.ts';

export interface Life {
  readonly options: KubeletOptions;
  readonly parts: Parts;
  readonly group: TaskGroup;
  /** Where in a period this kubelet's clocks beat. */
  readonly phase: number;
  /** Pods by uid as their sources give them; mirrors apart. */
  readonly known: Map<string, Pod>;
  /** The process is gone: timers that are still under way do nothing. */
  readonly ended: boolean;
}
