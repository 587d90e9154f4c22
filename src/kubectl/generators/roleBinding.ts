// kubectl create rolebinding and clusterrolebinding.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_rolebinding.go, create_clusterrolebinding.go

import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, requireName, type GeneratorContext } from './context.ts';

const GROUP = 'rbac.authorization.k8s.io';

export function createRoleBinding(name: string, flags: Flags, context: GeneratorContext): Item {
  requireName(name);
  const role = flags.text('role');
  const clusterRole = flags.text('clusterrole');
  if ((role === '') === (clusterRole === '')) throw new KubectlError('exactly one of clusterrole or role must be specified');
  return binding('RoleBinding', { name, namespace: namespaceFor(context) }, role ? roleRef('Role', role) : roleRef('ClusterRole', clusterRole), flags);
}

export const createClusterRoleBinding = (name: string, flags: Flags): Item => binding('ClusterRoleBinding', { name }, roleRef('ClusterRole', flags.text('clusterrole')), flags);

const binding = (kind: string, metadata: Item, ref: Item, flags: Flags): Item => goForm({ apiVersion: `${GROUP}/v1`, kind, metadata, subjects: subjectsOf(flags), roleRef: ref });
const roleRef = (kind: string, name: string): Item => ({ apiGroup: GROUP, kind, name });

function subjectsOf(flags: Flags): readonly Item[] {
  return [
    ...flags.list('user').map((name) => ({ kind: 'User', apiGroup: GROUP, name })),
    ...flags.list('group').map((name) => ({ kind: 'Group', apiGroup: GROUP, name })),
    ...flags.list('serviceaccount').map((text) => {
      const [namespace = '', name = '', ...more] = text.split(':');
      if (more.length > 0 || namespace === '' || name === '') throw new KubectlError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', namespace, name };
    }),
  ];
}
