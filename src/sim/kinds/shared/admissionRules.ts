// What webhooks and policies have in common: which requests they are about, and under which conditions.
// Upstream: pkg/apis/admissionregistration/validation, pkg/apis/admissionregistration/v1/defaults.go

import type { IMatchResources } from 'kubernetes-models/admissionregistration.k8s.io/v1/MatchResources';
import type { IParamRef } from 'kubernetes-models/admissionregistration.k8s.io/v1/ParamRef';
import type { DeepReadonly, Draft } from '../../../base/json.ts';
import { isDNS1035Label, isDNS1123Subdomain, isPathSegmentName, isQualifiedName } from '../../api/names.ts';
import { admissionEnvironment, celFault, type AdmissionExpressions } from './cel/admission.ts';
import { compileCel } from './cel/checker.ts';
import { CEL_RESERVED } from './cel/parser.ts';
import { DYN, type CelType } from './cel/types.ts';
import type { Report } from './report.ts';
import { checkName, checkOneOf, checkSelectorAt, each } from './rules.ts';

type MatchResources = DeepReadonly<IMatchResources>;

export interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

// ---- defaults ----

export function ruleDefaults(rules: { scope?: string }[] | undefined): void {
  for (const rule of rules ?? []) rule.scope ??= '*';
}

export function matchDefaults(match: Draft<MatchResources> | undefined): void {
  if (!match) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  ruleDefaults(match.resourceRules);
  ruleDefaults(match.excludeResourceRules);
}

// ---- rules ----

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/** A list in which a star stands alone. */
function checkStar(r: Report, field: string, values: readonly string[] | undefined, what: string): void {
  if (!values?.length) r.required(field);
  else if (values.length > 1 && values.includes('*')) r.invalid(field, values, `if '*' is present, must not specify other ${what}`);
}

export function checkRule(r: Report, at: string, rule: Rule): void {
  checkStar(r, `${at}.operations`, rule.operations, 'operations');
  each(rule.operations, `${at}.operations`, (operation, path) => checkOneOf(r, path, operation, OPERATIONS));
  checkStar(r, `${at}.apiGroups`, rule.apiGroups, 'API groups');
  checkStar(r, `${at}.apiVersions`, rule.apiVersions, 'API versions');
  each(rule.apiVersions, `${at}.apiVersions`, (version, path) => {
    if (version === '') r.required(path);
  });
  checkResources(r, `${at}.resources`, rule.resources ?? []);
  checkOneOf(r, `${at}.scope`, rule.scope, ['*', 'Cluster', 'Namespaced']);
}

function checkResources(r: Report, field: string, resources: readonly string[]): void {
  if (resources.length === 0) r.required(field);
  const anySubresource: string[] = [];
  const anyResource: string[] = [];
  let plain = false;
  each(resources, field, (text, path) => {
    if (text === '') return r.required(path);
    const slash = text.indexOf('/');
    if (slash < 0) {
      plain = text !== '*';
      return;
    }
    const [resource, sub] = [text.slice(0, slash), text.slice(slash + 1)];
    if (anySubresource.includes(resource)) r.invalid(path, text, `if '${resource}/*' is present, must not specify ${text}`);
    if (anyResource.includes(sub)) r.invalid(path, text, `if '*/${sub}' is present, must not specify ${text}`);
    if (sub === '*') anySubresource.push(resource);
    if (resource === '*') anyResource.push(sub);
  });
  if (resources.length > 1 && resources.includes('*/*')) r.invalid(field, resources, "if '*/*' is present, must not specify other resources");
  if (resources.includes('*') && plain) r.invalid(field, resources, "if '*' is present, must not specify other resources without subresources");
}

export function checkMatchResources(r: Report, at: string, match: MatchResources | undefined): void {
  if (!match) return;
  checkOneOf(r, `${at}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']);
  checkSelectorAt(r, `${at}.namespaceSelector`, match.namespaceSelector);
  checkSelectorAt(r, `${at}.objectSelector`, match.objectSelector);
  for (const list of ['resourceRules', 'excludeResourceRules'] as const) {
    each(match[list], `${at}.${list}`, (rule, path) => {
      const names: readonly string[] = rule.resourceNames ?? [];
      each(names, `${path}.resourceNames`, (name, p, i) => {
        r.faults(p, name, isPathSegmentName(name));
        if (names.indexOf(name) < i) r.duplicate(p, name);
      });
      checkRule(r, path, rule);
    });
  }
}

// ---- expressions ----

interface Condition {
  readonly name?: string;
  readonly expression?: string;
}

const MAX_CONDITIONS = 64;

export function checkMatchConditions(r: Report, field: string, conditions: readonly Condition[] | undefined, params: boolean): void {
  const list = conditions ?? [];
  if (list.length > MAX_CONDITIONS) r.tooMany(field, list.length, MAX_CONDITIONS);
  const names = list.map((c) => c.name ?? '');
  each(list, field, ({ name = '', expression = '' }, path, i) => {
    const text = expression.trim();
    if (!text) r.required(`${path}.expression`);
    else checkExpression(r, `${path}.expression`, text, { params }, ['bool']);
    checkName(r, `${path}.name`, name, isQualifiedName);
    if (name && names.indexOf(name) < i) r.duplicate(`${path}.name`, name);
  });
}

export function checkExpression(r: Report, field: string, source: string, expressions: AdmissionExpressions, types: readonly string[]): void {
  const fault = celFault(source, admissionEnvironment(expressions), types);
  if (fault) r.invalid(field, source, fault);
}

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

/** A policy's variables, each of which sees those before it. Answers with their types, for the expressions that follow. */
export function checkVariables(r: Report, field: string, variables: readonly Condition[] | undefined, expressions: AdmissionExpressions): AdmissionExpressions {
  if (!variables?.length) return expressions;
  const types: Record<string, CelType> = {};
  each(variables, field, ({ name = '', expression = '' }, path) => {
    if (!name.trim()) r.required(`${path}.name`, 'name is not specified');
    else if (!IDENTIFIER.test(name) || CEL_RESERVED.includes(name)) r.invalid(`${path}.name`, name, 'must be a valid CEL identifier');
    if (!expression.trim()) return r.required(`${path}.expression`, 'expression is not specified');
    const result = compileCel(expression, admissionEnvironment({ ...expressions, variables: { ...types } }));
    if ('error' in result) r.invalid(`${path}.expression`, expression, `compilation failed: ${result.error}`);
    types[name] = 'error' in result ? DYN : result.type;
  });
  return { ...expressions, variables: types };
}

// ---- parameters ----

interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

export function checkParamKind(r: Report, at: string, param: ParamKind | undefined): void {
  if (!param) return;
  const { apiVersion = '', kind = '' } = param;
  const field = `${at}.apiVersion`;
  const parts = apiVersion.split('/');
  if (!apiVersion) r.required(field);
  else if (parts.length > 2) r.invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else {
    const version = parts.pop() as string;
    const group = parts[0] ?? '';
    const joined = (value: string, faults: readonly string[]): void => {
      if (faults.length) r.invalid(field, value, faults.join(','));
    };
    if (group) joined(group, isDNS1123Subdomain(group));
    if (!version) r.invalid(field, apiVersion, 'version must be specified');
    else joined(version, isDNS1035Label(version));
  }
  if (!kind) return r.required(`${at}.kind`);
  const faults = isDNS1035Label(kind.toLowerCase());
  if (faults.length) r.invalid(`${at}.kind`, kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`);
}

/** What a binding says: its policy, its parameters, and where it applies. */
export function checkBindingSpec(r: Report, spec: { readonly policyName?: string; readonly paramRef?: DeepReadonly<IParamRef>; readonly matchResources?: MatchResources }): void {
  checkName(r, 'spec.policyName', spec.policyName, isDNS1123Subdomain);
  if (spec.paramRef) checkParamRef(r, 'spec.paramRef', spec.paramRef);
  checkMatchResources(r, 'spec.matchResources', spec.matchResources);
}

function checkParamRef(r: Report, at: string, { name, selector, parameterNotFoundAction: action }: DeepReadonly<IParamRef>): void {
  const exclusive = 'name and selector are mutually exclusive';
  if (name) {
    r.faults(`${at}.name`, name, isPathSegmentName(name));
    if (selector) r.forbidden(`${at}.name`, exclusive);
  }
  if (selector) {
    checkSelectorAt(r, `${at}.selector`, selector);
    if (name) r.forbidden(`${at}.selector`, exclusive);
  }
  if (!name && !selector) r.required(at, 'one of name or selector must be specified');
  if (!action) r.required(`${at}.parameterNotFoundAction`);
  else checkOneOf(r, `${at}.parameterNotFoundAction`, action, ['Deny', 'Allow'], false);
}

/** The cell for a binding's parameters; a selector is shown as Go prints the struct. */
export function paramRefText(ref: DeepReadonly<IParamRef> | undefined): string {
  if (!ref) return '<unset>';
  if (!ref.selector) return `${ref.namespace || '*'}/${ref.name ?? ''}`;
  return goSelector(ref.selector);
}

export function goSelector({ matchLabels = {}, matchExpressions = [] }: NonNullable<DeepReadonly<IParamRef>['selector']>): string {
  const labels = Object.keys(matchLabels).sort().map((k) => `${k}: ${matchLabels[k]},`).join('');
  const expressions = matchExpressions.map((e) => `LabelSelectorRequirement{Key:${e.key},Operator:${e.operator},Values:[${(e.values ?? []).join(' ')}],},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}

export const paramKindText = (param: ParamKind | undefined): string => (param ? `${param.apiVersion ?? ''}/${param.kind ?? ''}` : '<unset>');
