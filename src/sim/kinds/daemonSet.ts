// DaemonSet: runs one Pod on each node, or on those that a selector picks.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/registry/apps/daemonset/strategy.go

import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { equal, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { labelSelectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration } from './shared/generation.ts';
import { internal } from './shared/internal.ts';
import { checkLabelSelector, hasInvalidSelectorValue } from './shared/metadata.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping, checkPodTemplate, checkRunsForever, checkSelectorMatches } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import { templateWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { isEmptySelector, isReadableSelector } from './shared/selectorMatch.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkAtMost100, checkCollisions, checkCounts, checkSameSelector, checkShare, containerImages, containerNames, labelsCell, shareValue } from './shared/workloads.ts';

export type DaemonSet = Served<IDaemonSet>;

/** Counts changes of the template; an annotation keeps it since apps/v1. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export const DaemonSet = defineKind<DaemonSet>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  defaults({ spec }) {
    const strategy = (spec.updateStrategy ??= {});
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      const rolling = (strategy.rollingUpdate ??= {});
      rolling.maxUnavailable ??= 1;
      rolling.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
  },
  strategy: {
    prepareForCreate(set) {
      firstGeneration(set);
      setTemplateGeneration(set, Math.max(templateGeneration(set), 1));
      set.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
      dropDisabledFields(set.spec.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(set, old) {
      dropDisabledFields(set.spec.template?.spec as Draft<PodSpec>);
      const before = templateGeneration(old);
      const changed = !equal(set.spec.template, old.spec.template);
      setTemplateGeneration(set, changed ? before + 1 : before);
      if (changed || !equal(set.spec, old.spec)) set.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    prepareForStatusUpdate: (set, old) => setTemplateGeneration(set, templateGeneration(old)),
    validate: (set) => checkKeeping(undefined, undefined, (report, keeps) => checkSpec(report, set, keeps)),
    validateUpdate: (set, old) =>
      checkKeeping(old.spec.template.spec, old.spec.template.metadata?.annotations, (report, keeps) => {
        report.enter('spec');
        checkSameSelector(report, set.spec.selector, old.spec.selector);
        report.leave();
        checkSpec(report, set, { ...keeps, selectorValues: keeps.selectorValues === true || hasInvalidSelectorValue(old.spec.selector) });
      }),
    validateStatusUpdate: ({ status }, old) =>
      reported((report) => {
        report.enter('status');
        checkCounts(report, status, [
          'currentNumberScheduled',
          'numberMisscheduled',
          'desiredNumberScheduled',
          'numberReady',
          'observedGeneration',
          'updatedNumberScheduled',
          'numberAvailable',
          'numberUnavailable',
          'collisionCount',
        ]);
        checkCollisions(report, status, old.status);
        report.leave();
      }),
    warningsOnCreate: ({ spec }) => templateWarnings('spec.template', spec.template),
    warningsOnUpdate: ({ spec }, old) => (equal(spec.template, old.spec.template) ? [] : templateWarnings('spec.template', spec.template)),
  },
  table: tableOf('Name;Desired:integer;Current:integer;Ready:integer;Up-to-date:integer;Available:integer;Node Selector;Age;Containers*;Images*;Selector*', ({ metadata, spec, status }, age) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    labelsCell(spec.template.spec?.nodeSelector),
    age,
    containerNames(spec.template.spec),
    containerImages(spec.template.spec),
    labelSelectorText(spec.selector),
  ]),
});

export function templateGeneration({ metadata }: { readonly metadata: { readonly annotations?: { readonly [key: string]: string } | undefined } }): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION] ?? '';
  return /^-?\d+$/.test(text) ? Number(text) : 0;
}

function setTemplateGeneration(set: Draft<DaemonSet>, generation: number): void {
  const text = String(generation);
  if (set.metadata.annotations?.[TEMPLATE_GENERATION] !== text) set.metadata.annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: text };
}

function checkSpec(report: Report, { spec }: DaemonSet, keeps: PodKeeps): void {
  const { selector, template } = spec;
  report.enter('spec');
  if (selector) {
    report.enter('selector');
    checkLabelSelector(report, selector, keeps.selectorValues);
    report.leave();
  }
  if (isReadableSelector(selector)) checkSelectorMatches(report, 'template', selector, template);
  if (selector && isEmptySelector(selector)) report.invalid('selector', {}, 'empty selector is invalid for daemonset');
  checkPodTemplate(report, 'template', template, keeps);
  checkRunsForever(report, 'template', template, 'DaemonSet');
  report.nonNegative('minReadySeconds', spec.minReadySeconds);
  checkStrategy(report, spec.updateStrategy);
  report.nonNegative('revisionHistoryLimit', spec.revisionHistoryLimit);
  report.leave();
}

function checkStrategy(report: Report, strategy: DaemonSet['spec']['updateStrategy'] = {}): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') return report.unsupported('updateStrategy', internal('DaemonSetUpdateStrategy', strategy), ['RollingUpdate', 'OnDelete']);
  if (!rollingUpdate) return report.required('updateStrategy.rollingUpdate');
  const { maxUnavailable, maxSurge } = rollingUpdate;
  report.enter('updateStrategy.rollingUpdate');
  checkShare(report, 'maxUnavailable', maxUnavailable);
  checkShare(report, 'maxSurge', maxSurge);
  checkAtMost100(report, 'maxUnavailable', maxUnavailable);
  checkAtMost100(report, 'maxSurge', maxSurge);
  const [unavailable, surge] = [shareValue(maxUnavailable), shareValue(maxSurge)];
  if (unavailable !== 0 && surge !== 0) report.invalid('maxSurge', maxSurge, 'may not be set when maxUnavailable is non-zero');
  else if (unavailable === 0 && surge === 0) report.required('maxUnavailable', 'cannot be 0 when maxSurge is 0');
  report.leave();
}
