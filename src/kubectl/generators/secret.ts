// kubectl create secret generic, docker-registry and tls.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_secret.go, create_secret_docker.go, create_secret_tls.go
// Simplified: of a certificate and its key only the armour is looked at, not whether they belong together.

import { isConfigMapKey } from '../../sim/api/names.ts';
import { base64Encode, utf8Bytes, utf8Text } from '../../sim/api/yaml/bytes.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { readFile, type Files } from '../output/files.ts';
import { goForm } from '../output/goForm.ts';
import { compactJson } from '../output/json.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, requireName, type GeneratorContext } from './context.ts';
import { nameWithHash } from './hash.ts';
import { addEnvFiles, addFiles, addLiterals, checkSources, type AddKey } from './sources.ts';

type Data = Record<string, string>;

export function createSecret(name: string, flags: Flags, context: GeneratorContext): Item {
  requireName(name);
  checkSources(flags);
  const data: Data = {};
  const add = adder(data);
  addLiterals(flags.list('from-literal'), add);
  addFiles(flags.list('from-file'), context.files, add);
  addEnvFiles(flags.list('from-env-file'), context.files, 'secret', add);
  return secret(name, flags.text('type'), data, flags, context);
}

const DOCKER_KEY = '.dockerconfigjson';

export function createDockerRegistrySecret(name: string, flags: Flags, context: GeneratorContext): Item {
  requireName(name);
  const [server, username, password, email] = ['server', 'username', 'password', 'email'].map((part) => flags.text(`docker-${part}`)) as [string, string, string, string];
  const sources = flags.list('from-file').map((source) => (source.includes('=') ? source : `${DOCKER_KEY}=${source}`));
  if (sources.length === 0 && (!username || !password || !server)) {
    throw new KubectlError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
  }
  const data: Data = {};
  if (sources.length > 0) addFiles(sources, context.files, adder(data));
  else {
    const auth = base64Encode(utf8Bytes(`${username}:${password}`));
    data[DOCKER_KEY] = base64Encode(utf8Bytes(compactJson({ auths: { [server]: { username, password, email: email || undefined, auth } } }, { ordered: true })));
  }
  return secret(name, 'kubernetes.io/dockerconfigjson', data, flags, context);
}

export function createTlsSecret(name: string, flags: Flags, context: GeneratorContext): Item {
  const key = flags.text('key');
  const cert = flags.text('cert');
  if (key === '' || cert === '') throw new KubectlError('key and cert must be specified');
  const certificate = read(context.files, cert);
  const privateKey = read(context.files, key);
  checkPair(utf8Text(certificate).text, utf8Text(privateKey).text);
  return secret(name, 'kubernetes.io/tls', { 'tls.crt': base64Encode(certificate), 'tls.key': base64Encode(privateKey) }, flags, context);
}

function secret(name: string, type: string, data: Data, flags: Flags, context: GeneratorContext): Item {
  return goForm({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: flags.flag('append-hash') ? nameWithHash(name, { kind: 'Secret', type, data }) : name, namespace: namespaceFor(context) },
    data,
    type,
  });
}

const adder = (data: Data): AddKey => (key, value) => {
  const faults = isConfigMapKey(key);
  if (faults.length > 0) throw new KubectlError(`${goQuote(key)} is not valid key name for a Secret ${faults.join(';')}`);
  if (Object.hasOwn(data, key)) throw new KubectlError(`cannot add key ${key}, another key by that name already exists`);
  data[key] = base64Encode(value);
};

function read(files: Files, path: string): Uint8Array {
  try {
    return readFile(files, path);
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`Cannot read file ${path}, ${error.message}`);
    throw error;
  }
}

const ARMOUR = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n[\s\S]*?-----END \1-----/g;

/** tls.X509KeyPair, as far as PEM goes. */
function checkPair(certificate: string, key: string): void {
  const certificates = blocks(certificate);
  if (!certificates.includes('CERTIFICATE')) {
    if (certificates.length === 0) throw new KubectlError('tls: failed to find any PEM data in certificate input');
    if (certificates.length === 1 && certificates[0]?.endsWith('PRIVATE KEY')) {
      throw new KubectlError('tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched');
    }
    throw new KubectlError(`tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certificates.join(' ')}]`);
  }
  const keys = blocks(key);
  if (keys.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) return;
  if (keys.length === 0) throw new KubectlError('tls: failed to find any PEM data in key input');
  if (keys.length === 1 && keys[0] === 'CERTIFICATE') throw new KubectlError('tls: found a certificate rather than a key in the PEM for the private key');
  throw new KubectlError(`tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`);
}

const blocks = (text: string): readonly string[] => [...text.matchAll(ARMOUR)].map((m) => m[1] as string);
