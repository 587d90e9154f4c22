// Static Pods: manifests in a folder of the node, which the kubelet runs without being told by anybody.
// Upstream: pkg/kubelet/config (file.go, common.go)

import { deepCopy, deepFreeze, isObject, type Draft } from '../../base/json.ts';
import { Prng } from '../../base/prng.ts';
import { ApiError, errorText } from '../api/errors.ts';
import { decode } from '../api/schema/decode.ts';
import { typeOf } from '../api/schema/schema.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import { Pod } from '../kinds/pod.ts';
import { referencesOf } from './podRefs.ts';

/** The folder that a kubelet looks at (staticPodPath of its configuration). */
export const MANIFESTS = '/etc/kubernetes/manifests';

/** What the kubelet makes of a file: a Pod, or the line that it logs and passes the file over. */
export type ReadManifest = { readonly pod: Pod } | { readonly problem: string };

/** The Pod that a manifest stands for; undefined where the kubelet makes nothing of it. */
export function staticPod(content: string, file: string, node: string, seen: string): Pod | undefined {
  const read = readManifest(content, file, node, seen);
  return 'pod' in read ? read.pod : undefined;
}

/** Upstream: tryDecodeSinglePod, extractFromFile */
export function readManifest(content: string, file: string, node: string, seen: string): ReadManifest {
  const path = `${MANIFESTS}/${file}`;
  const noPod = (why: string): ReadManifest => ({ problem: `${path}: couldn't parse as pod(${why}), please check config file` });
  let parsed: unknown;
  try {
    parsed = parseYaml(content);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return noPod(error.message);
  }
  if (!isObject(parsed)) return noPod("couldn't get version/kind; json parse error: json: cannot unmarshal into Go value of type struct { APIVersion string; Kind string }");
  const { apiVersion, kind } = parsed;
  for (const [field, value] of [['Kind', kind], ['apiVersion', apiVersion]] as const) if (typeof value !== 'string' || value === '') return noPod(`Object '${field}' is missing in '${JSON.stringify(parsed)}'`);
  const type = typeOf(apiVersion as string, kind as string);
  if (!type) return noPod(`no kind "${kind as string}" is registered for version "${apiVersion as string}" in scheme "pkg/api/legacyscheme/scheme.go:30"`);
  // Simplified: Go prints the whole object behind these words.
  if (kind !== 'Pod' || apiVersion !== 'v1') return noPod(`invalid pod: &${apiVersion === 'v1' ? 'core' : (apiVersion as string).replace(/[./].*$/, '')}.${kind as string}{...}`);
  try {
    decode(type, parsed, 'Ignore');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return noPod(error.message.replace(/^.*? cannot be handled as a Pod: /, ''));
  }
  if (!isObject(parsed.metadata) || typeof parsed.metadata.name !== 'string' || parsed.metadata.name === '') return { problem: 'invalid pod: name is needed for the pod' };
  if (!isObject(parsed.spec) || !Array.isArray(parsed.spec.containers) || parsed.spec.containers.length === 0) return { problem: 'invalid pod: [spec.containers: Required value]' };
  const { metadata, spec } = parsed;
  const hash = hashOf(`${JSON.stringify(parsed)}\nhost:${node}\nfile:${path}`);
  const pod = deepCopy(parsed) as unknown as Draft<Pod>;
  const tolerations = (pod.spec.tolerations ?? []) as { operator?: string; effect?: string; key?: string }[];
  if (!tolerations.some((t) => t.operator === 'Exists' && !t.key && (!t.effect || t.effect === 'NoExecute'))) tolerations.push({ operator: 'Exists', effect: 'NoExecute' });
  pod.spec = { ...pod.spec, nodeName: node, tolerations: tolerations as never };
  pod.metadata = {
    ...pod.metadata,
    name: `${metadata.name}-${node.toLowerCase()}`,
    namespace: typeof metadata.namespace === 'string' && metadata.namespace ? metadata.namespace : 'default',
    uid: hash,
    annotations: { ...(metadata.annotations as Record<string, string> | undefined), 'kubernetes.io/config.hash': hash, 'kubernetes.io/config.seen': seen, 'kubernetes.io/config.source': 'file' },
  };
  pod.status = { phase: 'Pending' } as never;
  Pod.defaults?.(pod);
  delete (pod.spec as { serviceAccountName?: string }).serviceAccountName;
  const errors = Pod.strategy?.validate?.(pod as unknown as Pod, {} as never) ?? [];
  if (errors.length > 0) return { problem: `invalid pod: [${errors.map(errorText).join(', ')}]` };
  const refs = referencesOf(pod as unknown as Pod);
  // What only the API server has cannot be asked for.
  const refers = spec.serviceAccountName !== undefined ? 'serviceaccounts' : refs.configMaps.length ? 'configmaps' : refs.secrets.length ? 'secrets' : undefined;
  if (refers) return { problem: `static pods may not reference ${refers}` };
  return { pod: deepFreeze(pod as unknown as Pod) };
}

/** What is sent to the API server so that others can see the Pod. */
export function mirrorOf(pod: Pod, nodeUid: string | undefined, node: string): object {
  const { metadata, spec } = pod;
  const hash = metadata.annotations?.['kubernetes.io/config.hash'] ?? '';
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, 'kubernetes.io/config.mirror': hash },
      ...(nodeUid ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: nodeUid, controller: true }] } : {}),
    },
    spec,
    status: { phase: 'Pending' },
  };
}

/** 32 hexadecimal digits. */
function hashOf(text: string): string {
  const prng = new Prng(text.length, text);
  let out = '';
  for (let i = 0; i < 4; i++) out += prng.uint32().toString(16).padStart(8, '0');
  return out;
}
