// RuntimeClass: a Pod that names a class gets what running it costs and where it may run.
// Upstream: plugin/pkg/admission/runtimeclass

import { equal } from '../../../base/json.ts';
import { failure, forbidden } from '../../api/errors.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { AnyObject, KubeObject } from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';

type Texts = Readonly<Record<string, string>>;

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}
interface PodDraft {
  readonly spec: { readonly runtimeClassName?: string; overhead?: Texts; nodeSelector?: Texts; tolerations?: Toleration[] };
}
interface RuntimeClass extends AnyObject {
  readonly overhead?: { readonly podFixed?: Texts };
  readonly scheduling?: { readonly nodeSelector?: Texts; readonly tolerations?: readonly Toleration[] };
}

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: ({ operation, exchange, subresource }) => exchange.kind.kind === 'Pod' && operation === 'CREATE' && subresource === '',
  admit(request, { spec }: PodDraft) {
    const found = classOf(request, spec.runtimeClassName);
    if (!found) return;
    const { overhead, scheduling } = found;
    if (overhead) {
      const cost = overhead.podFixed ?? {};
      if (spec.overhead && !equal(spec.overhead, cost)) throw refused(request, DIFFERENT);
      spec.overhead = { ...cost };
    }
    if (!scheduling) return;
    for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
      const own = spec.nodeSelector?.[key];
      if (own !== undefined && own !== value) throw refused(request, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`);
      spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
    }
    if (scheduling.tolerations?.length) spec.tolerations = merged([...(spec.tolerations ?? []), ...scheduling.tolerations]);
  },
  validate(request, pod: KubeObject | undefined) {
    const { spec } = pod as unknown as PodDraft;
    const overhead = classOf(request, spec.runtimeClassName)?.overhead;
    if (overhead) {
      if (!equal(overhead.podFixed ?? {}, spec.overhead ?? {})) throw refused(request, DIFFERENT);
    } else if (spec.overhead) throw refused(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};

const DIFFERENT = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

const refused = ({ name }: AdmissionRequest, why: string): Error => forbidden('', 'pods', name, why);

/** A name that cannot be part of a path fails before it is looked up. */
function classOf(request: AdmissionRequest, name: string | undefined): RuntimeClass | undefined {
  if (name === undefined) return undefined;
  if (name === '') throw failure(500, '', 'resource name may not be empty');
  const faults = isPathSegmentName(name);
  if (faults.length) throw failure(500, '', `invalid resource name ${JSON.stringify(name)}: [${faults.join(' ')}]`);
  const found = request.exchange.state.store.get(`/registry/runtimeclasses/${name}`)?.value as RuntimeClass | undefined;
  if (!found) throw refused(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}

/** Without those that others include; of equal ones the first stays. Upstream: MergeTolerations */
function merged(all: readonly Toleration[]): Toleration[] {
  const out: Toleration[] = [];
  all.forEach((one, i) => {
    if (out.some((other) => includes(other, one))) return;
    if (all.slice(i + 1).some((other) => !equal(other, one) && includes(other, one))) return;
    out.push(one);
  });
  return out;
}

function includes(wide: Toleration, narrow: Toleration): boolean {
  if (equal(wide, narrow)) return true;
  if (wide.key !== narrow.key && !(!wide.key && wide.operator === 'Exists')) return false;
  if (wide.effect !== narrow.effect && wide.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined && (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > wide.tolerationSeconds)) return false;
  if (wide.operator === 'Exists') return true;
  return (wide.operator ?? 'Equal') === 'Equal' && (narrow.operator ?? 'Equal') === 'Equal' && (wide.value ?? '') === (narrow.value ?? '');
}
