// The whole stage as a thumbnail: which box is open, in its place. Told by the breadcrumb too, so it is for the eye alone.

import type { ReactNode } from 'react';
import { joinClass } from '../widgets/joinClass.ts';

type Place = readonly [box: string, x: number, y: number, w: number, h: number];

const FIXED: readonly Place[] = [
  ['kube-controller-manager', 22, 5, 44, 18],
  ['kube-scheduler', 69, 5, 30, 18],
  ['kubectl', 4, 31, 16, 11],
  ['kube-apiserver', 26, 31, 50, 11],
  ['etcd', 83, 29, 16, 15],
];

export function MiniMap({ box, nodes }: { readonly box: string; readonly nodes: readonly string[] }): ReactNode {
  const shown = nodes.slice(0, 6);
  const step = 96 / Math.max(3, shown.length);
  const places: readonly Place[] = [...FIXED, ...shown.map((node, i): Place => [`node/${node}`, 4 + i * step, 51, step - 3, 18])];
  return (
    <svg className="ks-z-map" viewBox="0 0 104 74" aria-hidden>
      <rect x=".5" y=".5" width="103" height="73" rx="5" />
      {places.map(([name, x, y, w, h]) => (
        <rect key={name} x={x} y={y} width={w} height={h} rx="2" className={joinClass(name === box ? 'ks-z-here' : name === 'kube-apiserver' && 'ks-z-hub')} />
      ))}
    </svg>
  );
}
