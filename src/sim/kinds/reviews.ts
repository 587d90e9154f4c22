// Kinds that ask the API server a question: who is this, may they do that? They are posted, answered and never stored,
// so a kind is only its name here; sim/apiserver/reviews.ts answers.
// Upstream: pkg/registry/authorization, pkg/registry/authentication

import type { ISelfSubjectReview } from 'kubernetes-models/authentication.k8s.io/v1/SelfSubjectReview';
import type { ITokenReview } from 'kubernetes-models/authentication.k8s.io/v1/TokenReview';
import type { ILocalSubjectAccessReview } from 'kubernetes-models/authorization.k8s.io/v1/LocalSubjectAccessReview';
import type { ISelfSubjectAccessReview } from 'kubernetes-models/authorization.k8s.io/v1/SelfSubjectAccessReview';
import type { ISelfSubjectRulesReview } from 'kubernetes-models/authorization.k8s.io/v1/SelfSubjectRulesReview';
import type { ISubjectAccessReview } from 'kubernetes-models/authorization.k8s.io/v1/SubjectAccessReview';
import { defineKind, type Kind } from '../api/kind.ts';
import type { KubeObject, Served } from '../api/types.ts';

export type SelfSubjectReview = Served<ISelfSubjectReview>;
export type TokenReview = Served<ITokenReview>;
export type SubjectAccessReview = Served<ISubjectAccessReview>;
export type LocalSubjectAccessReview = Served<ILocalSubjectAccessReview>;
export type SelfSubjectAccessReview = Served<ISelfSubjectAccessReview>;
export type SelfSubjectRulesReview = Served<ISelfSubjectRulesReview>;

const review = <T extends KubeObject>(group: string, kind: string, scope: Kind['scope'] = 'Cluster'): Kind<T> =>
  defineKind<T>({ group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, scope, verbs: ['create'] });

export const SelfSubjectReview = review<SelfSubjectReview>('authentication.k8s.io', 'SelfSubjectReview');
export const TokenReview = review<TokenReview>('authentication.k8s.io', 'TokenReview');
export const LocalSubjectAccessReview = review<LocalSubjectAccessReview>('authorization.k8s.io', 'LocalSubjectAccessReview', 'Namespaced');
export const SelfSubjectAccessReview = review<SelfSubjectAccessReview>('authorization.k8s.io', 'SelfSubjectAccessReview');
export const SelfSubjectRulesReview = review<SelfSubjectRulesReview>('authorization.k8s.io', 'SelfSubjectRulesReview');
export const SubjectAccessReview = review<SubjectAccessReview>('authorization.k8s.io', 'SubjectAccessReview');
