// kubectl describe of ConfigMaps, Secrets and ServiceAccounts.
// Upstream: k8s.io/kubectl/pkg/describe (ConfigMapDescriber, SecretDescriber, ServiceAccountDescriber)

import { base64Decode, utf8Text } from '../../sim/api/yaml/bytes.ts';
import type { ConfigMap } from '../../sim/kinds/configMap.ts';
import type { Secret } from '../../sim/kinds/secret.ts';
import type { ServiceAccount } from '../../sim/kinds/serviceAccount.ts';
import type { Describer } from './describer.ts';
import { sortedKeys } from './page.ts';

export const describeConfigMap: Describer = function* (d) {
  const map = yield* d.get<ConfigMap>('v1', 'ConfigMap');
  const { page } = d;
  d.head(map);
  page.write(0, '\nData\n====\n');
  for (const key of sortedKeys(map.data)) {
    page.write(0, `${key}:\n----\n`);
    page.write(0, `${map.data?.[key] ?? ''}\n`);
    page.write(0, '\n');
  }
  page.write(0, '\nBinaryData\n====\n');
  for (const key of sortedKeys(map.binaryData)) page.write(0, `${key}: ${bytesIn(map.binaryData?.[key] ?? '').length} bytes\n`);
  page.write(0, '\n');
  d.writeEvents(yield* d.eventsOf(map, 'ConfigMap'));
};

/** Values are not shown, but for the tokens of ServiceAccounts. */
export const describeSecret: Describer = function* (d) {
  const secret = yield* d.get<Secret>('v1', 'Secret');
  const { page } = d;
  d.head(secret);
  page.write(0, `\nType:\t${secret.type ?? ''}\n`);
  page.write(0, '\nData\n====\n');
  for (const key of sortedKeys(secret.data)) {
    const bytes = bytesIn(secret.data?.[key] ?? '');
    page.field(key, key === 'token' && secret.type === 'kubernetes.io/service-account-token' ? utf8Text(bytes).text : `${bytes.length} bytes`);
  }
};

export const describeServiceAccount: Describer = function* (d) {
  const account = yield* d.get<ServiceAccount>('v1', 'ServiceAccount');
  const events = yield* d.eventsOf(account, 'ServiceAccount');
  d.head(account);
  const names = (account.imagePullSecrets ?? []).map((s) => s.name ?? '');
  if (names.length === 0) d.page.field('Image pull secrets', '<none>');
  names.forEach((name, i) => d.page.write(0, `${i === 0 ? 'Image pull secrets:' : ' '.repeat(19)}\t${name}\n`));
  d.writeEvents(events);
};

function bytesIn(text: string): Uint8Array {
  const bytes = base64Decode(text);
  return typeof bytes === 'number' ? new Uint8Array() : bytes;
}
