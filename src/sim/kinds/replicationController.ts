// ReplicationController: what kept Pods running before there were ReplicaSets.
// Upstream: pkg/apis/core/validation/validation.go, pkg/registry/core/replicationcontroller/strategy.go

import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController';
import type { Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { nameFaults } from '../api/names.ts';
import { fromMap, selectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { checkReplicaStatus } from './replicaSet.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping, checkPodTemplate, checkRunsForever, checkSelectorMatches } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import { templateWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { containerImages, containerNames, labelsCell, nameWarnings } from './shared/workloads.ts';

export type ReplicationController = Served<IReplicationController>;

export const ReplicationController = defineKind<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  scope: 'Namespaced',
  storage: 'controllers',
  status: true,
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(fromMap(spec.selector ?? {})),
    setReplicas({ spec }, replicas) {
      spec.replicas = replicas;
    },
  },
  defaults({ metadata, spec }) {
    const labels = spec.template?.metadata?.labels;
    if (labels) {
      if (!Object.keys(spec.selector ?? {}).length) spec.selector = { ...labels };
      if (!Object.keys(metadata.labels ?? {}).length) metadata.labels = { ...labels };
    }
    spec.replicas ??= 1;
    defaultPodTemplate(spec.template);
  },
  strategy: {
    orphanByDefault: true,
    nameRule,
    prepareForCreate(controller) {
      firstGeneration(controller);
      controller.status = { replicas: 0 };
      dropDisabledFields(controller.spec.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(controller, old) {
      dropDisabledFields(controller.spec.template?.spec as Draft<PodSpec>);
      nextGeneration(controller, old);
    },
    validate: (controller) => checkKeeping(undefined, undefined, (report, keeps) => checkSpec(report, controller, keeps)),
    validateUpdate: (controller, old) => checkKeeping(old.spec.template?.spec, old.spec.template?.metadata?.annotations, (report, keeps) => checkSpec(report, controller, keeps)),
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
    labelsCell(spec.selector),
  ]),
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
});

/** This kind's names are checked by a generated rule, which counts bytes. */
function nameRule(name: string, prefix: boolean): string[] {
  return nameFaults('dns1123Subdomain', name, prefix).map((fault) => (prefix ? fault : fault.replace(/characters$/, 'bytes')));
}

function checkSpec(report: Report, { spec }: ReplicationController, keeps: PodKeeps): void {
  const { selector = {}, template } = spec;
  report.enter('spec');
  report.nonNegative('minReadySeconds', spec.minReadySeconds);
  const empty = Object.keys(selector).length === 0;
  if (empty) report.required('selector');
  report.nonNegative('replicas', spec.replicas);
  if (!template) report.required('template');
  else {
    if (!empty) checkSelectorMatches(report, 'template', { matchLabels: selector }, template);
    checkPodTemplate(report, 'template', template, keeps);
    checkRunsForever(report, 'template', template, 'ReplicationController');
  }
  report.leave();
}
