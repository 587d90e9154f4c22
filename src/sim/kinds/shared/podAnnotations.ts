// Annotations of Pods that mean something to the server: mirror Pods, deletion cost, old forms of security profiles.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields)

import { checkLocalDescending } from './paths.ts';
import { visitContainers } from './podSpec.ts';
import type { PodKeeps, PodSpec } from './podTypes.ts';
import type { Report } from './report.ts';

type Texts = { readonly [key: string]: string };

export const MIRROR = 'kubernetes.io/config.mirror';
export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
export const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** The report stands above `annotations`. */
export function checkPodAnnotations(report: Report, annotations: Texts | undefined, spec: PodSpec, keeps: PodKeeps): void {
  if (!annotations) return;
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && !spec.nodeName) report.invalid(`annotations[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set');
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !keeps.deletionCost && !isDeletionCost(cost)) report.invalid(`annotations[${DELETION_COST}]`, cost, 'must be a 32bit integer');
  for (const key in annotations) {
    const value = annotations[key] as string;
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) checkSeccompText(report, `annotations.${key}`, value);
  }
  for (const key in annotations) if (key.startsWith(APPARMOR)) checkAppArmorText(report, key, annotations[key] as string, spec);
}

/** An optional sign and up to 31 bits, no plus and no leading zeros. */
export function isDeletionCost(text: string): boolean {
  return /^(?:0|-?[1-9]\d*)$/.test(text) && Number(text) >= -2_147_483_648 && Number(text) <= 2_147_483_647;
}

function checkSeccompText(report: Report, at: string, value: string): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(value)) return;
  if (value.startsWith('localhost/')) checkLocalDescending(report, at, value.slice('localhost/'.length));
  else report.invalid(at, value, 'must be a valid seccomp profile');
}

function checkAppArmorText(report: Report, key: string, value: string, spec: PodSpec): void {
  const name = key.slice(APPARMOR.length);
  let found = false;
  visitContainers(spec, (container) => {
    found ||= container.name === name;
  });
  if (!found) report.invalid(`annotations[${key}]`, name, 'container not found');
  if (!['', 'runtime/default', 'unconfined'].includes(value) && !value.startsWith('localhost/')) {
    report.invalid(`annotations[${key}]`, value, `invalid AppArmor profile name: ${JSON.stringify(value)}`);
  }
}

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}

/** Where annotation and field say the same thing, they must agree; the report stands at the spec. */
export function checkProfilesAgree(report: Report, annotations: Texts | undefined, spec: PodSpec): void {
  if (!annotations) return;
  const ofPod = spec.securityContext?.seccompProfile;
  checkAgreement(report, 'securityContext.seccompProfile', ofPod, annotations[SECCOMP_POD], 'seccomp');
  visitContainers(spec, ({ name, securityContext }, at) => {
    checkAgreement(report, `${at}.securityContext.seccompProfile`, securityContext?.seccompProfile, annotations[SECCOMP_CONTAINER + name], 'seccomp');
  });
  if (spec.os?.name === 'windows') return;
  visitContainers(spec, ({ name, securityContext }, at) => {
    const profile = securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    checkAgreement(report, `${at}.securityContext.appArmorProfile`, profile, annotations[APPARMOR + name], 'apparmor');
  });
}

function checkAgreement(report: Report, at: string, profile: Profile | undefined, annotation: string | undefined, what: string): void {
  if (!profile || annotation === undefined) return;
  const type = profile.type;
  const agrees =
    (type === 'Unconfined' && annotation === 'unconfined') ||
    (type === 'RuntimeDefault' && (annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default'))) ||
    (type === 'Localhost' && annotation.startsWith('localhost/')) ||
    !['Unconfined', 'RuntimeDefault', 'Localhost'].includes(type ?? '');
  if (!agrees) report.forbidden(`${at}.type`, `${what} type in annotation and field must match`);
  else if (type === 'Localhost' && annotation.slice('localhost/'.length) !== profile.localhostProfile) report.forbidden(`${at}.localhostProfile`, `${what} profile in annotation and field must match`);
}

/** A mirror Pod stays one, and nothing else becomes one; the report stands at the object. */
export function checkAnnotationUpdate(report: Report, next: Texts | undefined, old: Texts | undefined): void {
  for (const key in old) {
    if (next?.[key] === old[key]) continue;
    if (key.startsWith(APPARMOR)) report.forbidden(`metadata.annotations[${key}]`, 'may not remove or update AppArmor annotations');
    if (key === MIRROR) report.forbidden(`metadata.annotations[${key}]`, 'may not remove or update mirror pod annotation');
  }
  for (const key in next) {
    if (old?.[key] !== undefined) continue;
    if (key.startsWith(APPARMOR)) report.forbidden(`metadata.annotations[${key}]`, 'may not add AppArmor annotations');
    if (key === MIRROR) report.forbidden(`metadata.annotations[${key}]`, 'may not add mirror pod annotation');
  }
}

/** The field that an old annotation stands for; undefined where it stands for nothing. Upstream: ApparmorFieldForAnnotation */
export function appArmorField(annotation: string): Profile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith('localhost/')) return undefined;
  const localhostProfile = annotation.slice('localhost/'.length);
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile };
}
