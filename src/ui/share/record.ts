// Reading what comes from outside the page (links, files, the browser's storage): hostile until every part was looked at.
// What does not fit exactly is refused as a whole; nothing is repaired in silence.

import type { SessionRecord } from '../../session/protocol.ts';
import type { Component, Fault, Input, TimedInput } from '../../sim/cluster/inputs.ts';
import type { EditorFile } from '../app/store.ts';

/** Characters of all texts together, and how many inputs: far more than a person makes, far less than harms the page. */
export const MOST_TEXT = 4_000_000;
export const MOST_INPUTS = 5_000;
export const MOST_FILES = 200;
const MOST_ARGS = 500;
/** Ninety days of simulated time, in microseconds. */
export const LATEST = 90 * 86_400e6;

export const COMPONENTS: readonly Component[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'containerd', 'kube-proxy'];
export const NODE_FAULTS = ['nodeDown', 'nodeUp', 'cutNetwork', 'healNetwork'] as const;
export const REPLIES = ['stdin', 'eof', 'edited', 'interrupt'] as const;
/** What a run of requests may ask for at most. */
export const REQUESTS_BOUNDS = { perSecond: 50, seconds: 600, url: 2_000, host: 253 } as const;
const SHAPE = /^(?:[a-z][a-z0-9]{0,20}|wide-[1-9]\d?)$/;

export type Obj = Readonly<Record<string, unknown>>;
export const isObj = (value: unknown): value is Obj => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
const isName = (value: unknown): value is string => isText(value) && /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(value);
export const isMoment = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LATEST;
/** A file of the shell's folder: no way out of it. */
const isPath = (value: unknown): value is string => isText(value) && value.length > 0 && value.length <= 255 && !value.includes('\0');

export function readRecord(value: unknown): SessionRecord | undefined {
  if (!isObj(value) || value.version !== 1) return undefined;
  const { seed, shape, inputs, boot } = value;
  if ((boot !== undefined && boot !== true) || !Number.isSafeInteger(seed) || (seed as number) < 0 || !isText(shape) || !SHAPE.test(shape) || !Array.isArray(inputs) || inputs.length > MOST_INPUTS) return undefined;
  const read: TimedInput[] = [];
  let last = 0;
  for (const entry of inputs as readonly unknown[]) {
    if (!isObj(entry) || !isMoment(entry.at) || entry.at < last) return undefined;
    const input = readInput(entry.input);
    if (!input) return undefined;
    last = entry.at;
    read.push({ at: entry.at as TimedInput['at'], input });
  }
  const record: SessionRecord = { version: 1, seed: seed as number, shape, inputs: read, ...(boot ? { boot } : {}) };
  return JSON.stringify(record).length <= MOST_TEXT ? record : undefined;
}

export function readInput(value: unknown): Input | undefined {
  if (!isObj(value)) return undefined;
  switch (value.type) {
    case 'kubectl': {
      const { args, text, stdin, env, shell } = value;
      if (!Array.isArray(args) || args.length > MOST_ARGS || !args.every(isText) || !isText(text)) return undefined;
      if ((stdin !== undefined && !isText(stdin)) || (shell !== undefined && shell !== true)) return undefined;
      if (env !== undefined && !(isObj(env) && Object.values(env).every(isText))) return undefined;
      return { type: 'kubectl', args: args as string[], text, ...(stdin === undefined ? {} : { stdin }), ...(env === undefined ? {} : { env: env as Record<string, string> }), ...(shell ? { shell: true } : {}) };
    }
    case 'file': {
      const { path, content } = value;
      if (!isPath(path) || (content !== undefined && !isText(content))) return undefined;
      return { type: 'file', path, ...(content === undefined ? {} : { content }) };
    }
    case 'reply': {
      const { to, what, text } = value;
      const kind = REPLIES.find((r) => r === what);
      if (!Number.isSafeInteger(to) || !kind || (text !== undefined && !isText(text))) return undefined;
      return { type: 'reply', to: to as number, what: kind, ...(text === undefined ? {} : { text }) };
    }
    case 'fault': {
      const fault = readFault(value.fault);
      return fault && { type: 'fault', fault };
    }
    case 'staticPod': {
      const { node, file, content } = value;
      if (!isName(node) || !isPath(file) || (content !== undefined && !isText(content))) return undefined;
      return { type: 'staticPod', node, file, ...(content === undefined ? {} : { content }) };
    }
    case 'requests':
      return readRequests(value);
    case 'stopRequests':
      return isName(value.name) ? { type: 'stopRequests', name: value.name } : undefined;
    default:
      return undefined;
  }
}

const isBetween = (value: unknown, most: number): value is number => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;

/** Printable and without spaces, as it stands in a request's first lines. */
export const isRequestUrl = (url: unknown): url is string => isText(url) && url.length <= REQUESTS_BOUNDS.url && /^https?:\/\/[!-~]+$/.test(url);

function readRequests({ name, from, url, host, perSecond, seconds }: Obj): Input | undefined {
  const sender = from === 'outside' ? from : isObj(from) && isName(from.namespace) && isName(from.pod) ? { namespace: from.namespace, pod: from.pod } : undefined;
  if (!isName(name) || !sender || !isBetween(perSecond, REQUESTS_BOUNDS.perSecond) || !isBetween(seconds, REQUESTS_BOUNDS.seconds)) return undefined;
  if (!isRequestUrl(url)) return undefined;
  if (host !== undefined && !(isText(host) && host.length <= REQUESTS_BOUNDS.host && /^[!-~]+$/.test(host))) return undefined;
  return { type: 'requests', name, from: sender, url, ...(host === undefined ? {} : { host }), perSecond, seconds };
}

export function readFault(value: unknown): Fault | undefined {
  if (!isObj(value)) return undefined;
  const { fault, node, namespace, pod, container, component } = value;
  if (fault === 'registryDown' || fault === 'registryUp') return { fault };
  if (fault === 'killContainer') return isName(namespace) && isName(pod) && isName(container) ? { fault, namespace, pod, container } : undefined;
  if (fault === 'stopComponent' || fault === 'startComponent') {
    const known = COMPONENTS.find((c) => c === component);
    if (!known || (node !== undefined && !isName(node))) return undefined;
    return { fault, component: known, ...(node === undefined ? {} : { node }) };
  }
  const named = NODE_FAULTS.find((f) => f === fault);
  return named && isName(node) ? { fault: named, node } : undefined;
}

export function readFiles(value: unknown): readonly EditorFile[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_FILES) return undefined;
  const files: EditorFile[] = [];
  for (const entry of value as readonly unknown[]) {
    if (!isObj(entry) || !isPath(entry.name) || !isText(entry.text) || files.some((f) => f.name === entry.name)) return undefined;
    files.push({ name: entry.name, text: entry.text });
  }
  return files.reduce((sum, { text }) => sum + text.length, 0) <= MOST_TEXT ? files : undefined;
}
