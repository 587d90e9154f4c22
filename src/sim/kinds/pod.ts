// Pod: containers that run together on one node.
// Upstream: pkg/registry/core/pod/strategy.go, pkg/apis/core/validation/validation.go

import type { IPod } from 'kubernetes-models/v1/Pod';
import { equal, type Draft } from '../../base/json.ts';
import { parseTime, rfc3339 } from '../../base/time.ts';
import type { FieldError } from '../api/errors.ts';
import { humanDuration } from '../api/duration.ts';
import { defineKind, type PrintContext, type StrategyContext } from '../api/kind.ts';
import { isDNS1123Label } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { checkImageSpaces } from './shared/containers.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { ipWarnings } from './shared/ipRules.ts';
import { APPARMOR, appArmorField, checkAnnotationUpdate, checkPodAnnotations, checkProfilesAgree, MIRROR } from './shared/podAnnotations.ts';
import { defaultPod } from './shared/podDefaults.ts';
import { checkEphemeralChange, checkPodResize } from './shared/podResize.ts';
import { qosClassOf } from './shared/podQos.ts';
import { checkPodSpec, visitContainers } from './shared/podSpec.ts';
import { summarizePod } from './shared/podStatusWord.ts';
import { checkKeeping } from './shared/podTemplate.ts';
import type { Container, PodKeeps, PodSpec } from './shared/podTypes.ts';
import { checkPodSpecUpdate, checkPodStatusUpdate } from './shared/podUpdate.ts';
import { podWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Pod = Served<IPod>;

export const Pod = defineKind<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize'],
  defaults(pod) {
    const spec = (pod.spec ??= { containers: [] });
    if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
    defaultPod(spec as Draft<PodSpec>, pod.status);
  },
  strategy: {
    returnsDeleted: true,
    metaOnUpdate: ['update', 'object'],
    prepareForCreate(pod, { nowMs, warn }) {
      pod.metadata.generation = 1;
      pod.status = { phase: 'Pending', qosClass: qosClassOf(pod.spec as PodSpec) } as typeof pod.status;
      if (pod.spec.schedulingGates?.length) {
        const reason = { reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' };
        pod.status.conditions = [{ type: 'PodScheduled', status: 'False', lastProbeTime: null as never, lastTransitionTime: rfc3339(nowMs), ...reason }];
      }
      dropDisabledFields(pod.spec as Draft<PodSpec>);
      mergeLabelKeys(pod);
      copyAppArmor(pod, warn);
    },
    prepareForUpdate(pod, old, { subresource }) {
      if (subresource === 'binding') return;
      dropDisabledFields(pod.spec as Draft<PodSpec>);
      if (subresource === 'ephemeralcontainers') keepAllBut(pod, old, (spec) => ({ ...spec, ephemeralContainers: pod.spec.ephemeralContainers }));
      if (subresource === 'resize') keepAllBut(pod, old, (spec) => resized(spec, pod.spec as PodSpec));
      if (!equal(pod.spec, old.spec)) pod.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    prepareForStatusUpdate(pod, old) {
      const meta = pod.metadata as { ownerReferences?: unknown };
      if (old.metadata.ownerReferences) meta.ownerReferences = old.metadata.ownerReferences;
      else delete meta.ownerReferences;
      const status = (pod.status = { ...pod.status });
      if (!status.qosClass && old.status?.qosClass) status.qosClass = old.status.qosClass;
      if (status.podIP && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
      else if (!status.podIP && status.podIPs?.[0]) status.podIP = status.podIPs[0].ip;
      keepObservedGenerations(pod, old);
    },
    validate: (pod) =>
      checkKeeping(undefined, undefined, (report, keeps) => {
        checkPod(report, pod, keeps);
        report.enter('spec');
        if (pod.spec.ephemeralContainers?.length) report.forbidden('ephemeralContainers', 'cannot be set on create');
        if (pod.spec.nodeName && pod.spec.schedulingGates?.length) report.forbidden('nodeName', 'cannot be set until all schedulingGates have been cleared');
        checkProfilesAgree(report, pod.metadata.annotations, pod.spec);
        report.leave();
      }),
    validateUpdate(pod, old, { subresource }): FieldError[] {
      if (subresource === 'binding') return [];
      let settled: FieldError[] | undefined;
      const errors = checkKeeping(old.spec, old.metadata.annotations, (report, keeps) => {
        checkPod(report, pod, keeps);
        if (subresource === 'resize') {
          settled = checkPodResize(report, pod, old).errors;
          return;
        }
        checkAnnotationUpdate(report, pod.metadata.annotations, old.metadata.annotations);
        report.enter('metadata');
        checkPodAnnotations(report, pod.metadata.annotations, pod.spec, keeps);
        report.leave();
        if (subresource === '') checkPodSpecUpdate(report, pod.spec, old.spec);
        if (subresource === 'ephemeralcontainers') settled = checkEphemeralChange(report, pod, old).errors;
      });
      return settled ?? errors;
    },
    validateStatusUpdate: (pod, old) =>
      reported((report) => {
        checkAnnotationUpdate(report, pod.metadata.annotations, old.metadata.annotations);
        report.enter('metadata');
        checkPodAnnotations(report, pod.metadata.annotations, pod.spec, {});
        report.leave();
        report.enter('status');
        checkPodStatusUpdate(report, pod.status, old.status, pod.spec);
        report.leave();
      }),
    warningsOnCreate(pod) {
      const faults = isDNS1123Label(pod.metadata.name);
      const name = faults.length ? [`metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`] : [];
      return [...name, ...podWarnings('', pod.spec, pod.metadata.annotations)];
    },
    warningsOnUpdate(pod, _old, { subresource }) {
      if (subresource !== 'status') return [];
      const of = (field: string, list: readonly { readonly ip?: string }[] | undefined): string[] => (list ?? []).flatMap(({ ip = '' }, i) => ipWarnings(`status.${field}[${i}].ip`, ip));
      return [...of('podIPs', pod.status.podIPs), ...of('hostIPs', pod.status.hostIPs)];
    },
    graceSeconds(pod, asked) {
      if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return 0;
      const period = asked ?? pod.spec.terminationGracePeriodSeconds ?? 0;
      return period < 0 ? 1 : period;
    },
  },
  table: tableOf('Name;Ready;Status;Restarts;Age;IP*;Node*;Nominated Node*;Readiness Gates*', (pod, age, context) => {
    const summary = summarizePod(pod);
    return [
      pod.metadata.name,
      `${summary.ready}/${summary.containers}`,
      summary.word,
      restartsText(summary, context),
      age,
      pod.status?.podIPs?.[0]?.ip || '<none>',
      pod.spec.nodeName || '<none>',
      pod.status?.nominatedNodeName || '<none>',
      readinessGates(pod),
    ];
  }),
  selectableFields: {
    'spec.nodeName': (pod) => pod.spec.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec.restartPolicy ?? '',
    'spec.schedulerName': (pod) => pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec.hostNetwork ?? false),
    'status.phase': (pod) => pod.status?.phase ?? '',
    'status.podIP': (pod) => pod.status?.podIPs?.[0]?.ip ?? '',
    'status.podIPs': (pod) => (pod.status?.podIPs ?? []).map((i) => i.ip).join(','),
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
  },
  simulated: 'partly',
});

/** Spec and annotations; metadata itself is checked by the registry. Upstream: validatePodMetadataAndSpec */
function checkPod(report: Report, pod: Pod, keeps: PodKeeps): void {
  const { annotations, name } = pod.metadata;
  const { spec } = pod;
  report.enter('metadata');
  checkPodAnnotations(report, annotations, spec, keeps);
  report.leave();
  report.enter('spec');
  checkPodSpec(report, spec, { isPod: true, podName: name ?? '', mirror: annotations?.[MIRROR] !== undefined, keeps });
  if (!spec.serviceAccountName) {
    spec.volumes?.forEach((volume, v) =>
      volume.projected?.sources?.forEach((source, s) => {
        if (source.serviceAccountToken) report.forbidden(`volumes[${v}].projected.sources[${s}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set');
      }),
    );
  }
  for (const field of ['containers', 'initContainers'] as const) {
    const list = spec[field] as readonly Container[] | undefined;
    for (let i = 0; i < (list?.length ?? 0); i++) {
      report.enterItem(field, i);
      checkImageSpaces(report, list?.[i]?.image);
      report.leaveItem();
    }
  }
  report.leave();
}

/** matchLabelKeys become plain requirements with the Pod's own values. */
function mergeLabelKeys(pod: Draft<Pod>): void {
  const { labels } = pod.metadata;
  if (!labels) return;
  const merge = (term: { labelSelector?: { matchExpressions?: { key: string; operator: string; values?: string[] }[] }; matchLabelKeys?: string[]; mismatchLabelKeys?: string[] } | undefined): void => {
    if (!term?.labelSelector) return;
    for (const [keys, operator] of [[term.matchLabelKeys, 'In'], [term.mismatchLabelKeys, 'NotIn']] as const) {
      for (const key of keys ?? []) {
        const value = labels[key];
        if (value !== undefined) term.labelSelector.matchExpressions = [...(term.labelSelector.matchExpressions ?? []), { key, operator, values: [value] }];
      }
    }
  };
  for (const affinity of [pod.spec.affinity?.podAffinity, pod.spec.affinity?.podAntiAffinity]) {
    affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term) => merge(term.podAffinityTerm));
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.forEach(merge);
  }
  pod.spec.topologySpreadConstraints?.forEach(merge);
}

/** The old AppArmor annotations become fields. Upstream: applyAppArmorVersionSkew */
function copyAppArmor(pod: Draft<Pod>, warn: StrategyContext['warn']): void {
  const { annotations } = pod.metadata;
  if (!annotations || pod.spec.os?.name === 'windows') return;
  visitContainers(pod.spec as PodSpec, (container) => {
    const key = APPARMOR + container.name;
    const annotation = annotations[key];
    if (annotation === undefined || container.securityContext?.appArmorProfile) return;
    const profile = appArmorField(annotation);
    const differs = profile && !equal(profile, pod.spec.securityContext?.appArmorProfile);
    if (differs) (container as Draft<Container>).securityContext = { ...(container as Draft<Container>).securityContext, appArmorProfile: { ...profile } as never };
    if (!profile || differs) warn?.(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  });
}

/** A subresource changes one part of the spec and nothing else. */
function keepAllBut(pod: Draft<Pod>, old: Pod, change: (spec: PodSpec) => unknown): void {
  pod.spec = change(old.spec) as typeof pod.spec;
  pod.status = old.status as typeof pod.status;
}

function resized(spec: PodSpec, next: PodSpec): PodSpec {
  const merge = (own: readonly Container[] | undefined, wanted: readonly Container[] | undefined): readonly Container[] | undefined => {
    if (!own || own.length !== (wanted?.length ?? 0) || own.some((c, i) => c.name !== wanted?.[i]?.name)) return wanted;
    return own.map((c, i) => {
      const { resources: _resources, resizePolicy: _policy, ...rest } = c;
      const { resources, resizePolicy } = (wanted as readonly Container[])[i] as Container;
      return { ...rest, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) };
    });
  };
  const initContainers = merge(spec.initContainers, next.initContainers);
  const { resources } = next;
  return { ...spec, containers: merge(spec.containers, next.containers) ?? [], ...(initContainers ? { initContainers } : {}), ...(resources ? { resources } : {}) };
}

/** A client that does not know observedGeneration does not clear it. */
function keepObservedGenerations(pod: Draft<Pod>, old: Pod): void {
  const { status } = pod;
  const before = old.status;
  if (!status.observedGeneration && before?.observedGeneration) status.observedGeneration = before.observedGeneration;
  if (!status.conditions?.some((c) => !c.observedGeneration) || !before?.conditions?.some((c) => c.observedGeneration)) return;
  const taken = new Map<string, number>();
  status.conditions = status.conditions.map((condition) => {
    const nth = taken.get(condition.type) ?? 0;
    taken.set(condition.type, nth + 1);
    const generation = before.conditions?.filter((c) => c.type === condition.type)[nth]?.observedGeneration;
    return condition.observedGeneration || !generation ? condition : { ...condition, observedGeneration: generation };
  });
}

function restartsText({ restarts, lastRestart }: { readonly restarts: number; readonly lastRestart: string }, { nowMs }: PrintContext): string {
  const at = lastRestart === '' ? undefined : parseTime(lastRestart);
  return restarts === 0 || at === undefined ? String(restarts) : `${restarts} (${humanDuration(nowMs - at)} ago)`;
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates;
  if (!gates?.length) return '<none>';
  const met = gates.filter((gate) => pod.status?.conditions?.find((c) => c.type === gate.conditionType)?.status === 'True').length;
  return `${met}/${gates.length}`;
}
