// What faults do to a cluster: power, cables, programs, the registry.

import { unreachable } from '../../base/assert.ts';
import { loseStreams } from './lostStreams.ts';
import type { Cluster } from './cluster.ts';
import type { Component, Fault } from './inputs.ts';
import type { ClusterNode } from './node.ts';

export function applyFault(cluster: Cluster, fault: Fault): void {
  switch (fault.fault) {
    case 'killContainer':
      for (const node of cluster.nodes.values()) if (node.kubelet.killContainer(fault.namespace, fault.pod, fault.container)) return;
      return;
    case 'nodeDown':
      cluster.nodes.get(fault.node)?.powerOff();
      return;
    case 'nodeUp':
      cluster.nodes.get(fault.node)?.powerOn();
      return;
    case 'cutNetwork':
    case 'healNetwork': {
      const node = cluster.nodes.get(fault.node);
      const connected = fault.fault === 'healNetwork';
      node?.setConnected(connected);
      if (node) loseStreams(cluster.kernel, cluster.server, node.transport.link, connected);
      return;
    }
    case 'stopComponent':
      stopComponent(cluster, fault.component, fault.node);
      return;
    case 'startComponent':
      startComponent(cluster, fault.component, fault.node);
      return;
    case 'registryDown':
    case 'registryUp':
      for (const node of cluster.nodes.values()) node.registry.reachable = fault.fault === 'registryUp';
      return;
    default:
      unreachable(fault);
  }
}

/** The Pod of the DaemonSet that runs a node's kube-proxy; '' where it runs beside the containers. */
function proxyPod({ runtime }: ClusterNode): string {
  for (const uid of runtime.uids()) if (runtime.identity(uid)?.name.startsWith('kube-proxy-')) return uid;
  return '';
}

function stopComponent(cluster: Cluster, component: Component, nodeName: string | undefined): void {
  const nodes = [...cluster.nodes.values()].filter((n) => nodeName === undefined || n.name === nodeName);
  if (component === 'kubelet') for (const node of nodes) node.kubelet.stop();
  else if (component === 'containerd') for (const node of nodes) node.kubelet.setRuntime(false);
  else if (component === 'kube-proxy') for (const node of nodes) cluster.agents.stop(component, { node: node.name, podUid: '', podIP: '' });
  else if (cluster.shape.controlPlane === 'processes') cluster.components.stop(component);
  else {
    // As an administrator would do it: the manifest leaves the folder, and the kubelet ends the Pod.
    const node = [...cluster.nodes.values()].find((n) => n.shape.controlPlane) as ClusterNode;
    const file = `${component}.yaml`;
    const content = node.kubelet.manifest(file);
    if (content === undefined) return;
    cluster.removedManifests.set(file, content);
    node.kubelet.putManifest(file, undefined);
  }
}

function startComponent(cluster: Cluster, component: Component, nodeName: string | undefined): void {
  const nodes = [...cluster.nodes.values()].filter((n) => nodeName === undefined || n.name === nodeName);
  if (component === 'kubelet') for (const node of nodes) node.kubelet.start();
  else if (component === 'containerd') for (const node of nodes) node.kubelet.setRuntime(true);
  else if (component === 'kube-proxy') for (const node of nodes) cluster.agents.start(component, { node: node.name, podUid: proxyPod(node), podIP: '' });
  else if (cluster.shape.controlPlane === 'processes') cluster.components.start(component);
  else {
    const file = `${component}.yaml`;
    const content = cluster.removedManifests.get(file);
    const node = [...cluster.nodes.values()].find((n) => n.shape.controlPlane) as ClusterNode;
    if (content !== undefined) node.kubelet.putManifest(file, content);
    cluster.removedManifests.delete(file);
  }
}
