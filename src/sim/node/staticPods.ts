// Static Pods: manifests in a folder of the node, which the kubelet runs without being told by anybody.
// Upstream: pkg/kubelet/config (file.go, common.go)

import { deepCopy, deepFreeze, isObject, type Draft } from '../../base/json.ts';
import { Prng } from '../../base/prng.ts';
import { parseYaml } from '../api/yaml.ts';
import { Pod } from '../kinds/pod.ts';
import { referencesOf } from './podRefs.ts';

/** The Pod that a manifest stands for; undefined where the kubelet makes nothing of it. */
export function staticPod(content: string, file: string, node: string, seen: string): Pod | undefined {
  let parsed: unknown;
  try {
    parsed = parseYaml(content);
  } catch {
    // A file that is no YAML is logged and passed over.
    return undefined;
  }
  if (!isObject(parsed) || parsed.kind !== 'Pod' || parsed.apiVersion !== 'v1' || !isObject(parsed.metadata) || !isObject(parsed.spec) || !Array.isArray(parsed.spec.containers)) return undefined;
  const { metadata, spec } = parsed;
  if (typeof metadata.name !== 'string' || metadata.name === '' || (spec.containers as unknown[]).length === 0) return undefined;
  const hash = hashOf(`${JSON.stringify(parsed)}\nhost:${node}\nfile:/etc/kubernetes/manifests/${file}`);
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
  const refs = referencesOf(pod as unknown as Pod);
  // What only the API server has cannot be asked for.
  if (refs.configMaps.length || refs.secrets.length || spec.serviceAccountName !== undefined) return undefined;
  return deepFreeze(pod as unknown as Pod);
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
