// Fields of features that v1.36 has switched off: the server forgets them silently.
// Upstream: pkg/api/pod/util.go (DropDisabledPodFields, DropDisabledTemplateFields)

import type { Draft } from '../../../base/json.ts';
import { visitContainers } from './podSpec.ts';
import type { Container, PodSpec } from './podTypes.ts';

export function dropDisabledFields(spec: Draft<PodSpec> | undefined | null): void {
  if (!spec) return;
  visitContainers(spec as PodSpec, (container) => {
    const draft = container as Draft<Container>;
    if (draft.lifecycle?.stopSignal === undefined) return;
    delete draft.lifecycle.stopSignal;
    if (!draft.lifecycle.preStop && !draft.lifecycle.postStart) delete draft.lifecycle;
  });
}
