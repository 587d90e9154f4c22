// RuntimeClass: a way to run containers, and what it costs.
// Upstream: pkg/apis/node/validation, pkg/registry/node/runtimeclass

import type { IRuntimeClass } from 'kubernetes-models/node.k8s.io/v1/RuntimeClass';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Label } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { internal } from './shared/internal.ts';
import { checkImmutable, checkLabels } from './shared/metadata.ts';
import { KEEPS_NOTHING } from './shared/podTypes.ts';
import type { Report } from './shared/report.ts';
import { checkResources, roundList } from './shared/resourceLists.ts';
import { checkName, each, reported } from './shared/rules.ts';
import { checkTolerations } from './shared/scheduling.ts';
import { tableOf } from './shared/tableOf.ts';

export type RuntimeClass = Served<IRuntimeClass>;

export const RuntimeClass = defineKind<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  scope: 'Cluster',
  simulated: 'partly',
  defaults: ({ overhead }) => roundList(overhead?.podFixed),
  strategy: {
    metaOnUpdate: ['object', 'update'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        check(r, o);
        checkImmutable(r, 'handler', o.handler, old.handler);
      }),
  },
  table: tableOf('Name;Handler;Age', (o, age) => [o.metadata.name, o.handler, age]),
});

const CHECKS = { isPod: false, podName: '', mirror: false, keeps: KEEPS_NOTHING };

function check(r: Report, { handler, overhead, scheduling }: RuntimeClass): void {
  checkName(r, 'handler', handler, isDNS1123Label);
  if (overhead) {
    r.enter('overhead');
    checkResources(r, { limits: overhead.podFixed ?? {} }, [], CHECKS);
    r.leave();
  }
  if (!scheduling) return;
  checkLabels(r, scheduling.nodeSelector, 'scheduling.nodeSelector');
  const { tolerations } = scheduling;
  r.enter('scheduling');
  checkTolerations(r, tolerations);
  r.leave();
  each(tolerations, 'scheduling.tolerations', (t, path, i) => {
    if (tolerations?.slice(0, i).some((before) => equal(t, before))) r.duplicate(path, internal('Toleration', t));
  });
}
