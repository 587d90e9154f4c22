// What the labels of a namespace mean for what is written in it.
// Upstream: k8s.io/pod-security-admission/{admission/admission.go,api/helpers.go}

import { equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { forbidden, invalid, invalidValue, type FieldError } from '../../api/errors.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Container, PodSpec, PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import type { AdmissionRequest } from '../admission.ts';
import { violations, type Level, type Violation } from './podSecurityChecks.ts';

const PREFIX = 'pod-security.kubernetes.io/';
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

interface Rule {
  level: Level;
  version: string;
}
interface Policy {
  readonly enforce: Rule;
  readonly warn: Rule;
  readonly errors: readonly FieldError[];
}

function policyOf(labels: Readonly<Record<string, string>> = {}): Policy {
  const errors: FieldError[] = [];
  const read = (mode: string): { readonly rule: Rule; readonly hasLevel: boolean; readonly hasVersion: boolean } => {
    const rule: Rule = { level: 'privileged', version: 'latest' };
    const level = labels[`${PREFIX}${mode}`];
    const version = labels[`${PREFIX}${mode}-version`];
    let hasLevel = false;
    if (level !== undefined) {
      hasLevel = LEVELS.includes(level as Level);
      if (hasLevel) rule.level = level as Level;
      else {
        // What cannot be read is enforced as the strictest, and not warned of.
        if (mode === 'enforce') rule.level = 'restricted';
        errors.push(invalidValue(`metadata.labels[${PREFIX}${mode}]`, level, `must be one of ${LEVELS.join(', ')}`));
      }
    }
    if (version !== undefined) {
      if (version === 'latest' || /^v1\.(0|[1-9]\d*)$/.test(version)) rule.version = version;
      else errors.push(invalidValue(`metadata.labels[${PREFIX}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
    }
    return { rule, hasLevel: level !== undefined && hasLevel, hasVersion: version !== undefined };
  };
  const enforce = read('enforce');
  read('audit');
  const warn = read('warn');
  // Whoever enforces wants to warn as well, unless it says otherwise.
  if (enforce.hasLevel && labels[`${PREFIX}warn`] === undefined && rank(enforce.rule) > rank(warn.rule)) {
    warn.rule.level = enforce.rule.level;
    if (!warn.hasVersion) warn.rule.version = enforce.rule.version;
  }
  return { enforce: enforce.rule, warn: warn.rule, errors };
}

const rank = ({ level }: Rule): number => LEVELS.indexOf(level);
const ruleName = ({ level, version }: Rule): string => JSON.stringify(`${level}:${version}`);
const details = (found: readonly Violation[]): string => found.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
const reasons = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(', ');

const policyFor = ({ exchange, namespace }: AdmissionRequest): Policy => policyOf(exchange.state.store.get(`/registry/namespaces/${namespace}`)?.value.metadata.labels);

export function checkPod(request: AdmissionRequest, object: KubeObject): void {
  const { spec, metadata } = object as unknown as Pod;
  if (request.operation === 'UPDATE' && request.old && !changesMuch(spec, (request.old as unknown as Pod).spec)) return;
  const { enforce, warn } = policyFor(request);
  const annotations = metadata.annotations ?? {};
  const refused = violations(spec, annotations, enforce.level);
  if (refused.length > 0) throw forbidden('', 'pods', metadata.name, `violates PodSecurity ${ruleName(enforce)}: ${details(refused)}`);
  warnOf(request, violations(spec, annotations, warn.level), warn);
}

export function checkWorkload(request: AdmissionRequest, object: KubeObject): void {
  const template = templateOf(object);
  if (!template?.spec) return;
  const { warn } = policyFor(request);
  warnOf(request, violations(template.spec as PodSpec, template.metadata?.annotations ?? {}, warn.level), warn);
}

function templateOf(object: KubeObject): PodTemplateSpec | undefined {
  const { spec, template } = object as { readonly spec?: { readonly template?: PodTemplateSpec; readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } } }; readonly template?: PodTemplateSpec };
  return template ?? spec?.template ?? spec?.jobTemplate?.spec?.template;
}

function warnOf({ exchange }: AdmissionRequest, found: readonly Violation[], rule: Rule): void {
  if (found.length > 0) exchange.warnings.push(`would violate PodSecurity ${ruleName(rule)}: ${details(found)}`);
}

/** Images, profiles and the like; not what no check looks at. */
function changesMuch(spec: PodSpec, old: PodSpec): boolean {
  const seen = (pod: PodSpec): object => {
    const containers = (list: readonly Container[] | undefined): readonly object[] => (list ?? []).map(({ image: _image, resources: _resources, ...rest }) => rest);
    const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, containers: own, initContainers, ...rest } = pod;
    return { ...rest, containers: containers(own), initContainers: containers(initContainers) };
  };
  return !equal(seen(spec), seen(old));
}

export function checkNamespaceLabels(request: AdmissionRequest, object: KubeObject): void {
  const { operation, old, exchange } = request;
  const now = policyOf(object.metadata.labels);
  const before = policyOf(old?.metadata.labels);
  if (now.errors.length > 0 && (operation === 'CREATE' || before.errors.length === 0)) throw invalid('', 'Namespace', object.metadata.name, now.errors);
  if (operation === 'CREATE' || object.metadata.deletionTimestamp !== undefined) return;
  const { enforce } = now;
  if (enforce.level === 'privileged' || (enforce.version === before.enforce.version && rank(enforce) <= rank(before.enforce))) return;
  exchange.warnings.push(...warningsAboutPods(request, object.metadata.name, enforce));
}

/** Of Pods that are alike (one owner, one fault) one is named. */
function warningsAboutPods({ exchange }: AdmissionRequest, namespace: string, enforce: Rule): readonly string[] {
  const byFault = new Map<string, { first: string; others: number }>();
  for (const { value } of exchange.state.store.range(`/registry/pods/${namespace}/`)) {
    const { metadata, spec } = value as unknown as Pod;
    const found = violations(spec, metadata.annotations ?? {}, enforce.level);
    if (found.length === 0) continue;
    const known = byFault.get(reasons(found));
    if (known) known.others++;
    else byFault.set(reasons(found), { first: metadata.name, others: 0 });
  }
  if (byFault.size === 0) return [];
  const lines = [...byFault].map(([fault, { first, others }]) => `${first}${others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`}: ${fault}`);
  return [`existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${ruleName(enforce)}`, ...lines.sort(compareText)];
}
