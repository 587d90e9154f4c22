// What the controller of StatefulSets keeps between two looks.

import type { Index, Informer } from '../../client/informer.ts';
import type { ControllerRevision } from '../../kinds/controllerRevision.ts';
import type { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { StatefulSet } from '../../kinds/statefulSet.ts';
import type { Consistency } from '../shared/consistency.ts';

export interface State {
  readonly sets: Informer<StatefulSet>;
  readonly pods: Informer<Pod>;
  readonly byController: Index<Pod>;
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly revisions: Index<ControllerRevision>;
  readonly consistency: Consistency;
}
