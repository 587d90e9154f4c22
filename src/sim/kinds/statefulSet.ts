// StatefulSet: runs numbered Pods, each with a name and volumes of its own, and starts and ends them in order.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/registry/apps/statefulset/strategy.go

import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { equal, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Label } from '../api/names.ts';
import { fromLabelSelector, selectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { checkClaimSpec, defaultClaimSpec, type ClaimSpec } from './shared/claims.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { internal, selector as selectorShown } from './shared/internal.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping, checkPodTemplate, checkRunsForever, checkSelectorMatches, checkTemplateMeta } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec, PodTemplateSpec, Volume } from './shared/podTypes.ts';
import { claimWarnings, templateWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { isEmptySelector, isReadableSelector } from './shared/selectorMatch.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkAtMost100, checkCollisions, checkCounts, checkNotAbove, checkOwnSelector, checkShare, containerImages, containerNames, shareValue } from './shared/workloads.ts';

export type StatefulSet = Served<IStatefulSet>;
type Spec = StatefulSet['spec'];

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' } as const;

export const StatefulSet = defineKind<StatefulSet>({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
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
    spec.podManagementPolicy ||= 'OrderedReady';
    const strategy = (spec.updateStrategy ??= {});
    if (!strategy.type) {
      strategy.type = 'RollingUpdate';
      strategy.rollingUpdate ??= {};
    }
    if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
    const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
    retention.whenDeleted ||= 'Retain';
    retention.whenScaled ||= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
    spec.volumeClaimTemplates?.forEach((claim) => {
      Object.assign(claim, CLAIM);
      defaultClaimSpec((claim.spec ??= {}) as Draft<ClaimSpec>);
      const status = (claim.status ??= {});
      status.phase ||= 'Pending';
    });
  },
  strategy: {
    nameRule: 'dns1123Label',
    prepareForCreate(set) {
      firstGeneration(set);
      set.status = { replicas: 0, availableReplicas: 0 };
      dropDisabled(set.spec, undefined);
    },
    prepareForUpdate(set, old) {
      dropDisabled(set.spec, old.spec);
      nextGeneration(set, old);
    },
    validate: (set) => checkKeeping(undefined, undefined, (report, keeps) => checkSpec(report, set, undefined, keeps)),
    validateUpdate: (set, old) =>
      checkKeeping(old.spec.template.spec, old.spec.template.metadata?.annotations, (report, keeps) => {
        checkSpec(report, set, old, keeps);
        if (!equal(unchangeable(set.spec), unchangeable(old.spec))) report.forbidden('spec', ONLY_THESE);
      }),
    validateStatusUpdate: ({ status }, old) =>
      reported((report) => {
        report.enter('status');
        checkCounts(report, status, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount']);
        checkNotAbove(report, status, ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'], status.replicas, 'status.replicas');
        checkNotAbove(report, status, ['availableReplicas'], status.readyReplicas, 'status.readyReplicas');
        checkCollisions(report, status, old.status);
        report.leave();
      }),
    warningsOnCreate: (set) => warnings(set),
    warningsOnUpdate: (set, old) => (set.metadata.generation === old.metadata.generation ? [] : warnings(set)),
  },
  table: tableOf('Name;Ready;Age;Containers*;Images*', ({ metadata, spec, status }, age) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    age,
    containerNames(spec.template.spec),
    containerImages(spec.template.spec),
  ]),
});

/** maxUnavailable belongs to a feature that is off. */
function dropDisabled(spec: Draft<Spec>, old: Spec | undefined): void {
  dropDisabledFields(spec.template?.spec as Draft<PodSpec>);
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.maxUnavailable !== undefined && old?.updateStrategy?.rollingUpdate?.maxUnavailable === undefined) delete rolling.maxUnavailable;
}

const ONLY_THESE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function unchangeable(spec: Spec): object {
  const { replicas: _1, template: _2, updateStrategy: _3, minReadySeconds: _4, ordinals: _5, revisionHistoryLimit: _6, persistentVolumeClaimRetentionPolicy: _7, ...rest } = spec;
  return rest;
}

function checkSpec(report: Report, { spec }: StatefulSet, old: StatefulSet | undefined, keeps: PodKeeps): void {
  report.enter('spec');
  const management = spec.podManagementPolicy ?? '';
  if (management === '') report.required('podManagementPolicy');
  else if (management !== 'OrderedReady' && management !== 'Parallel') report.invalid('podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'");
  checkStrategy(report, spec.updateStrategy);
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  for (const when of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[when] ?? 'Retain';
    if (policy !== 'Retain' && policy !== 'Delete') report.unsupported(`persistentVolumeClaimRetentionPolicy.${when}`, policy, ['Retain', 'Delete']);
  }
  report.nonNegative('replicas', spec.replicas);
  report.nonNegative('minReadySeconds', spec.minReadySeconds);
  report.nonNegative('ordinals.start', spec.ordinals?.start);
  if (spec.serviceName && (!old || spec.serviceName !== old.spec.serviceName)) report.faults('serviceName', spec.serviceName, isDNS1123Label(spec.serviceName));
  checkOwnSelector(report, spec.selector, 'statefulset');
  if (!old) {
    spec.volumeClaimTemplates?.forEach((claim, i) => {
      report.enter(`volumeClaimTemplates[${i}].spec`);
      checkClaimSpec(report, (claim.spec ?? {}) as ClaimSpec);
      report.leave();
    });
  }
  if (!isReadableSelector(spec.selector)) report.invalid('selector', selectorShown(spec.selector), '');
  else {
    if (!spec.selector || !isEmptySelector(spec.selector)) checkSelectorMatches(report, 'template', spec.selector, spec.template);
    // Twice: upstream's own check came first and stayed.
    checkTemplateMeta(report, 'template', spec.template, keeps);
    checkPodTemplate(report, 'template', withClaims(spec), keeps);
  }
  checkRunsForever(report, 'template', spec.template, 'StatefulSet');
  report.leave();
}

/** The template as the Pods will have it: with a volume for each claim, which come before volumes of other names. */
function withClaims({ template, volumeClaimTemplates }: Spec): PodTemplateSpec {
  if (!volumeClaimTemplates?.length) return template;
  const names = new Set(volumeClaimTemplates.map((claim) => claim.metadata?.name ?? ''));
  const claims = [...names].map((name): Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (template.spec?.volumes ?? []).filter((volume) => !names.has(volume.name));
  return { ...template, spec: { ...(template.spec as PodSpec), volumes: [...claims, ...others] } };
}

function checkStrategy(report: Report, strategy: Spec['updateStrategy'] = {}): void {
  const { type, rollingUpdate } = strategy;
  if (!type) return report.required('updateStrategy');
  if (type === 'OnDelete') {
    if (rollingUpdate) report.invalid('updateStrategy.rollingUpdate', internal('RollingUpdateStatefulSetStrategy', rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'");
    return;
  }
  if (type !== 'RollingUpdate') return report.invalid('updateStrategy', internal('StatefulSetUpdateStrategy', strategy), "must be 'RollingUpdate' or 'OnDelete'");
  if (!rollingUpdate) return;
  const { partition, maxUnavailable } = rollingUpdate;
  report.enter('updateStrategy.rollingUpdate');
  report.nonNegative('partition', partition);
  if (maxUnavailable !== undefined) {
    checkShare(report, 'maxUnavailable', maxUnavailable);
    if (shareValue(maxUnavailable) === 0) report.invalid('maxUnavailable', maxUnavailable, 'cannot be 0');
    checkAtMost100(report, 'maxUnavailable', maxUnavailable);
  }
  report.leave();
}

function warnings({ spec }: StatefulSet): string[] {
  const claims = (spec.volumeClaimTemplates ?? []).flatMap((claim, i) => claimWarnings(`spec.volumeClaimTemplates[${i}]`, claim.spec as ClaimSpec));
  const limit = spec.revisionHistoryLimit;
  const history = limit !== undefined && limit < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : [];
  return [...templateWarnings('spec.template', spec.template), ...claims, ...history];
}
