// kubectl create namespace, serviceaccount, quota, poddisruptionbudget, priorityclass and token.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_namespace.go and its neighbours

import { ApiError } from '../../sim/api/errors.ts';
import { canonicalQuantity, QuantityError } from '../../sim/api/quantity.ts';
import { parseLabelSelector } from '../../sim/api/selectorText.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, requireName, type GeneratorContext } from './context.ts';
import { intOrString } from './intOrString.ts';

export function createNamespace(name: string): Item {
  requireName(name);
  return goForm({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

export function createServiceAccount(name: string, _: Flags, context: GeneratorContext): Item {
  requireName(name);
  return goForm({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: namespaceFor(context) } });
}

export function createPriorityClass(name: string, flags: Flags): Item {
  return goForm({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: flags.number('value'),
    globalDefault: flags.flag('global-default'),
    description: flags.text('description'),
    preemptionPolicy: flags.text('preemption-policy'),
  });
}

export function createQuota(name: string, flags: Flags, context: GeneratorContext): Item {
  requireName(name);
  const hard = resourceList(flags.text('hard'));
  const scopes = flags.text('scopes');
  if (scopes.split(',').includes('') && scopes !== '') throw new KubectlError('invalid resource quota scope ""');
  return goForm({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace: namespaceFor(context) },
    spec: { hard, scopes: scopes === '' ? undefined : scopes.split(',') },
  });
}

/** `cpu=1,memory=1Gi`; undefined where nothing is said. */
export function resourceList(text: string): { readonly [name: string]: string } | undefined {
  if (text === '') return undefined;
  const out: Record<string, string> = {};
  for (const statement of text.split(',')) {
    const [name, amount, ...more] = statement.split('=');
    if (name === undefined || amount === undefined || more.length > 0) throw new KubectlError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    out[name] = quantity(amount);
  }
  return out;
}

function quantity(text: string): string {
  try {
    return canonicalQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) throw new KubectlError(error.message);
    throw error;
  }
}

export function createPodDisruptionBudget(name: string, flags: Flags, context: GeneratorContext): Item {
  const selector = flags.text('selector');
  const min = flags.text('min-available');
  const max = flags.text('max-unavailable');
  requireName(name);
  if (selector === '') throw new KubectlError('a selector must be specified');
  if (min === '' && max === '') throw new KubectlError('one of min-available or max-unavailable must be specified');
  if (min !== '' && max !== '') throw new KubectlError('min-available and max-unavailable cannot be both specified');
  if (min !== '' && !/^[0-9]+%?$/.test(min)) throw new KubectlError('invalid format specified for min-available');
  if (max !== '' && !/^[0-9]+%?$/.test(max)) throw new KubectlError('invalid format specified for max-unavailable');
  return goForm({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: namespaceFor(context) },
    spec: { selector: labelSelector(selector), ...(min === '' ? { maxUnavailable: intOrString(max) } : { minAvailable: intOrString(min) }) },
  });
}

const OPERATORS: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** metav1.ParseToLabelSelector */
export function labelSelector(text: string): Item {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Item[] = [];
  for (const { key, operator, values } of requirements(text)) {
    if (operator === '=') matchLabels[key] = values[0] as string;
    else if (operator === 'gt' || operator === 'lt') throw new KubectlError(`${goQuote(operator)} isn't supported in label selectors`);
    else if (!OPERATORS[operator]) throw new KubectlError(`${goQuote(operator)} is not a valid label selector operator`);
    else matchExpressions.push({ key, operator: OPERATORS[operator], values });
  }
  return { matchLabels, matchExpressions };
}

function requirements(text: string): ReturnType<typeof parseLabelSelector>['requirements'] {
  try {
    return parseLabelSelector(text).requirements;
  } catch (error) {
    if (error instanceof ApiError) throw new KubectlError(`couldn't parse the selector string "${text}": ${error.message}`);
    throw error;
  }
}

const BOUND_KINDS = ['Node', 'Pod', 'Secret'];

/** The request that is POSTed to serviceaccounts/NAME/token. */
export function tokenRequest(name: string, flags: Flags, context: GeneratorContext): Item {
  if (name === '') throw new KubectlError('service account name is required');
  if (context.namespace === '') throw new KubectlError('--namespace is required');
  const duration = flags.duration('duration');
  if (duration < 0) throw new KubectlError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new KubectlError('--duration cannot be expressed in units less than seconds');
  const audiences = flags.list('audience');
  if (audiences.includes('')) throw new KubectlError('--audience must not be an empty string');
  const [kind, boundName, uid] = ['kind', 'name', 'uid'].map((part) => flags.text(`bound-object-${part}`)) as [string, string, string];
  if (kind === '') {
    if (boundName !== '') throw new KubectlError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw new KubectlError('--bound-object-uid can only be set if --bound-object-kind is provided');
  } else {
    if (!BOUND_KINDS.includes(kind)) throw new KubectlError(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`);
    if (boundName === '') throw new KubectlError('--bound-object-name is required if --bound-object-kind is provided');
  }
  return goForm({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {
      audiences,
      expirationSeconds: duration > 0 ? duration / 1000 : undefined,
      boundObjectRef: kind === '' ? undefined : { kind, apiVersion: 'v1', name: boundName, uid },
    },
  });
}
