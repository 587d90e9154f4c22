// Nodes: what each of them does (facts that only it knows), and what the cluster believes of it.

import { familiarImage, shortImage, subjectOf } from '../../trace/subject.ts';
import type { NodeObjectSummary, PodSummary } from '../../trace/summary.ts';
import { statusOfWord } from '../widgets/glyphs/statusGlyphs.ts';
import type { PodState, SceneIndex } from './sceneIndex.ts';
import type { AgentName, NodeScene, PodScene } from './sceneTypes.ts';

interface Found {
  readonly all: NodeScene[];
  readonly controlPlanes: ReadonlySet<string>;
  readonly podCount: number;
}

export function nodeScenes(index: SceneIndex, at: number, origin: number): Found {
  const byNode = new Map<string, PodState[]>();
  let podCount = 0;
  let image = '';
  let imageAt = origin;
  for (const history of index.pods.values()) {
    const count = history.count(at);
    const state = count > 0 ? history.values[count - 1] : undefined;
    if (!state) continue;
    podCount++;
    // The image that the story is about: that of the youngest Pod.
    const made = history.times[0] as number;
    if (made > imageAt && !state.pod.mirror && subjectOf(state.key)?.namespace !== 'kube-system') {
      imageAt = made;
      image = state.pod.image;
    }
    const { node } = state.pod;
    if (node === '') continue;
    const list = byNode.get(node);
    if (list) list.push(state);
    else byNode.set(node, [state]);
  }
  const all: NodeScene[] = [];
  const controlPlanes = new Set<string>();
  for (const name of index.boot ? new Set([...index.boot.machines, ...index.nodes.keys()]) : index.nodes.keys()) {
    const history = index.nodes.get(name);
    const node = history?.at(at) ?? (index.boot && at < index.boot.end && !history?.count(at) ? NOT_KNOWN : undefined);
    if (!node) continue;
    // While a boot is told, every machine stands where it will stand.
    if ((node.controlPlane || (index.boot && at < index.boot.end && history?.values.some((n) => n?.controlPlane))) && index.nodes.size > 1) controlPlanes.add(name);
    const down = index.isBroken(`down ${name}`, at);
    const cut = index.isBroken(`cut ${name}`, at);
    const silent = down || cut || (node.ready !== 'True' && node !== NOT_KNOWN) || index.isBroken(`stop kubelet/${name}`, at);
    const heard = index.contacts.get(name)?.at(at);
    const states = (byNode.get(name) ?? []).map((state) => ({ ...state, seat: index.seats.at(state.key, at) })).sort((a, b) => a.seat - b.seat);
    let cpu = 0;
    let memory = 0;
    for (const { pod } of states) {
      if (FINISHED.has(pod.status)) continue;
      cpu += pod.cpuMilli;
      memory += pod.memoryBytes;
    }
    const system = ({ key }: { readonly key: string }): boolean => key.startsWith('/registry/pods/kube-system/');
    const pods = [...states.map((s) => podScene(index, at, s, down)), ...(down ? [] : unheardOf(index, at, name, new Set(states.map((s) => s.key))))];
    all.push({
      name,
      zone: node.zone,
      ready: node.ready,
      cordoned: node.unschedulable,
      phase: node !== NOT_KNOWN ? 'on' : index.boot?.hasPower(name, at) ? 'starting' : 'off',
      fault: down ? 'down' : cut ? 'cut' : '',
      stoppedAgents: AGENTS.filter((agent) => index.isBroken(`stop ${agent}/${name}`, at)),
      silentFor: silent && heard !== undefined ? Math.floor((at - heard) / 1e6) : -1,
      ip: node.ip,
      working: down ? [] : workingAgents(index, at, name),
      cpu: { asked: cpu, of: node.cpuMilli },
      memory: { asked: memory, of: node.memoryBytes },
      pods: pods.filter((s) => !system(s)),
      systemPods: pods.filter(system),
      image: down ? undefined : imageState(index, at, name, image),
    });
  }
  return { all, controlPlanes, podCount };
}

/** A machine of which the API server has not heard yet. */
const NOT_KNOWN: NodeObjectSummary = { kind: 'Node', ready: '', unschedulable: false, cpuMilli: 0, memoryBytes: 0, pods: 0, ip: '', zone: '', controlPlane: false, taints: '' };

const AGENTS: readonly AgentName[] = ['kubelet', 'containerd', 'cni', 'kube-proxy'];
const FINISHED = new Set(['Completed', 'Succeeded', 'Failed', 'Error', 'Evicted']);

/** The innermost one at work: a kubelet that waits for containerd is quiet. */
function workingAgents(index: SceneIndex, at: number, node: string): AgentName[] {
  const busy = (actor: AgentName): boolean => index.activeWork(`${actor}/${node}`, at).some((w) => w.level !== 'heartbeat');
  const working: AgentName[] = [];
  if (busy('cni')) working.push('cni');
  else if (busy('containerd')) working.push('containerd');
  else if (busy('kubelet')) working.push('kubelet');
  if (busy('kube-proxy')) working.push('kube-proxy');
  return working;
}

function imageState(index: SceneIndex, at: number, node: string, image: string): NodeScene['image'] {
  if (image === '') return undefined;
  const name = shortImage(image);
  if (index.pulls.get(node)?.some((p) => p.image === image && p.start <= at && p.end > at)) return { name, state: 'pulling' };
  const since = index.images.get(`${node} ${familiarImage(image)}`);
  return { name, state: since !== undefined && since <= at ? 'here' : 'missing' };
}

function podScene(index: SceneIndex, at: number, { key, pod, seat }: PodState & { readonly seat: number }, down: boolean): PodScene {
  const ahead = down ? '' : aheadOf(index, at, pod);
  const ready = pod.ready === pod.containers && pod.containers > 0;
  return {
    key,
    name: key.slice(key.lastIndexOf('/') + 1),
    seat,
    status: ahead === 'running' ? 'running' : statusOfWord(pod.status, ready),
    word: pod.status,
    owner: pod.ownerName,
    ready: pod.ready,
    containers: pod.containers,
    restarts: pod.restarts,
    ahead,
  };
}

/** Pods of files in the node's folder that the API server has no mirror of: they run all the same. */
function unheardOf(index: SceneIndex, at: number, node: string, heard: ReadonlySet<string>): PodScene[] {
  const found: PodScene[] = [];
  for (const [uid, { key, here }] of index.staticPods.get(node) ?? []) {
    if (heard.has(key)) continue;
    const states = (index.containersByPod.get(`${node}/${uid}/`) ?? []).map((h) => h.at(at)).filter((s) => s !== undefined);
    const running = states.filter((s) => s === 'running').length;
    if (here.at(at) !== true && running === 0) continue;
    const all = running > 0 && running === states.length;
    found.push({
      key,
      name: key.slice(key.lastIndexOf('/') + 1),
      seat: index.seats.at(key, at),
      status: all ? 'running' : 'creating',
      word: all ? 'Running' : 'ContainerCreating',
      owner: '',
      ready: 0,
      containers: Math.max(1, states.length),
      restarts: 0,
      ahead: all ? 'unheard' : '',
    });
  }
  return found;
}

/** What its node has done and the API server does not know yet. */
function aheadOf(index: SceneIndex, at: number, pod: PodSummary): PodScene['ahead'] {
  const starting = pod.status === 'ContainerCreating' || pod.status === 'Pending' || pod.status === 'PodInitializing';
  if (!starting && pod.status !== 'Running') return '';
  let running = 0;
  let exited = 0;
  for (const history of index.containersByPod.get(`${pod.node}/${pod.uid}/`) ?? []) {
    const state = history.at(at);
    if (state === 'running') running++;
    else if (state === 'exited') exited++;
  }
  if (starting && running >= pod.containers && running > 0) return 'running';
  if (pod.status === 'Running' && exited > 0 && running === 0) return 'exited';
  return '';
}
