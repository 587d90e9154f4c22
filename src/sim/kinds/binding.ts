// Binding: the scheduler's word that a Pod belongs to a node. It is not stored: the Pod is what changes.
// Upstream: pkg/registry/core/pod/storage/storage.go (BindingREST)

import type { IBinding } from 'kubernetes-models/v1/Binding';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';

export type Binding = Served<IBinding>;

export const Binding = defineKind<Binding>({
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  scope: 'Namespaced',
  verbs: ['create'],
});
