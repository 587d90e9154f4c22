// What CEL expressions of policies, webhooks and device classes can refer to.
// Upstream: k8s.io/apiserver/pkg/admission/plugin/cel/compile.go, k8s.io/dynamic-resource-allocation/cel

import { compileCel, type CelEnvironment } from './checker.ts';
import { BOOL, DYN, INT, listOf, mapOf, objectOf, STRING, type CelType } from './types.ts';

const strings = (...names: string[]): Record<string, CelType> => Object.fromEntries(names.map((n) => [n, STRING]));
const TIME: CelType = { name: 'timestamp' };
const GVK = objectOf('kubernetes.GroupVersionKind', strings('group', 'version', 'kind'));
const GVR = objectOf('kubernetes.GroupVersionResource', strings('group', 'version', 'resource'));

const REQUEST = objectOf('kubernetes.AdmissionRequest', {
  kind: GVK,
  resource: GVR,
  requestKind: GVK,
  requestResource: GVR,
  ...strings('subResource', 'requestSubResource', 'name', 'namespace', 'operation'),
  userInfo: objectOf('kubernetes.UserInfo', { ...strings('username', 'uid'), groups: listOf(STRING), extra: mapOf(STRING, listOf(STRING)) }),
  dryRun: BOOL,
  options: DYN,
});

const NAMESPACE = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    ...strings('name', 'generateName', 'namespace', 'UID', 'resourceVersion'),
    labels: mapOf(STRING, STRING),
    annotations: mapOf(STRING, STRING),
    creationTimestamp: TIME,
    deletionTimestamp: TIME,
    deletionGracePeriodSeconds: INT,
    generation: INT,
    finalizers: listOf(STRING),
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: objectOf('kubernetes.NamespaceStatus', {
    phase: STRING,
    conditions: listOf(objectOf('kubernetes.NamespaceCondition', { ...strings('status', 'type', 'message', 'reason'), lastTransitionTime: TIME })),
  }),
});

export interface AdmissionExpressions {
  readonly params: boolean;
  readonly authorizer?: boolean;
  /** Types of the variables that the policy defines; undefined where it defines none. */
  readonly variables?: Readonly<Record<string, CelType>> | undefined;
  /** Expressions that make patches know Object and JSONPatch. */
  readonly patches?: boolean;
}

export const JSON_PATCH = objectOf('JSONPatch', { op: STRING, path: STRING, from: STRING, value: DYN });
const ANY_OBJECT: CelType = { name: 'Object' };

export function admissionEnvironment({ params, authorizer = true, variables, patches }: AdmissionExpressions): CelEnvironment {
  return {
    variables: {
      object: DYN,
      oldObject: DYN,
      namespaceObject: NAMESPACE,
      request: REQUEST,
      ...(params ? { params: DYN } : {}),
      ...(authorizer ? { authorizer: { name: 'kubernetes.authorization.Authorizer' }, 'authorizer.requestResource': { name: 'kubernetes.authorization.ResourceCheck' } } : {}),
      ...(variables ? { variables: objectOf('kubernetes.variables', variables) } : {}),
    },
    ...(patches ? { struct: (name: string) => (name === 'JSONPatch' ? JSON_PATCH : name === 'Object' ? ANY_OBJECT : name.startsWith('Object.') ? { name } : undefined) } : {}),
  };
}

const QUANTITY: CelType = { name: 'kubernetes.Quantity' };

export const DEVICE_ENVIRONMENT: CelEnvironment = {
  variables: {
    device: objectOf('kubernetes.DRADevice', {
      driver: STRING,
      attributes: mapOf(STRING, mapOf(STRING, DYN)),
      capacity: mapOf(STRING, mapOf(STRING, QUANTITY)),
      allowMultipleAllocations: BOOL,
    }),
  },
};

/** What is wrong with an expression that must have one of these types. */
export function celFault(source: string, environment: CelEnvironment, types: readonly string[]): string | undefined {
  const result = compileCel(source, environment);
  if ('error' in result) return `compilation failed: ${result.error}`;
  if (types.length === 0 || types.includes(result.type.name)) return undefined;
  return types.length === 1 ? `must evaluate to ${types[0]} but got ${result.type.name}` : `must evaluate to one of [${types.join(' ')}] but got ${result.type.name}`;
}
