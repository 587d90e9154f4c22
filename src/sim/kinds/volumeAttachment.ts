// VolumeAttachment: a volume that is, or shall be, attached to a node.
// Upstream: pkg/apis/storage/validation, pkg/registry/storage/volumeattachment

import type { IVolumeAttachment } from 'kubernetes-models/storage.k8s.io/v1/VolumeAttachment';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { byteLength, isDNS1123Subdomain } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { startWith } from './shared/generation.ts';
import { internal } from './shared/internal.ts';
import { IMMUTABLE, type Report } from './shared/report.ts';
import { checkDriverName, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { VOLUME_SHAPES } from './shared/volumeShapes.ts';
import { checkVolumeSpec, defaultVolumeSpec } from './shared/volumeSpec.ts';

export type VolumeAttachment = Served<IVolumeAttachment>;

const SHAPES = { ...VOLUME_SHAPES, Spec: 'Attacher Source:Source NodeName', Source: 'PersistentVolumeName:? InlineVolumeSpec:*PersistentVolumeSpec' };
const MAX_BYTES = 256 * 1024;

export const VolumeAttachment = defineKind<VolumeAttachment>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  scope: 'Cluster',
  status: true,
  simulated: 'stored',
  defaults: ({ spec }) => {
    if (spec?.source?.inlineVolumeSpec) defaultVolumeSpec(spec.source.inlineVolumeSpec);
  },
  strategy: {
    returnsDeleted: true,
    needsResourceVersion: true,
    prepareForCreate: startWith({ attached: false }),
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        check(r, o);
        if (!equal(o.spec, old.spec)) r.invalid('spec', internal('Spec', o.spec, SHAPES), IMMUTABLE);
      }),
  },
  table: tableOf('Name;Attacher:name;PV;Node;Attached:boolean;Age', ({ metadata, spec, status }, age) => [metadata.name, spec.attacher, spec.source.persistentVolumeName ?? '', spec.nodeName, status.attached, age]),
});

function check(r: Report, { spec, status }: VolumeAttachment): void {
  checkDriverName(r, 'spec.attacher', spec.attacher, isDNS1123Subdomain);
  const { persistentVolumeName: name, inlineVolumeSpec } = spec.source;
  const either = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (name !== undefined && inlineVolumeSpec) r.forbidden('spec.source', either);
  else if (name === undefined && !inlineVolumeSpec) r.required('spec.source', either);
  else if (name === '') r.required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName');
  else if (inlineVolumeSpec) {
    r.enter('spec.source.inlineVolumeSpec');
    checkVolumeSpec(r, inlineVolumeSpec, '', true);
    r.leave();
  }
  if (name !== undefined) r.faults('spec.source.persistentVolumeName', name, isDNS1123Subdomain(name));
  r.faults('spec.nodeName', spec.nodeName, isDNS1123Subdomain(spec.nodeName));
  let size = 0;
  for (const [key, value] of Object.entries(status.attachmentMetadata ?? {})) size += byteLength(key) + byteLength(value);
  if (size > MAX_BYTES) r.tooLong('status.attachmentMetadata', '', MAX_BYTES);
  for (const field of ['attachError', 'detachError'] as const) {
    const error = status[field];
    if (byteLength(error?.message ?? '') > 1024) r.tooLong(`status.${field}.message`, '', MAX_BYTES);
    if ((error?.errorCode ?? 0) < 0) r.invalid(`status.${field}.errorCode`, error?.errorCode, 'must be between 0 and 2147483647, inclusive');
  }
}
