// Kinds and components: 16 grid, 1.5 line, ink only; colour never says kind. Own drawings: no wheel, no heptagon.

import { circle, ellipse, filled, line, rect, type Shape } from './shapes.ts';

const glyphs = {
  pod: [line(rect(2, 2, 12, 12, 4)), filled(rect(5.6, 5.6, 4.8, 4.8, 1))],
  replicaSet: [line(rect(1.2, 5.4, 5.2, 5.2, 1.6)), line(rect(9.6, 5.4, 5.2, 5.2, 1.6)), line('M6.4 8h3.2'), line('M3.8 5.2V3h8.4v2.2')],
  deployment: [line('M13.4 8.6A5.5 5.5 0 1 1 11.6 3.9'), line('M12.2 1.4v2.9H9.3'), filled(rect(6, 6, 4, 4, 1))],
  statefulSet: [line(rect(1.4, 10, 4.4, 4.4, 1.2)), line(rect(5.8, 5.8, 4.4, 4.4, 1.2)), line(rect(10.2, 1.6, 4.4, 4.4, 1.2))],
  daemonSet: [
    line('M2 13.5h3M6.5 13.5h3M11 13.5h3'),
    line(rect(1.8, 6.5, 3.2, 4.4, 1)),
    line(rect(6.4, 6.5, 3.2, 4.4, 1)),
    line(rect(11, 6.5, 3.2, 4.4, 1)),
    line('M3.4 6.3V3.4h9.2v2.9M8 3.4v2.9'),
  ],
  job: [line(rect(2, 2, 12, 12, 2)), line('M5 8.2l2.2 2.2L11.2 6')],
  service: [line(circle(8, 3.2, 1.7)), line('M8 5v3.2M8 8.2 3.4 11M8 8.2l4.6 2.8M8 8.2V11'), line(circle(3, 12.6, 1.5)), line(circle(8, 12.8, 1.5)), line(circle(13, 12.6, 1.5))],
  endpointSlice: [
    line(circle(3.4, 8, 1.7)),
    line('M5.2 8h4M9.2 3.6v8.8M9.2 3.6h1.6M9.2 8h1.6M9.2 12.4h1.6'),
    line(circle(12.6, 3.6, 1.3)),
    line(circle(12.6, 8, 1.3)),
    line(circle(12.6, 12.4, 1.3)),
  ],
  node: [line(rect(1.8, 2.4, 12.4, 4.8, 1.4)), line(rect(1.8, 8.8, 12.4, 4.8, 1.4)), { d: 'M4.4 4.8h.01M4.4 11.2h.01', width: 2 }, line('M8 4.8h3.6M8 11.2h3.6')],
  namespace: [{ d: rect(2, 2, 12, 12, 2), dash: '2.2 2' }],
  configMap: [line('M3.5 1.8h6l3 3v9.4h-9z'), line('M5.8 7.2h4.6M5.8 9.6h4.6M5.8 12h3')],
  event: [line('M3.2 14V2.4M3.2 3h8.6l-2 2.8 2 2.8H3.2')],
  kubectl: [line('M2.6 4.4 6.2 8l-3.6 3.6M8 12h5.4')],
  apiserver: [line(rect(1.6, 5.6, 12.8, 4.8, 1.4)), line('M4.6 5.6V2.2M8 5.6V2.2M11.4 5.6V2.2M4.6 13.8v-3.4M8 13.8v-3.4M11.4 13.8v-3.4')],
  etcd: [line(ellipse(8, 3.4, 5.4, 1.9)), line('M2.6 3.4v9.2c0 1 2.4 1.9 5.4 1.9s5.4-.9 5.4-1.9V3.4'), line('M2.6 8c0 1 2.4 1.9 5.4 1.9s5.4-.9 5.4-1.9')],
  controllerManager: [line('M2.4 6.8A5.8 5.8 0 0 1 13 5.2M13.6 9.2A5.8 5.8 0 0 1 3 10.8'), line('M13.2 2.2v3.2H10M2.8 13.8v-3.2H6')],
  scheduler: [line(rect(2, 2, 4.6, 4.6, 1)), line(rect(9.4, 2, 4.6, 4.6, 1)), line(rect(2, 9.4, 4.6, 4.6, 1)), line('M9.6 11.8l1.6 1.6 3-3.4')],
  kubelet: [line(rect(2, 5, 12, 9, 2)), line('M8 5V1.8M5.4 9.2h.01M10.6 9.2h.01'), line('M5.6 11.6h4.8')],
  containerd: [line('M8 1.8 13.6 4.8v6.4L8 14.2 2.4 11.2V4.8z'), line('M2.6 4.9 8 7.8l5.4-2.9M8 7.8v6.2')],
  cni: [line('M5 2v3.4M11 2v3.4M3 5.4h10v2.4a5 5 0 0 1-10 0zM8 12.8V14.6')],
  kubeProxy: [line('M1.8 8h4.4M6.2 8 12 3.6M6.2 8 12 12.4'), line('M9.4 3.2h3v3M9.4 12.8h3v-3')],
  you: [line(circle(8, 5, 2.8)), line('M2.6 14a5.4 5.4 0 0 1 10.8 0')],
  /** Any kind without a drawing: the frame for its first two letters. */
  other: [line(rect(2, 2, 12, 12, 3))],
} as const satisfies Record<string, readonly Shape[]>;

export type KindGlyphName = keyof typeof glyphs;
export const kindGlyphs: Readonly<Record<KindGlyphName, readonly Shape[]>> = glyphs;

const byKind: Readonly<Record<string, KindGlyphName>> = {
  Pod: 'pod',
  ReplicaSet: 'replicaSet',
  Deployment: 'deployment',
  StatefulSet: 'statefulSet',
  DaemonSet: 'daemonSet',
  Job: 'job',
  Service: 'service',
  EndpointSlice: 'endpointSlice',
  Node: 'node',
  Namespace: 'namespace',
  ConfigMap: 'configMap',
  Event: 'event',
};

/** The glyph of a Kubernetes kind; `other` where there is no drawing. */
export const glyphOfKind = (kind: string): KindGlyphName => byKind[kind] ?? 'other';
