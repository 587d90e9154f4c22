// What a variable that refers to something holds, as far as kubectl itself looks it up: keys of ConfigMaps and Secrets,
// metadata of the object, resources of the container.
// Upstream: k8s.io/kubectl/pkg/cmd/set/env/env_resolve.go

import { isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { milliValue, parseQuantity, value as wholeValue } from '../../../sim/api/quantity.ts';
import { base64Decode, utf8Text } from '../../../sim/api/yaml/bytes.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import { KubectlError } from '../../errors.ts';
import type { AnyItem } from '../../info.ts';
import type { Invocation } from '../../invocation.ts';

export function* valueOf(k: Invocation, from: AnyItem, object: AnyItem, container: AnyItem): Sim<string> {
  const { secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef } = from;
  if (isObject(secretKeyRef)) {
    const value = yield* keyOf(k, 'secrets', secretKeyRef);
    if (value === undefined) throw new KubectlError(`key ${String(secretKeyRef.key)} not found in secret ${String(secretKeyRef.name)}`);
    const bytes = base64Decode(value);
    return typeof bytes === 'number' ? '' : utf8Text(bytes).text;
  }
  if (isObject(configMapKeyRef)) {
    const value = yield* keyOf(k, 'configmaps', configMapKeyRef);
    if (value === undefined) throw new KubectlError(`key ${String(configMapKeyRef.key)} not found in config map ${String(configMapKeyRef.name)}`);
    return value;
  }
  if (isObject(fieldRef)) return fieldOf(object, String(fieldRef.fieldPath));
  if (isObject(resourceFieldRef)) return resourceOf(container, String(resourceFieldRef.resource), resourceFieldRef.divisor);
  throw new KubectlError('invalid valueFrom');
}

function* keyOf(k: Invocation, plural: string, ref: AnyItem): Sim<string | undefined> {
  const object = yield* k.http.send({ method: 'GET', path: `/api/v1/namespaces/${k.namespace}/${plural}/${String(ref.name)}` });
  const value = isObject(object) && isObject(object.data) ? object.data[String(ref.key)] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Of the object itself, which need not be a Pod: its metadata, nothing else. */
function fieldOf(object: AnyItem, path: string): string {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const [, map = '', key = ''] = /^([^]+?)\['([^]*)'\]$/.exec(path) ?? [];
  if (map !== '') {
    if (map !== 'metadata.annotations' && map !== 'metadata.labels') throw new KubectlError(`fieldPath ${goQuote(map)} does not support subscript`);
    return textAt(metadata[map.slice('metadata.'.length)], key);
  }
  switch (path) {
    case 'metadata.annotations':
    case 'metadata.labels': {
      const entries = metadata[path.slice('metadata.'.length)];
      return isObject(entries) ? Object.keys(entries).sort(compareText).map((name) => `${name}=${goQuote(textAt(entries, name))}`).join('\n') : '';
    }
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return textAt(metadata, path.slice('metadata.'.length));
    default:
      throw new KubectlError(`unsupported fieldPath: ${path}`);
  }
}

const textAt = (object: unknown, key: string): string => (isObject(object) && typeof object[key] === 'string' ? object[key] : '');

function resourceOf(container: AnyItem, name: string, divisor: unknown): string {
  const [, list = '', resource = ''] = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(name) ?? [];
  if (list === '') throw new KubectlError(`Unsupported container resource : ${name}`);
  const resources = isObject(container.resources) ? container.resources : {};
  const amounts = isObject(resources[list]) ? resources[list] : {};
  const amount = parseQuantity((amounts[resource] as string | number | undefined) ?? '0');
  const given = parseQuantity((divisor as string | number | undefined) ?? '0');
  const unit = given.nano === 0n ? parseQuantity('1') : given;
  return String(resource === 'cpu' ? Math.ceil(milliValue(amount) / milliValue(unit)) : Math.ceil(wholeValue(amount) / wholeValue(unit)));
}
