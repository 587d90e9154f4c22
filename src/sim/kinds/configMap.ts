// ConfigMap: settings as keys and values, which Pods take as variables or files.
// Upstream: pkg/apis/core/validation/validation.go (ValidateConfigMap)

import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { defineKind } from '../api/kind.ts';
import { byteLength, isConfigMapKey } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { base64Bytes } from './shared/base64Text.ts';
import { checkFrozen } from './shared/immutableData.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ConfigMap = Served<IConfigMap>;

const LARGEST = 1024 * 1024;

export const ConfigMap = defineKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  scope: 'Namespaced',
  strategy: {
    metaOnUpdate: ['update', 'object'],
    validate: (map) => reported((report) => checkData(report, map)),
    validateUpdate: (map, old) =>
      reported((report) => {
        checkFrozen(report, map, old, ['data', 'binaryData']);
        checkData(report, map);
      }),
  },
  table: tableOf('Name;Data;Age', ({ metadata, data, binaryData }, age) => [metadata.name, Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length, age]),
});

function checkData(report: Report, { data, binaryData }: ConfigMap): void {
  let size = 0;
  for (const key in data) {
    report.faults(`data[${key}]`, key, isConfigMapKey(key));
    if (binaryData?.[key] !== undefined) report.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
    size += byteLength(data[key] ?? '');
  }
  for (const key in binaryData) {
    report.faults(`binaryData[${key}]`, key, isConfigMapKey(key));
    size += base64Bytes(binaryData[key] ?? '');
  }
  if (size > LARGEST) report.tooLong('', '', LARGEST);
}
