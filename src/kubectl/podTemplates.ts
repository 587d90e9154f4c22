// Objects that hold a Pod's specification, wherever in them it is.
// Upstream: k8s.io/kubectl/pkg/polymorphichelpers/updatepodspec.go

import { isObject } from '../base/json.ts';
import { KubectlError } from './errors.ts';
import type { AnyItem } from './info.ts';
import { apiVersionOf, kindOf } from './output/object.ts';

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** Where the Pod's specification lies; throws where there is none. */
export function podSpecPath(object: unknown): readonly string[] {
  const path = PATHS[kindOf(object)];
  if (!path) throw new KubectlError(`the object is not a pod or does not have a pod template: *${goPackage(apiVersionOf(object))}.${kindOf(object)}`);
  return path;
}

const goPackage = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);

export function at(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  return value;
}

/** A copy with another value at a path. */
export function withAt(object: AnyItem, path: readonly string[], value: unknown): AnyItem {
  const [step, ...rest] = path;
  if (step === undefined) return value as AnyItem;
  const inner = isObject(object[step]) ? (object[step] as AnyItem) : {};
  return { ...object, [step]: rest.length ? withAt(inner, rest, value) : value };
}

/** A copy in which the Pod's specification is another. */
export function withPodSpec(object: AnyItem, change: (spec: AnyItem) => AnyItem): AnyItem {
  const path = podSpecPath(object);
  const spec = at(object, path);
  return withAt(object, path, change(isObject(spec) ? spec : {}));
}

export interface Container extends AnyItem {
  readonly name: string;
}

export const containersOf = (spec: AnyItem, field: 'containers' | 'initContainers'): readonly Container[] => (Array.isArray(spec[field]) ? (spec[field] as Container[]) : []);

/** A name, or a pattern with stars. */
export function containerMatches(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return name === pattern;
  let at = 0;
  const parts = pattern.split('*');
  for (const [i, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(at).indexOf(part);
    if (next < at || (i === 0 && at !== 0) || (i === parts.length - 1 && name.length !== part.length + next)) return false;
    at = next;
  }
  return true;
}
