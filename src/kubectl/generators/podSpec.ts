// The Pod spec inside an object, wherever its kind keeps it; and which of its containers are meant.
// Upstream: k8s.io/kubectl/pkg/polymorphichelpers/updatepodspec.go, k8s.io/kubectl/pkg/cmd/set/helper.go

import { isObject } from '../../base/json.ts';
import { KubectlError } from '../output/errors.ts';
import { kindOf, type Item } from '../output/object.ts';

const TEMPLATE = ['spec', 'template', 'spec'];
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: TEMPLATE,
  Deployment: TEMPLATE,
  DaemonSet: TEMPLATE,
  ReplicaSet: TEMPLATE,
  StatefulSet: TEMPLATE,
  Job: TEMPLATE,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The object with its Pod spec changed. */
export function withPodSpec(object: Item, change: (spec: Item) => Item): Item {
  const path = PATHS[kindOf(object)];
  if (!path) throw new KubectlError(`the object is not a pod or does not have a pod template: *v1.${kindOf(object)}`);
  return withPart(object, path, change);
}

function withPart(object: Item, path: readonly string[], change: (part: Item) => Item): Item {
  const [key, ...rest] = path;
  if (key === undefined) return change(object);
  const part = isObject(object[key]) ? object[key] : {};
  return { ...object, [key]: withPart(part as Item, rest, change) };
}

/** The spec with the containers that `isMeant` changed; `found` tells whether there were any. */
export function withContainers(spec: Item, isMeant: (name: string) => boolean, change: (container: Item) => Item): { readonly spec: Item; readonly found: boolean } {
  let found = false;
  const changed = (list: unknown): unknown =>
    Array.isArray(list)
      ? (list as readonly Item[]).map((container) => {
          if (!isMeant(String(container.name ?? ''))) return container;
          found = true;
          return change(container);
        })
      : list;
  const next = { ...spec, containers: changed(spec.containers), ...(spec.initContainers ? { initContainers: changed(spec.initContainers) } : {}) };
  return { spec: next, found };
}

/** Whether a container's name fits a text with stars, as kubectl understands them. */
export function nameFits(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return name === pattern;
  const parts = pattern.split('*');
  let position = 0;
  for (const [i, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(position).indexOf(part);
    if (next < position || (i === 0 && position !== 0) || (i === parts.length - 1 && name.length !== part.length + next)) return false;
    position = next;
  }
  return true;
}
