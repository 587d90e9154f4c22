// One recorded case of a real kube-scheduler, whole: the decision, or the API server's refusal of the Pod, which no
// scheduler ever saw. Used by tests and by the command line.

import { playCase, type RecordedCase } from '../../sim/scheduler/cases.ts';
import { differences, otherCode, readyHarness, RECORDER } from '../../sim/kinds/cases.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { failure, type Difference } from './difference.ts';

interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

export function playScheduling(recorded: RecordedCase): readonly Difference[] {
  try {
    return recorded.rejected ? playRefused(recorded.pod as KubeObject, recorded.rejected as Refusal) : playCase(recorded).differences;
  } catch (error) {
    return [failure(error)];
  }
}

function playRefused(pod: KubeObject, { code, ...status }: Refusal): readonly Difference[] {
  const out: Difference[] = [];
  const response = readyHarness().send('POST', `/api/v1/namespaces/${pod.metadata.namespace ?? 'default'}/pods`, { user: RECORDER, body: pod });
  if (response.code !== code) out.push({ ...otherCode(code, response.code, response.body), field: 'rejected.code' });
  const body = isObject(response.body) ? response.body : {};
  differences(status, { reason: body.reason, message: body.message }, 'rejected', out);
  return out;
}
