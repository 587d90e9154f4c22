// Fields that a write cannot set because the strategy puts them back: nobody comes to own them by it. Status through the
// main resource, spec through /status, and for some kinds more.
// Upstream: GetResetFields in pkg/registry/*/*/strategy.go

import type { SchemaType } from '../schema/schemaType.ts';
import { fieldSetOf, NO_FIELDS, namedPath, recursiveDifference, type FieldSet } from './fieldSet.ts';
import type { FieldFilter } from './ownership.ts';

const paths = (...texts: readonly string[]): FieldSet => fieldSetOf(...texts.map((text) => namedPath(...text.split('.'))));

const STATUS = paths('status');
const SPEC = paths('spec');

/** By `kind.group/subresource` ('' for the main resource), where it is not the usual. */
const SPECIAL: Readonly<Record<string, FieldSet>> = {
  'Deployment.apps/status': paths('spec', 'metadata.labels'),
  'DaemonSet.apps/status': paths('spec', 'metadata.labels'),
  'Pod./status': paths('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'),
  'Namespace./finalize': STATUS,
  'CertificateSigningRequest.certificates.k8s.io/': paths('spec', 'status'),
  'CertificateSigningRequest.certificates.k8s.io/status': paths('spec', 'status.conditions'),
  'CertificateSigningRequest.certificates.k8s.io/approval': paths('spec', 'status.certificate'),
  'FlowSchema.flowcontrol.apiserver.k8s.io/status': paths('spec', 'metadata'),
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io/status': paths('spec', 'metadata'),
  'VolumeAttachment.storage.k8s.io/status': paths('spec', 'metadata'),
  'ResourceClaim.resource.k8s.io/status': paths('spec', 'metadata'),
  'CustomResourceDefinition.apiextensions.k8s.io/status': paths('spec', 'metadata'),
  'APIService.apiregistration.k8s.io/status': paths('spec', 'metadata'),
};

const filters = new Map<string, FieldFilter>();

/** Kinds with a status are taken to have it as a subresource. */
export function resetFields(type: SchemaType, subresource: string): FieldFilter | undefined {
  if (subresource === 'resize') return resizable;
  const id = `${type.kind?.kind ?? ''}.${type.kind?.group ?? ''}/${subresource}`;
  const hasStatus = type.table().byName.has('status');
  const reset = SPECIAL[id] ?? (subresource === '' ? (hasStatus ? STATUS : NO_FIELDS) : subresource === 'status' ? SPEC : NO_FIELDS);
  if (reset === NO_FIELDS) return undefined;
  let filter = filters.get(id);
  if (!filter) filters.set(id, (filter = (set) => recursiveDifference(set, reset)));
  return filter;
}

/** Of a resize only the resources of containers count. */
const resizable: FieldFilter = (set) => {
  const spec = set.children.get('f:spec');
  if (!spec) return NO_FIELDS;
  const lists = new Map<string, FieldSet>();
  for (const list of ['f:containers', 'f:initContainers']) {
    const items = new Map<string, FieldSet>();
    for (const [item, fields] of spec.children.get(list)?.children ?? []) {
      const kept = only(fields, ['f:resources', 'f:resizePolicy']);
      if (kept !== NO_FIELDS) items.set(item, kept);
    }
    if (items.size) lists.set(list, { members: new Set(), children: items });
  }
  return lists.size ? { members: new Set(), children: new Map([['f:spec', { members: new Set<string>(), children: lists }]]) } : NO_FIELDS;
};

function only(set: FieldSet, steps: readonly string[]): FieldSet {
  const members = new Set(steps.filter((step) => set.members.has(step)));
  const children = new Map<string, FieldSet>();
  for (const step of steps) {
    const child = set.children.get(step);
    if (child) children.set(step, child);
  }
  return members.size || children.size ? { members, children } : NO_FIELDS;
}
