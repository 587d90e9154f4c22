// PodTemplate: a template of Pods by itself. Nothing in Kubernetes uses it.
// Upstream: pkg/registry/core/podtemplate/strategy.go

import type { IPodTemplate } from 'kubernetes-models/v1/PodTemplate';
import { equal, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { countGenerations } from './shared/generation.ts';
import { defaultPodTemplate } from './shared/podDefaults.ts';
import { checkKeeping, checkPodTemplate } from './shared/podTemplate.ts';
import type { PodSpec } from './shared/podTypes.ts';
import { templateWarnings } from './shared/podWarnings.ts';
import { tableOf } from './shared/tableOf.ts';
import { containerImages, containerNames, labelsCell } from './shared/workloads.ts';

export type PodTemplate = Served<IPodTemplate>;

const { prepareForCreate, prepareForUpdate } = countGenerations(['template']);

export const PodTemplate = defineKind<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  scope: 'Namespaced',
  defaults: ({ template }) => defaultPodTemplate(template),
  strategy: {
    prepareForCreate(object) {
      prepareForCreate(object);
      dropDisabledFields(object.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(object, old) {
      dropDisabledFields(object.template?.spec as Draft<PodSpec>);
      prepareForUpdate(object, old);
    },
    validate: ({ template }) => checkKeeping(undefined, undefined, (report, keeps) => checkPodTemplate(report, 'template', template, keeps)),
    validateUpdate: ({ template }, old) => checkKeeping(old.template?.spec, old.template?.metadata?.annotations, (report, keeps) => checkPodTemplate(report, 'template', template, keeps)),
    warningsOnCreate: ({ template }) => templateWarnings('template', template),
    warningsOnUpdate: ({ template }, old) => (equal(template, old.template) ? [] : templateWarnings('template', template)),
  },
  table: tableOf('Name;Containers;Images;Pod Labels', ({ metadata, template }) => [
    metadata.name,
    containerNames(template?.spec),
    containerImages(template?.spec),
    labelsCell(template?.metadata?.labels),
  ]),
  simulated: 'stored',
});
