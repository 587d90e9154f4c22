// Whether a node could hold a Pod of another size if it held nothing else.
// Upstream: plugin/pkg/admission/podresize (validateRequestsWithinAllocatable)

import { equal } from '../../../base/json.ts';
import { ApiError, forbidden } from '../../api/errors.ts';
import { podRequests, readAmounts } from '../../api/podResources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Node } from '../../kinds/node.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { AdmissionRequest } from '../admission.ts';

export function refuseOverNode({ exchange, name, old }: AdmissionRequest, object: KubeObject | undefined): void {
  const { spec } = object as Pod;
  if (!spec.nodeName || equal(spec, (old as Pod).spec)) return;
  const node = exchange.state.store.get(`/registry/minions/${spec.nodeName}`)?.value as Node | undefined;
  if (!node) throw forbidden('', 'pods', name, `node ${JSON.stringify(spec.nodeName)} not found`);
  const has = readAmounts(node.status?.allocatable as Readonly<Record<string, string>> | undefined);
  const wants = podRequests({ spec });
  const short = ['cpu', 'memory'].filter((resource) => (wants[resource] ?? 0) > (has[resource] ?? 0));
  if (short.length === 0) return;
  const why = `node didn't have enough allocatable resources: ${short.map((resource) => `${resource}, requested: ${wants[resource] ?? 0}, allocatable: ${has[resource] ?? 0}`).join('; ')}`;
  const { status } = forbidden('', 'pods', name, why);
  throw new ApiError({ ...status, details: { ...status.details, causes: [{ reason: 'NodeCapacity' }] } });
}
