// Priority and fairness, as far as it shows: the API server tells each FlowSchema whether its priority level exists.
// Upstream: k8s.io/apiserver/pkg/util/flowcontrol/apf_controller.go
// Simplified: no request ever waits in a queue.

import { deepFreeze } from '../../base/json.ts';
import type { KubeObject } from '../api/types.ts';
import type { ServerState } from './context.ts';

const SCHEMAS = '/registry/flowschemas/';
const LEVELS = '/registry/prioritylevelconfigurations/';
const MANAGER = 'api-priority-and-fairness-config-consumer-v1';

interface FlowSchema extends KubeObject {
  readonly spec: { readonly priorityLevelConfiguration: { readonly name: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** Looks again whenever a flow schema or a priority level changes. */
export function keepFlowSchemas(state: ServerState): void {
  const { kernel, store } = state;
  let due = false;
  store.listen(({ key }) => {
    if (due || !(key.startsWith(SCHEMAS) || key.startsWith(LEVELS))) return;
    due = true;
    kernel.soon(() => {
      due = false;
      for (const { key: schemaKey, value } of store.range(SCHEMAS)) settle(state, schemaKey, value as FlowSchema);
    }, kernel.span);
  });
}

function settle({ kernel, store, provenance }: ServerState, key: string, schema: FlowSchema): void {
  const { name } = schema.spec.priorityLevelConfiguration;
  const conditions = schema.status?.conditions ?? [];
  const is = conditions.find((c) => c.type === 'Dangling');
  const status = store.get(LEVELS + name) ? 'False' : 'True';
  const reason = status === 'False' ? 'Found' : 'NotFound';
  const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(name)} ${status === 'False' ? 'and it exists' : 'but there is no such object'}`;
  if (is?.status === status && is.message === message) return;
  const time = kernel.timestamp();
  const condition: Condition = { type: 'Dangling', status, lastTransitionTime: is?.status === status ? is.lastTransitionTime : time, reason, message };
  store.put(key, Number(schema.metadata.resourceVersion), (revision) => {
    const next = deepFreeze({ ...schema, metadata: { ...schema.metadata, resourceVersion: String(revision) }, status: { ...schema.status, conditions: [...conditions.filter((c) => c !== is), condition] } });
    provenance.note(next, { before: schema, manager: MANAGER, apiVersion: schema.apiVersion, kind: schema.kind, subresource: 'status', time });
    return next;
  });
}
