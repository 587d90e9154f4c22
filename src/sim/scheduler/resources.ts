// Which resources a score looks at, and what kind of resource a name stands for.
// Upstream: pkg/apis/core/v1/helper/helpers.go

export interface ResourceWeight {
  readonly name: string;
  readonly weight: number;
}

export const CPU_AND_MEMORY: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** Resources that every node has; a Pod that does not ask for them still weighs on them. */
export const NATIVE: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

/** Resources outside Kubernetes' own names, as `example.com/gpu`. */
export function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}
