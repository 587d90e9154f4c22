// kubectl cluster-info dump: nodes, and of some namespaces everything that tells how they are, with the logs of their Pods.
// Upstream: k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go

import { isObject } from '../../base/json.ts';
import { goOrderedBody } from '../../sim/api/schema/goOrder.ts';
import { toYaml } from '../../sim/api/yaml.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { readLog } from '../attaching.ts';
import { isExpected } from '../errors.ts';
import type { RemoteObject } from '../helper.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { indentedJson } from '../output/json.ts';
import { nameOf } from '../output/object.ts';

const KINDS: readonly (readonly [file: string, path: (namespace: string) => string])[] = [
  ['events', (ns) => `/api/v1/namespaces/${ns}/events`],
  ['replication-controllers', (ns) => `/api/v1/namespaces/${ns}/replicationcontrollers`],
  ['services', (ns) => `/api/v1/namespaces/${ns}/services`],
  ['daemonsets', (ns) => `/apis/apps/v1/namespaces/${ns}/daemonsets`],
  ['deployments', (ns) => `/apis/apps/v1/namespaces/${ns}/deployments`],
  ['replicasets', (ns) => `/apis/apps/v1/namespaces/${ns}/replicasets`],
  ['pods', (ns) => `/api/v1/namespaces/${ns}/pods`],
];

export const clusterInfoDump: CommandModule = {
  name: 'cluster-info dump',
  *run(k) {
    const { flags, process } = k;
    const folder = flags.text('output-directory');
    const yaml = flags.text('output') === 'yaml';
    const ending = yaml ? 'yaml' : 'json';
    const print = (file: string, text: string): void => {
      if (folder === '' || folder === '-') k.out(text);
      else {
        process.files.write(`${folder}/${file}`, text);
        process.wrote(`${folder}/${file}`);
      }
    };
    const bare = (list: unknown): unknown => (flags.flag('show-managed-fields') ? list : withoutManaged(list));
    const show = (file: string, list: unknown): void => print(`${file}.${ending}`, yaml ? toYaml(bare(list)) : `${indentedJson(goOrderedBody(bare(list)), { ordered: true })}\n`);
    show('nodes', yield* k.http.send({ method: 'GET', path: '/api/v1/nodes' }));
    for (const namespace of yield* namespaces(k)) {
      let pods: readonly RemoteObject[] = [];
      for (const [file, path] of KINDS) {
        const list = yield* k.http.send({ method: 'GET', path: path(namespace) });
        show(`${namespace}/${file}`, list);
        if (file === 'pods' && isObject(list)) pods = list.items as unknown as readonly RemoteObject[];
      }
      for (const pod of pods) yield* logsOf(k, namespace, pod, print);
    }
    if (folder !== '' && folder !== '-') k.out(`Cluster info dumped to ${folder}\n`);
  },
};

/** The items without what says who wrote which field. */
function withoutManaged(list: unknown): unknown {
  const { items = [], ...rest } = list as { readonly items?: readonly RemoteObject[] };
  return { ...rest, items: items.map((item) => ({ ...item, metadata: Object.fromEntries(Object.entries(item.metadata).filter(([name]) => name !== 'managedFields')) })) };
}

function* namespaces(k: Invocation): Sim<readonly string[]> {
  const given = k.flags.list('namespaces');
  if (given.length > 0) return given;
  if (!k.flags.flag('all-namespaces')) return [...new Set(['kube-system', k.namespace])];
  const list = (yield* k.http.send({ method: 'GET', path: '/api/v1/namespaces' })) as { readonly items?: readonly RemoteObject[] };
  return (list.items ?? []).map((item) => nameOf(item));
}

function* logsOf(k: Invocation, namespace: string, pod: RemoteObject, print: (file: string, text: string) => void): Sim<void> {
  const { containers = [] } = (pod.spec ?? {}) as { readonly containers?: readonly { readonly name: string }[] };
  let text = '';
  for (const { name } of containers) {
    text += `==== START logs for container ${name} of pod ${namespace}/${nameOf(pod)} ====\n`;
    try {
      yield* readLog(k, pod, name, {}, (piece) => void (text += piece));
    } catch (error) {
      if (!isExpected(error)) throw error;
      text += `Failed to get logs: ${error.message}\n`;
    }
    text += `==== END logs for container ${name} of pod ${namespace}/${nameOf(pod)} ====\n`;
  }
  print(`${namespace}/${nameOf(pod)}/logs.txt`, text);
}
