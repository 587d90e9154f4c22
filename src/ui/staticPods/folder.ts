// What lies in a node's folder of static Pods at a moment: the files that its machine was made with, and what the inputs up
// to then did to them; files of the node outside the folder go by their paths. Stopping a part of the control plane is taking its file away.

import type { SessionRecord } from '../../session/protocol.ts';

export interface ManifestFile {
  readonly node: string;
  readonly file: string;
  readonly content: string;
}

/** File name → text, by name. `first`: what the machines were made with. */
export function folderAt(first: readonly ManifestFile[], record: SessionRecord, node: string, at: number): ReadonlyMap<string, string> {
  const files = new Map(first.filter((f) => f.node === node).map((f) => [f.file, f.content]));
  const controlPlane = files.size > 0;
  const away = new Map<string, string>();
  for (const { at: when, input } of record.inputs) {
    if (when > at) break;
    if (input.type === 'staticPod' && input.node === node) {
      if (input.content === undefined) files.delete(input.file);
      else files.set(input.file, input.content);
    }
    if (!controlPlane || input.type !== 'fault' || !('component' in input.fault)) continue;
    const file = `${input.fault.component}.yaml`;
    const [from, to] = input.fault.fault === 'stopComponent' ? [files, away] : [away, files];
    const content = from.get(file);
    if (content === undefined) continue;
    from.delete(file);
    to.set(file, content);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The component that a file of the control plane runs; '' for any other. */
export const componentOf = (file: string): string => /^(etcd|kube-apiserver|kube-controller-manager|kube-scheduler)\.yaml$/.exec(file)?.[1] ?? '';

/** A file of the node outside the folder, by its path: the kubelet takes no notice of it. */
export const isElsewhere = (file: string): boolean => file.startsWith('/');

/** What a file may be called; a leading dot hides it from the kubelet. */
export const isFileName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$/.test(name);

/** What a new file begins with. */
export const FRESH = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx:1.27
`;
