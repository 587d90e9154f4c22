// What a fault can hit at a moment: the nodes, and the containers that run on them. From the trace alone.

import type { TraceReader } from '../../trace/reader.ts';

export interface ContainerTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly node: string;
}

export interface Targets {
  /** All nodes, by name. */
  readonly nodes: readonly { readonly name: string; readonly controlPlane: boolean }[];
  /** Running ones outside kube-system, by namespace and Pod. */
  readonly containers: readonly ContainerTarget[];
}

const NODE = /^\/registry\/minions\/([^/]+)$/;
const POD = /^\/registry\/pods\/([^/]+)\/([^/]+)$/;
const CONTAINER = /^node\/([^/]+)\/containers\/([^/]+)\/([^/]+)$/;

export function targetsAt(reader: TraceReader, at: number): Targets {
  const { nodes, containers } = allAt(reader, at);
  return { nodes, containers: containers.filter(({ namespace }) => namespace !== 'kube-system') };
}

/** The running containers of one Pod, wherever it is. */
export const containersOf = (reader: TraceReader, at: number, namespace: string, pod: string): readonly string[] =>
  allAt(reader, at).containers.flatMap((c) => (c.namespace === namespace && c.pod === pod ? [c.container] : []));

function allAt(reader: TraceReader, at: number): Targets {
  const nodes = new Map<string, boolean>();
  const pods = new Map<string, { readonly namespace: string; readonly pod: string }>();
  const running = new Map<string, { readonly node: string; readonly uid: string; readonly container: string }>();
  for (let i = 0; i < reader.changeCount; i++) {
    const change = reader.change(i);
    if (change.at > at) break;
    const { key, deleted, summary } = change;
    const [, node] = NODE.exec(key) ?? [];
    if (node !== undefined) {
      if (deleted) nodes.delete(node);
      else nodes.set(node, summary.kind === 'Node' && summary.controlPlane);
      continue;
    }
    const [, namespace, pod] = POD.exec(key) ?? [];
    if (namespace !== undefined && pod !== undefined) {
      if (summary.kind === 'Pod') pods.set(summary.uid, { namespace, pod });
      continue;
    }
    const [, host, uid, container] = CONTAINER.exec(key) ?? [];
    if (host === undefined || uid === undefined || container === undefined) continue;
    if (!deleted && summary.kind === 'Fact' && /^running$/i.test(summary.state)) running.set(key, { node: host, uid, container });
    else running.delete(key);
  }
  const containers = [...running.values()].flatMap(({ node, uid, container }) => {
    const pod = pods.get(uid);
    return pod ? [{ ...pod, container, node }] : [];
  });
  const name = (c: ContainerTarget): string => `${c.namespace}/${c.pod}/${c.container}`;
  return {
    nodes: [...nodes].map(([node, controlPlane]) => ({ name: node, controlPlane })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    containers: containers.sort((a, b) => (name(a) < name(b) ? -1 : 1)),
  };
}
