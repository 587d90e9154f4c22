// Secret: like a ConfigMap, for what not everybody should read. Some types promise certain keys.
// Upstream: pkg/apis/core/validation/validation.go (ValidateSecret), pkg/registry/core/secret/strategy.go
// Simplified: of a TLS pair only the presence of PEM blocks is looked at, not whether key and certificate fit.

import type { ISecret } from 'kubernetes-models/v1/Secret';
import { isObject, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isConfigMapKey } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { base64Encode, utf8Bytes } from '../api/yaml/bytes.ts';
import { JsonSyntaxError, parseGoJson } from '../api/yaml/goJson.ts';
import { base64Bytes, decodeBase64 } from './shared/base64Text.ts';
import { checkFrozen } from './shared/immutableData.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Secret = Served<ISecret>;

const LARGEST = 1024 * 1024;

export const Secret = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  scope: 'Namespaced',
  defaults(secret) {
    secret.type ||= 'Opaque';
    encodeTexts(secret);
  },
  strategy: {
    metaOnUpdate: ['update', 'object'],
    prepareForUpdate(secret, old) {
      if (!secret.type) secret.type = old.type ?? '';
    },
    validate: (secret) => reported((report) => checkSecret(report, secret)),
    validateUpdate: (secret, old) =>
      reported((report) => {
        if (secret.type !== old.type) report.invalid('type', secret.type ?? '', 'field is immutable');
        checkFrozen(report, secret, old, ['data']);
        checkSecret(report, secret);
      }),
    warningsOnCreate: tlsWarnings,
    warningsOnUpdate: tlsWarnings,
  },
  table: tableOf('Name;Type;Data;Age', ({ metadata, type, data }, age) => [metadata.name, type ?? '', Object.keys(data ?? {}).length, age]),
  selectableFields: { type: ({ type }) => type ?? '' },
});

/** stringData is written only: what it says replaces what data says. */
function encodeTexts(secret: Draft<Secret>): void {
  const { stringData } = secret;
  if (!stringData) return;
  const data: Record<string, string> = { ...secret.data };
  for (const key in stringData) data[key] = base64Encode(utf8Bytes(stringData[key] ?? ''));
  secret.data = data;
  delete secret.stringData;
}

/** Keys of which one must be there, by type. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

function checkSecret(report: Report, { metadata, type = '', data }: Secret): void {
  let size = 0;
  for (const key in data) {
    report.faults(`data[${key}]`, key, isConfigMapKey(key));
    size += base64Bytes(data[key] ?? '');
  }
  if (size > LARGEST) report.tooLong('data', '', LARGEST);
  const absent = (key: string): boolean => data?.[key] === undefined || (type === 'kubernetes.io/ssh-auth' && data[key] === '');
  for (const key of Object.hasOwn(NEEDED, type) ? (NEEDED[type] as readonly string[]) : []) if (absent(key)) report.required(`data[${key}]`);
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[ACCOUNT_NAME]) report.required(`metadata.annotations[${ACCOUNT_NAME}]`);
  if (type === 'kubernetes.io/basic-auth' && absent('username') && absent('password')) {
    report.required('data[username]');
    report.required('data[password]');
  }
  for (const key of ['.dockercfg', '.dockerconfigjson']) {
    if (type !== `kubernetes.io/${key.slice(1)}` || absent(key)) continue;
    const fault = jsonFault(decodeBase64(data?.[key] ?? ''));
    if (fault) report.invalid(`data[${key}]`, '<secret contents redacted>', fault);
  }
}

function jsonFault(text: string): string | undefined {
  try {
    const value = parseGoJson(text);
    if (value === null || isObject(value)) return undefined;
    const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return `json: cannot unmarshal ${found} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
}

/** Upstream: crypto/tls X509KeyPair */
function tlsWarnings({ type, data }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  for (const [key, what] of [['tls.crt', 'certificate'], ['tls.key', 'key']] as const) {
    if (!/-----BEGIN [^-]*-----/.test(decodeBase64(data?.[key] ?? ''))) return [`tls: failed to find any PEM data in ${what} input`];
  }
  return [];
}
