// PodResizeValidator: a running Pod cannot be given more than its node has at all.
// Upstream: plugin/pkg/admission/podresize

import type { AdmissionPlugin } from '../admission.ts';
import { refuseOverNode } from './resizeFits.ts';

export const podResize: AdmissionPlugin = {
  name: 'PodResizeValidator',
  handles: ({ exchange, operation, subresource }) => subresource === 'resize' && operation === 'UPDATE' && exchange.kind.kind === 'Pod',
  validate: refuseOverNode,
};
