// The downward API: what a Pod may know of itself, as text. Upstream: pkg/fieldpath, pkg/api/v1/resource (ExtractContainerResourceValue)

import { compareText } from '../../base/text.ts';
import { milliValue, value } from '../api/quantity.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Container, PodStatus } from '../kinds/shared/podTypes.ts';
import { allContainers } from './podParts.ts';

export interface Allocatable {
  readonly cpu: string;
  readonly memory: string;
  readonly 'ephemeral-storage': string;
}

/** `metadata.labels['app']`, `spec.nodeName`, `status.podIP` … */
export function fieldText(path: string, pod: Pod, status: Pick<PodStatus, 'podIP' | 'podIPs' | 'hostIP' | 'hostIPs'>): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'metadata.labels':
    case 'metadata.annotations':
      return mapText(pod.metadata[path.slice('metadata.'.length) as 'labels' | 'annotations']);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.podIP':
      return status.podIP ?? '';
    case 'status.podIPs':
      return (status.podIPs ?? []).map(({ ip }) => ip).join(',');
    case 'status.hostIP':
      return status.hostIP ?? '';
    case 'status.hostIPs':
      return (status.hostIPs ?? []).map(({ ip }) => ip).join(',');
    default:
      return '';
  }
}

/** One `key="value"` a line, sorted. */
function mapText(map: { readonly [key: string]: string } | undefined): string {
  return Object.keys(map ?? {})
    .sort(compareText)
    .map((key) => `${key}=${JSON.stringify((map as Record<string, string>)[key])}`)
    .join('\n');
}

/** `limits.cpu` and the like, divided by the divisor and rounded up. */
export function resourceText(resource: string, divisor: string | number | undefined, container: Container, node: Allocatable): string {
  const [list = '', name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const amounts = container.resources?.[list as 'limits' | 'requests'];
  let quantity: string | number | undefined = amounts?.[name];
  // Without a limit a container may use the whole node.
  if (quantity === undefined && list === 'limits') quantity = node[name as keyof Allocatable];
  const by = divisor === undefined || divisor === '' || divisor === '0' || divisor === 0 ? '1' : divisor;
  if (name === 'cpu') return String(Math.ceil(milliValue(quantity ?? '0') / milliValue(by)));
  return String(Math.ceil(value(quantity ?? '0') / value(by)));
}

export function containerFor(pod: Pod, name: string | undefined, own: Container): Container {
  if (!name) return own;
  for (const [, container] of allContainers(pod)) if (container.name === name) return container as Container;
  return own;
}
