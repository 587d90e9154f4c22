// ReplicaSet: keeps a number of equal Pods running. Deployments make one for each version of their template.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/registry/apps/replicaset/strategy.go

import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet';
import type { Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { fromLabelSelector, labelSelectorText, selectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import { templateWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkCounts, checkNotAbove, checkReplicated, checkSameSelector, containerImages, containerNames, nameWarnings } from './shared/workloads.ts';

export type ReplicaSet = Served<IReplicaSet>;

export const ReplicaSet = defineKind<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(fromLabelSelector(spec.selector)),
    setReplicas({ spec }, replicas) {
      spec.replicas = replicas;
    },
  },
  defaults({ spec }) {
    spec.replicas ??= 1;
    defaultPodTemplate(spec.template);
  },
  strategy: {
    prepareForCreate(set) {
      firstGeneration(set);
      set.status = { replicas: 0 };
      dropDisabledFields(set.spec.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(set, old) {
      dropDisabledFields(set.spec.template?.spec as Draft<PodSpec>);
      nextGeneration(set, old);
    },
    validate: (set) => checkKeeping(undefined, undefined, (report, keeps) => checkSpec(report, set, keeps)),
    validateUpdate: (set, old) =>
      checkKeeping(old.spec.template?.spec, old.spec.template?.metadata?.annotations, (report, keeps) => {
        checkSpec(report, set, keeps);
        report.enter('spec');
        checkSameSelector(report, set.spec.selector, old.spec.selector);
        report.leave();
      }),
    validateStatusUpdate: ({ status }) => reported((report) => checkReplicaStatus(report, status)),
    warningsOnCreate: ({ metadata, spec }) => [...nameWarnings(metadata.name), ...templateWarnings('spec.template', spec.template)],
    warningsOnUpdate: ({ metadata, spec }, old) => (metadata.generation === old.metadata.generation ? [] : templateWarnings('spec.template', spec.template)),
  },
  table: tableOf('Name;Desired:integer;Current:integer;Ready:integer;Age;Containers*;Images*;Selector*', ({ metadata, spec, status }, age) => [
    metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    age,
    containerNames(spec.template?.spec),
    containerImages(spec.template?.spec),
    labelSelectorText(spec.selector),
  ]),
});

function checkSpec(report: Report, { spec }: ReplicaSet, keeps: PodKeeps): void {
  report.enter('spec');
  report.nonNegative('replicas', spec.replicas);
  report.nonNegative('minReadySeconds', spec.minReadySeconds);
  checkReplicated(report, spec, keeps);
  report.leave();
}

/** Also of ReplicationControllers. */
export function checkReplicaStatus(report: Report, status: ReplicaSet['status']): void {
  report.enter('status');
  checkCounts(report, status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration', 'terminatingReplicas']);
  checkNotAbove(report, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], status.replicas, 'status.replicas');
  checkNotAbove(report, status, ['availableReplicas'], status.readyReplicas, 'readyReplicas');
  report.leave();
}
