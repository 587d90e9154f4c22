// ResourceClaimTemplate: makes a ResourceClaim for each Pod that names it.
// Upstream: pkg/apis/resource/validation, pkg/registry/resource/resourceclaimtemplate

import type { IResourceClaimTemplate } from 'kubernetes-models/resource.k8s.io/v1/ResourceClaimTemplate';
import { equal, isObject } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { ObjectMeta, Served } from '../api/types.ts';
import { checkAdminAccess } from './resourceClaim.ts';
import { checkClaim, CLAIM_SHAPES, claimDefaults } from './shared/deviceRules.ts';
import { internal, sorted } from './shared/internal.ts';
import { checkAnnotations, checkLabels } from './shared/metadata.ts';
import { IMMUTABLE, type Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ResourceClaimTemplate = Served<IResourceClaimTemplate>;

export const ResourceClaimTemplate = defineKind<ResourceClaimTemplate>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  scope: 'Namespaced',
  simulated: 'stored',
  defaults: ({ spec }) => claimDefaults(spec.spec?.devices),
  strategy: {
    validate: (o, context) =>
      reported((r) => {
        // Upstream gives the path that it has in a claim.
        checkAdminAccess(r, 'spec.devices', o.spec.spec.devices, context);
        check(r, o, false);
      }),
    validateUpdate: (o, old) =>
      reported((r) => {
        check(r, o, equal(o.spec, old.spec));
        const { metadata, spec } = o.spec;
        if (!equal(o.spec, old.spec)) r.invalid('spec', { ...shownMeta((metadata ?? {}) as Record<string, unknown>), Spec: internal('Spec', spec, CLAIM_SHAPES) }, IMMUTABLE);
      }),
  },
  table: tableOf('Name;Age', (o, age) => [o.metadata.name, age]),
});

/** Of the metadata only labels and annotations are handed on. */
const FORBIDDEN = 'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers managedFields'.split(' ');

/** Metadata as Go writes it: in the order of its fields, maps by their keys. */
function shownMeta(meta: Readonly<Record<string, unknown>>): object {
  const out: Record<string, unknown> = {};
  for (const field of [...FORBIDDEN.slice(0, 10), 'labels', 'annotations', ...FORBIDDEN.slice(10)]) if (meta[field] !== undefined) out[field] = isObject(meta[field]) ? sorted(meta[field]) : meta[field];
  return out;
}

function check(r: Report, { spec }: ResourceClaimTemplate, stored: boolean): void {
  const meta = (spec.metadata ?? {}) as Partial<ObjectMeta>;
  for (const field of FORBIDDEN) if ((meta as Record<string, unknown>)[field] !== undefined) r.forbidden(`spec.metadata.${field}`, 'cannot be set');
  checkAnnotations(r, meta.annotations, 'spec.metadata.annotations');
  checkLabels(r, meta.labels, 'spec.metadata.labels');
  checkClaim(r, 'spec.spec.devices', spec.spec.devices, stored);
}
