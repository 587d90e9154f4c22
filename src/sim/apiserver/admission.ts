// Admission: the chain of plugins that may change or refuse an object after it was decoded and before it is stored.
// Upstream: k8s.io/apiserver/pkg/admission, order in pkg/kubeapiserver/options/plugins.go
//
// The list below is the order of the real server. A plugin sees creates, updates, deletes and connects; `admit` may
// write to the draft, `validate` may only refuse. Both throw ApiError.

import type { KubeObject } from '../api/types.ts';
import type { Exchange } from './context.ts';
import { namespaceLifecycle } from './admission/namespaceLifecycle.ts';
import { limitRanger } from './admission/limitRanger.ts';
import { podSecurity } from './admission/podSecurity.ts';
import { serviceAccount } from './admission/serviceAccount.ts';
import { nodeTaints } from './admission/taintNodesByCondition.ts';
import { priority } from './admission/priority.ts';
import { podResize } from './admission/podResize.ts';
import { resourceQuota } from './admission/resourceQuota.ts';
import { runtimeClass } from './admission/runtimeClass.ts';
import { defaultTolerationSeconds } from './admission/defaultTolerationSeconds.ts';
import { claimResize, defaultStorageClass, storageObjectInUseProtection } from './admission/storageObjects.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

export interface AdmissionRequest {
  readonly exchange: Exchange;
  readonly operation: Operation;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly old: KubeObject | undefined;
}

export interface AdmissionPlugin {
  readonly name: string;
  /** Quick test, so that most plugins are passed over. */
  handles(request: AdmissionRequest): boolean;
  /** `object` is a draft and may be written to; undefined for deletes. */
  admit?(request: AdmissionRequest, object: never): void;
  validate?(request: AdmissionRequest, object: KubeObject | undefined): void;
}

export const PLUGINS: readonly AdmissionPlugin[] = [namespaceLifecycle, limitRanger, serviceAccount, nodeTaints, podSecurity, priority, defaultTolerationSeconds, defaultStorageClass, storageObjectInUseProtection, claimResize, runtimeClass, podResize, resourceQuota];

export function admit(request: AdmissionRequest, object: object | undefined): void {
  for (const plugin of PLUGINS) if (plugin.admit && plugin.handles(request)) plugin.admit(request, object as never);
}

export function validateAdmission(request: AdmissionRequest, object: KubeObject | undefined): void {
  for (const plugin of PLUGINS) if (plugin.validate && plugin.handles(request)) plugin.validate(request, object);
}
