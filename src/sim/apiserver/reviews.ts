// Questions to the API server that are posted like objects and answered at once: who am I, whose token is this, may this
// user do that? Nothing is stored.
// Upstream: pkg/registry/authorization, pkg/registry/authentication, pkg/apis/authorization/validation
//
// Simplified: a token is known by its form (see subresources/token.ts), not by a signature, and it never expires.

import { badRequest, invalid } from '../api/errors.ts';
import type { UserInfo } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import { isQualifiedName } from '../api/names.ts';
import type { KubeObject } from '../api/types.ts';
import { internalBy } from '../kinds/shared/internal.ts';
import type { Report } from '../kinds/shared/report.ts';
import { each, reported } from '../kinds/shared/rules.ts';
import type { LocalSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview, TokenReview } from '../kinds/reviews.ts';
import { readObject } from './bodies.ts';
import type { Exchange } from './context.ts';
import { permits, type Attributes, type Rbac } from './rbac.ts';
import type { Handler } from './routes.ts';

type Review = (exchange: Exchange, object: KubeObject, rbac: Rbac) => { readonly spec?: unknown; readonly status: object };
type AccessSpec = SubjectAccessReview['spec'];
type ResourceAttributes = NonNullable<AccessSpec['resourceAttributes']>;

const AUTHORIZATION = 'authorization.k8s.io';

/** What answers an object of a kind, by group and kind. */
export const REVIEWS: Readonly<Record<string, Review>> = {
  [`${AUTHORIZATION}/SubjectAccessReview`]: (exchange, object, rbac) => {
    const { spec } = object as SubjectAccessReview;
    refuse([...accessErrors(spec, true), ...metadataErrors(object, 'must be empty', [])]);
    return access(exchange, rbac, subjectOf(spec), spec);
  },
  [`${AUTHORIZATION}/LocalSubjectAccessReview`]: (exchange, object, rbac) => {
    const { spec } = object as LocalSubjectAccessReview;
    const errors = [...accessErrors(spec, true), ...metadataErrors(object, 'must be empty except for namespace', ['namespace'])];
    refuse([
      ...errors,
      ...reported((r) => {
        const namespace = spec.resourceAttributes?.namespace ?? '';
        if (spec.resourceAttributes && namespace !== exchange.info.namespace) r.invalid('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace');
        if (spec.nonResourceAttributes) r.invalid('spec.nonResourceAttributes', shown(spec), 'disallowed on this kind of request');
      }),
    ]);
    return access(exchange, rbac, subjectOf(spec), spec);
  },
  [`${AUTHORIZATION}/SelfSubjectAccessReview`]: (exchange, object, rbac) => {
    const { spec } = object as SubjectAccessReview;
    refuse([...accessErrors(spec, false), ...metadataErrors(object, 'must be empty', [])]);
    return access(exchange, rbac, exchange.user, spec);
  },
  [`${AUTHORIZATION}/SelfSubjectRulesReview`]: (exchange, object, rbac) => {
    const { namespace } = (object as SelfSubjectRulesReview).spec;
    if (!namespace) throw badRequest('no namespace on request');
    return { spec: {}, status: rulesOf(rbac, exchange.user, namespace) };
  },
  'authentication.k8s.io/TokenReview': (exchange, object) => {
    const { token } = (object as TokenReview).spec;
    if (!token) throw badRequest('token is required for TokenReview in authentication');
    return { status: tokenStatus(exchange, token) };
  },
  'authentication.k8s.io/SelfSubjectReview': ({ user }) => ({ status: { userInfo: userShown(user) } }),
};

/** How a POST of a review is handled; undefined for kinds that are stored. */
export function reviewHandler(exchange: Exchange, rbac: Rbac): Handler | undefined {
  const { kind } = exchange;
  const review = REVIEWS[`${kind.group}/${kind.kind}`];
  return review && { kind: 'read', read: (answer) => answer({ code: 201, body: reviewed(exchange, kind, review, rbac), warnings: exchange.warnings }) };
}

function reviewed(exchange: Exchange, kind: Kind, review: Review, rbac: Rbac): object {
  const object = readObject(exchange, kind) as unknown as KubeObject;
  const { metadata = {}, spec } = object as unknown as { metadata?: { namespace?: string }; spec?: unknown };
  if (kind.namespaced) {
    if (metadata.namespace && metadata.namespace !== exchange.info.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    metadata.namespace = exchange.info.namespace;
  } else delete metadata.namespace;
  const answer = review(exchange, object, rbac);
  const shownSpec = 'spec' in answer ? answer.spec : spec;
  return { kind: kind.kind, apiVersion: kind.apiVersion, metadata, ...(shownSpec === undefined ? {} : { spec: shownSpec }), status: answer.status };
}

// ---- may they? ----

const refuse = (errors: ReturnType<typeof reported>): void => {
  if (errors.length) throw invalid(AUTHORIZATION, '', '', errors);
};

const shown = (spec: AccessSpec): unknown => (spec.nonResourceAttributes ? internalBy('Path Verb', spec.nonResourceAttributes) : null);

function accessErrors(spec: AccessSpec, namesSubject: boolean) {
  return reported((r) => {
    const { resourceAttributes: resource, nonResourceAttributes: other } = spec;
    if (resource && other) r.invalid('spec.nonResourceAttributes', shown(spec), 'cannot be specified in combination with resourceAttributes');
    if (!resource && !other) r.invalid('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified');
    if (namesSubject && !spec.user && !spec.groups?.length) r.invalid('spec.user', '', 'at least one of user or group must be specified');
    if (resource) checkSelectors(r, 'spec.resourceAttributes', resource);
  });
}

function checkSelectors(r: Report, at: string, { fieldSelector, labelSelector }: ResourceAttributes): void {
  const both = (path: string, raw: string | undefined, requirements: readonly unknown[] | undefined): void => {
    if (raw && requirements?.length) r.invalid(`${path}.rawSelector`, raw, 'may not specified at the same time as requirements');
    if (!raw && !requirements?.length) r.required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`);
  };
  if (fieldSelector) {
    const path = `${at}.fieldSelector`;
    both(path, fieldSelector.rawSelector, fieldSelector.requirements);
    each(fieldSelector.requirements, `${path}.requirements`, ({ key, operator, values }, p) => {
      if (!key) r.required(`${p}.key`, 'must be specified');
      checkValues(r, p, operator, values);
    });
  }
  if (!labelSelector) return;
  const path = `${at}.labelSelector`;
  both(path, labelSelector.rawSelector, labelSelector.requirements);
  each(labelSelector.requirements, `${path}.requirements`, (requirement, p) => {
    checkValues(r, p, requirement.operator, requirement.values);
    r.faults(`${p}.key`, requirement.key, isQualifiedName(requirement.key));
  });
}

/** Operators that are not known are let through. */
function checkValues(r: Report, path: string, operator: string, values: readonly string[] | undefined): void {
  if ((operator === 'In' || operator === 'NotIn') && !values?.length) r.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values?.length) r.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
}

function metadataErrors(object: KubeObject, fault: string, allowed: readonly string[]) {
  const metadata = (object.metadata ?? {}) as unknown as Readonly<Record<string, unknown>>;
  const empty = Object.keys(metadata).every((key) => allowed.includes(key) || key === 'managedFields' || metadata[key] === undefined || metadata[key] === null);
  return reported((r) => {
    if (!empty) r.invalid('metadata', metadata, fault);
  });
}

const subjectOf = ({ user, groups, uid, extra }: AccessSpec): UserInfo => ({ name: user ?? '', groups: groups ?? [], ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) });

function access(exchange: Exchange, rbac: Rbac, user: UserInfo, { resourceAttributes: resource, nonResourceAttributes: other }: AccessSpec): { status: object } {
  const attributes: Attributes = {
    verb: resource?.verb ?? other?.verb ?? '',
    group: resource?.group ?? '',
    resource: resource?.resource ?? '',
    subresource: resource?.subresource ?? '',
    name: resource?.name ?? '',
    namespace: resource?.namespace ?? '',
    ...(resource ? {} : { path: other?.path ?? '' }),
  };
  const allowed = rbac.allowed(user, attributes);
  const reason = allowed ? reasonOf(exchange, user, attributes) : '';
  return { status: { allowed, ...(reason ? { reason: `RBAC: allowed by ${reason}` } : {}) } };
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
interface Binding extends KubeObject {
  readonly subjects?: readonly Subject[];
  readonly roleRef: { readonly kind: string; readonly name: string };
}

/** `ClusterRoleBinding "a" of ClusterRole "b" to Group "c"`: the first binding that allows it. */
function reasonOf({ state }: Exchange, user: UserInfo, attributes: Attributes): string {
  if (user.groups.includes('system:masters')) return '';
  const { namespace } = attributes;
  for (const [prefix, own] of [['clusterrolebindings/', ''], ...(namespace ? [[`rolebindings/${namespace}/`, namespace]] : [])] as [string, string][]) {
    for (const { value } of state.store.range(`/registry/${prefix}`)) {
      const { metadata, roleRef, subjects } = value as Binding;
      const subject = subjects?.find((s) => isUser(s, user, own));
      if (!subject) continue;
      const role = state.store.get(roleRef.kind === 'ClusterRole' ? `/registry/clusterroles/${roleRef.name}` : `/registry/roles/${own}/${roleRef.name}`)?.value as { rules?: Parameters<typeof permits>[0][] } | undefined;
      if (!role?.rules?.some((rule) => permits(rule, attributes))) continue;
      const name = own ? `RoleBinding ${JSON.stringify(`${metadata.name}/${own}`)}` : `ClusterRoleBinding ${JSON.stringify(metadata.name)}`;
      const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? own}` : subject.name;
      return `${name} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${JSON.stringify(who)}`;
    }
  }
  return '';
}

function isUser({ kind, name, namespace }: Subject, user: UserInfo, own: string): boolean {
  if (kind === 'User') return name === user.name;
  if (kind === 'Group') return user.groups.includes(name);
  return user.name === `system:serviceaccount:${namespace ?? own}:${name}`;
}

function rulesOf(rbac: Rbac, user: UserInfo, namespace: string): object {
  const rules = [...rbac.rulesFor(user, ''), ...rbac.rulesFor(user, namespace)];
  return {
    resourceRules: rules.filter((r) => r.resources?.length).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames?.length ? { resourceNames } : {}) })),
    nonResourceRules: rules.filter((r) => r.nonResourceURLs?.length).map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}

// ---- who? ----

const userShown = ({ name, uid, groups, extra }: UserInfo): object => ({
  username: name,
  ...(uid ? { uid } : {}),
  ...(groups.length ? { groups } : {}),
  ...(extra ? { extra } : {}),
});

const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

function tokenStatus({ state }: Exchange, token: string): object {
  const [, namespace = '', name = ''] = /^simulated\.([^.]+)\.(.+)$/.exec(token) ?? [];
  const account = state.store.get(`/registry/serviceaccounts/${namespace}/${name}`)?.value;
  if (!account) return { user: {}, error: 'invalid bearer token' };
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { authenticated: true, user: userShown({ name: `system:serviceaccount:${namespace}:${name}`, uid: account.metadata.uid, groups }), audiences: [AUDIENCE] };
}
