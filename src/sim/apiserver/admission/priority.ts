// Priority: turns priorityClassName into the number the scheduler compares, and the preemption policy.
// Upstream: plugin/pkg/admission/priority

import { forbidden } from '../../api/errors.ts';
import type { AnyObject } from '../../api/types.ts';
import type { AdmissionPlugin } from '../admission.ts';

interface PodDraft {
  metadata: { name?: string; namespace?: string };
  spec: { priorityClassName?: string; priority?: number; preemptionPolicy?: string };
}

interface PriorityClass extends AnyObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: ({ operation, exchange, subresource }) => exchange.kind.kind === 'Pod' && operation === 'CREATE' && subresource === '',
  admit({ exchange, name }, pod: PodDraft) {
    const { store } = exchange.state;
    const { spec } = pod;
    let chosen: PriorityClass | undefined;
    if (spec.priorityClassName) {
      chosen = store.get(`/registry/priorityclasses/${spec.priorityClassName}`)?.value as PriorityClass | undefined;
      if (!chosen) throw forbidden('', 'pods', name, `no PriorityClass with name ${spec.priorityClassName} was found`);
    } else {
      for (const { value } of store.range('/registry/priorityclasses/')) {
        const candidate = value as PriorityClass;
        // Of several defaults the lowest counts.
        if (candidate.globalDefault && (!chosen || candidate.value < chosen.value)) chosen = candidate;
      }
      if (chosen) spec.priorityClassName = chosen.metadata.name;
    }
    const value = chosen?.value ?? 0;
    const policy = chosen?.preemptionPolicy ?? 'PreemptLowerPriority';
    if (spec.priority !== undefined && spec.priority !== value) {
      throw forbidden('', 'pods', name, `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`);
    }
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      throw forbidden('', 'pods', name, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`);
    }
    spec.priority = value;
    spec.preemptionPolicy = policy;
  },
};
