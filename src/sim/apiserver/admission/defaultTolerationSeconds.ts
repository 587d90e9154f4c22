// DefaultTolerationSeconds: a Pod stays five minutes on a node that is not ready or unreachable, unless it says otherwise.
// Upstream: plugin/pkg/admission/defaulttolerationseconds

import type { AdmissionPlugin } from '../admission.ts';

interface Toleration {
  key?: string;
  operator?: string;
  effect?: string;
  tolerationSeconds?: number;
}

const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: ({ operation, exchange, subresource }) => exchange.kind.kind === 'Pod' && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  admit(_request, pod: { spec: { tolerations?: Toleration[] } }) {
    const { spec } = pod;
    for (const key of KEYS) {
      const tolerated = spec.tolerations?.some((t) => (t.key === key || !t.key) && (t.effect === 'NoExecute' || !t.effect));
      if (!tolerated) spec.tolerations = [...(spec.tolerations ?? []), { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }];
    }
  },
};
