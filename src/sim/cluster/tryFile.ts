// What would be made of a file of a node before it is written: by the kubelet of one in its folder of manifests, by the
// scheduler of any other, since nobody else reads files here.

import { readManifest } from '../node/staticPods.ts';
import { tryConfiguration } from '../scheduler/configuration/begin.ts';

export interface TriedFile {
  /** The line that would be logged; undefined where nothing is wrong. */
  readonly problem: string | undefined;
  /** How the API server would call the static Pod: `namespace/name`. */
  readonly pod: string | undefined;
  /** Fields that have no effect here. */
  readonly unused: readonly string[];
}

export function tryFile(node: string, file: string, content: string): TriedFile {
  if (file.startsWith('/')) return { ...tryConfiguration(content), pod: undefined };
  const read = readManifest(content, file, node, '');
  return 'pod' in read ? { problem: undefined, pod: `${read.pod.metadata.namespace ?? ''}/${read.pod.metadata.name}`, unused: [] } : { problem: read.problem, pod: undefined, unused: [] };
}
