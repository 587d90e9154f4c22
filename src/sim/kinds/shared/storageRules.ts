// What StorageClass and VolumeAttributesClass have in common.      Upstream: pkg/apis/storage/validation

import { byteLength, isQualifiedName } from '../../api/names.ts';
import type { Report } from './report.ts';

export function checkProvisioner(r: Report, field: string, name: string): void {
  if (!name) r.required(field);
  else r.faults(field, name.toLowerCase(), isQualifiedName(name.toLowerCase()));
}

const MAX_PARAMETERS = 512;
const MAX_BYTES = 256 * 1024;

export function checkParameters(r: Report, parameters: { readonly [key: string]: string } | null | undefined, mayBeEmpty: boolean): void {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MAX_PARAMETERS) return r.tooLong('parameters', '', MAX_PARAMETERS);
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') r.invalid('parameters', key, 'field can not be empty.');
    size += byteLength(key) + byteLength(value);
  }
  if (size > MAX_BYTES) r.tooLong('parameters', '', MAX_BYTES);
  if (!mayBeEmpty && entries.length === 0) r.required('parameters', 'must contain at least one key/value pair');
}
