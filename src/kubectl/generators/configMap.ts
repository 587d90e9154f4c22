// kubectl create configmap. Upstream: k8s.io/kubectl/pkg/cmd/create/create_configmap.go

import { isConfigMapKey } from '../../sim/api/names.ts';
import { base64Encode, utf8Text } from '../../sim/api/yaml/bytes.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, requireName, type GeneratorContext } from './context.ts';
import { nameWithHash } from './hash.ts';
import { addEnvFiles, addFiles, addLiterals, checkSources } from './sources.ts';

export function createConfigMap(name: string, flags: Flags, context: GeneratorContext): Item {
  requireName(name);
  checkSources(flags);
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  const add = (key: string, value: Uint8Array): void => {
    const faults = isConfigMapKey(key);
    if (faults.length > 0) throw new KubectlError(`${goQuote(key)} is not a valid key name for a ConfigMap: ${faults.join(',')}`);
    for (const [where, keys] of [['Data', data] as const, ['BinaryData', binaryData] as const]) {
      if (Object.hasOwn(keys, key)) throw new KubectlError(`cannot add key ${goQuote(key)}, another key by that name already exists in ${where} for ConfigMap ${goQuote(name)}`);
    }
    const { text, valid } = utf8Text(value);
    if (valid) data[key] = text;
    else binaryData[key] = base64Encode(value);
  };
  addFiles(flags.list('from-file'), context.files, add);
  addLiterals(flags.list('from-literal'), add);
  addEnvFiles(flags.list('from-env-file'), context.files, 'config', add);
  const binary = Object.keys(binaryData).length > 0 ? { binaryData } : {};
  return goForm({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: flags.flag('append-hash') ? nameWithHash(name, { kind: 'ConfigMap', data, ...binary }) : name, namespace: namespaceFor(context) },
    data,
    ...binary,
  });
}
