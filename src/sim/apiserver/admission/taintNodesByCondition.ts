// TaintNodesByCondition: a new Node takes no Pods until its controller has seen it ready.
// Upstream: plugin/pkg/admission/nodetaint

import type { AdmissionPlugin } from '../admission.ts';

interface Taint {
  key: string;
  effect: string;
  value?: string;
}

export const nodeTaints: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ operation, exchange, subresource }) => exchange.kind.kind === 'Node' && operation === 'CREATE' && subresource === '',
  admit(_request, node: { spec?: { taints?: Taint[] } }) {
    const spec = (node.spec ??= {});
    const has = spec.taints?.some((t) => t.key === 'node.kubernetes.io/not-ready' && t.effect === 'NoSchedule');
    if (!has) spec.taints = [...(spec.taints ?? []), { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
  },
};
