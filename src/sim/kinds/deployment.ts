// Deployment: keeps a number of equal Pods running and replaces them gradually when their template changes.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/registry/apps/deployment/strategy.go

import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { equal, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { fromLabelSelector, selectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration } from './shared/generation.ts';
import { internal } from './shared/internal.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import { templateWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkAtMost100, checkCollisions, checkCounts, checkNotAbove, checkReplicated, checkSameSelector, checkShare, containerImages, containerNames, nameWarnings, shareValue } from './shared/workloads.ts';

export type Deployment = Served<IDeployment>;

export const Deployment = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
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
    const strategy = (spec.strategy ??= {});
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      const rolling = (strategy.rollingUpdate ??= {});
      rolling.maxUnavailable ??= '25%';
      rolling.maxSurge ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    defaultPodTemplate(spec.template);
  },
  strategy: {
    prepareForCreate(deployment) {
      firstGeneration(deployment);
      deployment.status = {};
      dropDisabledFields(deployment.spec.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(deployment, old) {
      dropDisabledFields(deployment.spec.template?.spec as Draft<PodSpec>);
      // Annotations count too: `kubectl rollout undo` once worked through them.
      if (!equal(deployment.spec, old.spec) || !equal(deployment.metadata.annotations, old.metadata.annotations)) deployment.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    prepareForStatusUpdate(deployment, old) {
      if (old.metadata.labels) deployment.metadata.labels = old.metadata.labels as Record<string, string>;
      else delete deployment.metadata.labels;
    },
    validate: (deployment) => checkKeeping(undefined, undefined, (report, keeps) => checkSpec(report, deployment, keeps)),
    validateUpdate: (deployment, old) =>
      checkKeeping(old.spec.template.spec, old.spec.template.metadata?.annotations, (report, keeps) => {
        checkSpec(report, deployment, keeps);
        report.enter('spec');
        checkSameSelector(report, deployment.spec.selector, old.spec.selector);
        report.leave();
      }),
    validateStatusUpdate: ({ status }, old) =>
      reported((report) => {
        report.enter('status');
        checkCounts(report, status, ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount']);
        checkNotAbove(report, status, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], status.replicas, 'status.replicas');
        checkNotAbove(report, status, ['availableReplicas'], status.readyReplicas, 'readyReplicas');
        checkCollisions(report, status, old.status);
        report.leave();
      }),
    warningsOnCreate: ({ metadata, spec }) => [...nameWarnings(metadata.name), ...templateWarnings('spec.template', spec.template)],
    warningsOnUpdate: ({ metadata, spec }, old) => (metadata.generation === old.metadata.generation ? [] : templateWarnings('spec.template', spec.template)),
  },
  table: tableOf('Name;Ready;Up-to-date;Available;Age;Containers*;Images*;Selector*', ({ metadata, spec, status }, age) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    age,
    containerNames(spec.template.spec),
    containerImages(spec.template.spec),
    selectorText(fromLabelSelector(spec.selector)),
  ]),
});

function checkSpec(report: Report, { spec }: Deployment, keeps: PodKeeps): void {
  report.enter('spec');
  report.nonNegative('replicas', spec.replicas);
  checkReplicated(report, spec, keeps);
  checkStrategy(report, spec.strategy);
  report.nonNegative('minReadySeconds', spec.minReadySeconds);
  report.nonNegative('revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    report.nonNegative('progressDeadlineSeconds', deadline);
    if (deadline <= (spec.minReadySeconds ?? 0)) report.invalid('progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
  }
  report.leave();
}

function checkStrategy(report: Report, strategy: Deployment['spec']['strategy'] = {}): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate) report.forbidden('strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'");
  } else if (type !== 'RollingUpdate') report.unsupported('strategy', internal('DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate']);
  else if (!rollingUpdate) report.required('strategy.rollingUpdate', 'this should be defaulted and never be nil');
  else {
    const { maxUnavailable, maxSurge } = rollingUpdate;
    report.enter('strategy.rollingUpdate');
    checkShare(report, 'maxUnavailable', maxUnavailable);
    checkShare(report, 'maxSurge', maxSurge);
    if (shareValue(maxUnavailable) === 0 && shareValue(maxSurge) === 0) report.invalid('maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0');
    checkAtMost100(report, 'maxUnavailable', maxUnavailable);
    report.leave();
  }
}
