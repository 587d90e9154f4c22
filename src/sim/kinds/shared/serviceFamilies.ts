// The addresses of a Service: which there may be, and what is filled in when they are given out. This cluster has IPv4
// only, so every Service has one address or none.
// Upstream: pkg/registry/core/service/storage/{alloc,storage}.go, ValidateServiceClusterIPsRelatedFields
// Simplified: the rules for clusters with two families are left out where they can never hold here.

import type { IService } from 'kubernetes-models/v1/Service';
import { equal, type Draft } from '../../../base/json.ts';
import type { FieldError } from '../../api/errors.ts';
import type { Served } from '../../api/types.ts';
import { ipFamily, ipFaults } from './ipRules.ts';
import type { Report } from './report.ts';
import { reported } from './rules.ts';

export type ServiceSpec = Served<IService>['spec'];
type SpecDraft = Draft<ServiceSpec>;

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
/** What the cluster has. */
const OURS = 'IPv4';

export const isHeadless = ({ clusterIPs }: ServiceSpec): boolean => clusterIPs?.length === 1 && clusterIPs[0] === 'None';
export const needsClusterIP = ({ type }: ServiceSpec): boolean => type !== 'ExternalName';
export const needsNodePort = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';
export const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean => type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

export const sameClusterIPs = (a: ServiceSpec, b: ServiceSpec): boolean => (a.clusterIP ?? '') === (b.clusterIP ?? '') && equal(a.clusterIPs ?? [], b.clusterIPs ?? []);

/** clusterIP and clusterIPs go together; older clients know only the first. */
export function normalizeClusterIPs(spec: SpecDraft, old: ServiceSpec | undefined): void {
  const plural = spec.clusterIPs?.length ?? 0;
  if (!old) {
    if (spec.clusterIP && plural === 0) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const same = (spec.clusterIP ?? '') === (old.clusterIP ?? '');
  if (old.clusterIPs?.length && plural === 0 && same) spec.clusterIPs = [...old.clusterIPs];
  if (same || !equal(spec.clusterIPs ?? [], old.clusterIPs ?? [])) return;
  if (old.clusterIP && !spec.clusterIP) delete spec.clusterIPs;
  else spec.clusterIPs = [spec.clusterIP ?? ''];
}

/** What the server gave out stays where a client leaves it out. */
export function keepAllocated(spec: SpecDraft, old: ServiceSpec): void {
  if (needsClusterIP(old) && needsClusterIP(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if (!spec.clusterIPs?.length && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  }
  if (needsNodePort(old) && needsNodePort(spec)) {
    const before = (old.ports ?? []).map((port) => port.nodePort ?? 0);
    const used = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => port !== 0 && before.includes(port)));
    const byName = new Map((old.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
    const lost = (port: { readonly name?: string; readonly nodePort?: number }): number => (port.nodePort ? 0 : (byName.get(port.name ?? '') ?? 0));
    if (spec.ports?.some((port) => lost(port) !== 0)) spec.ports = spec.ports.map((port) => (lost(port) !== 0 && !used.has(lost(port)) ? { ...port, nodePort: lost(port) } : port));
  }
  if (needsHealthCheck(old) && needsHealthCheck(spec) && !spec.healthCheckNodePort && old.healthCheckNodePort) spec.healthCheckNodePort = old.healthCheckNodePort;
}

/** Fills in families and policy; answers with what is wrong with them. Upstream: initIPFamilyFields */
export function fillFamilies(spec: SpecDraft, old: ServiceSpec | undefined): FieldError[] {
  if (spec.type === 'ExternalName' || (old && isSettled(spec, old))) return [];
  const bare = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (bare ? 'RequireDualStack' : 'SingleStack');
  const policy = spec.ipFamilyPolicy;
  const loose = reported((report) => checkAddressFields(report, spec, old));
  if (loose.length) return loose;

  const errors = reported((report) => {
    if (policy === 'SingleStack') {
      const detail = (what: string): string => `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
      if (spec.clusterIPs?.length === 2) report.invalid('spec.ipFamilyPolicy', policy, detail('cluster IPs'));
      if (spec.ipFamilies?.length === 2) report.invalid('spec.ipFamilyPolicy', policy, detail('IP families'));
    }
    for (const [i, ip] of (spec.clusterIPs ?? []).entries()) {
      if (ip === 'None') break;
      if (i < (spec.ipFamilies?.length ?? 0)) continue;
      const family = ipFamily(ip);
      if (family !== OURS) report.invalid(`spec.clusterIPs[${i}]`, spec.clusterIPs, `${family ?? ''} is not configured on this cluster`);
      else spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    }
  });
  if (errors.length) return errors;

  if (bare) {
    const families = spec.ipFamilies?.length ? spec.ipFamilies : ([OURS] as const);
    spec.ipFamilies = families.length < 2 && policy !== 'SingleStack' ? [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : [...families];
    return [];
  }
  const unfit = reported((report) => {
    if (policy === 'RequireDualStack') report.invalid('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services');
    spec.ipFamilies?.forEach((family, i) => {
      if (family !== OURS) report.invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster');
    });
  });
  if (unfit.length === 0 && !spec.ipFamilies?.length) spec.ipFamilies = [OURS];
  return unfit;
}

/** A Service that prefers two families is left alone while nothing about that changes. */
function isSettled(spec: ServiceSpec, old: ServiceSpec): boolean {
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    (old.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    spec.type === old.type &&
    equal(spec.clusterIPs ?? [], old.clusterIPs ?? []) &&
    equal(spec.ipFamilies ?? [], old.ipFamilies ?? [])
  );
}

/** Upstream: ValidateServiceClusterIPsRelatedFields */
export function checkAddressFields(report: Report, spec: ServiceSpec, old: ServiceSpec | undefined): void {
  if (spec.type === 'ExternalName') return;
  const { clusterIP, ipFamilyPolicy } = spec;
  const ips = spec.clusterIPs ?? [];
  const families: readonly string[] = spec.ipFamilies ?? [];
  if (clusterIP) {
    if (ips.length === 0) report.required('spec.clusterIPs');
    else if (ips[0] !== clusterIP) report.invalid('spec.clusterIPs', ips, 'first value must match `clusterIP`');
  } else if (ips.length) report.invalid('spec.clusterIPs', ips, 'must be empty when `clusterIP` is not specified');
  families.forEach((family, i) => {
    if (!FAMILIES.includes(family)) report.unsupported(`spec.ipFamilies[${i}]`, family, FAMILIES);
    if (families.indexOf(family) < i) report.duplicate(`spec.ipFamilies[${i}]`, family);
  });
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy)) report.unsupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES);
  let bad = false;
  ips.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (ips.length > 1) {
        bad = true;
        report.invalid('spec.clusterIPs', ips, "'None' must be the first and only value");
      }
      return;
    }
    const faults = old?.clusterIPs?.includes(ip) ? [] : ipFaults(ip, false);
    bad ||= faults.length > 0;
    report.faults(`spec.clusterIPs[${i}]`, ip, faults);
  });
  if (ips.length > 2) report.invalid('spec.clusterIPs', ips, 'may only hold up to 2 values');
  if (bad) return;
  if (ips.length > 1 && new Set(ips.map(ipFamily)).size < 2) report.invalid('spec.clusterIPs', ips, 'may specify no more than one IP for each IP family');
  if (isHeadless(spec)) return;
  ips.forEach((ip, i) => {
    const family = families[i];
    if (family !== undefined && FAMILIES.includes(family) && family !== ipFamily(ip)) report.invalid(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``);
  });
}

/** The first address and family never change, but to and from ExternalName. */
export function checkAddressUpdate(report: Report, spec: ServiceSpec, old: ServiceSpec): void {
  if (!needsClusterIP(spec) || !needsClusterIP(old) || (isHeadless(spec) && isHeadless(old))) return;
  checkUpdateOf(report, 'clusterIPs', 'clusterIP', spec, old);
  if (isHeadless(spec) !== isHeadless(old)) return;
  checkUpdateOf(report, 'ipFamilies', 'ipFamily', spec, old);
}

function checkUpdateOf(report: Report, field: 'clusterIPs' | 'ipFamilies', word: string, spec: ServiceSpec, old: ServiceSpec): void {
  const now: readonly string[] = spec[field] ?? [];
  const before: readonly string[] = old[field] ?? [];
  const at = `spec.${field}[0]`;
  const changed = 'may not change once set';
  if (now.length === before.length) {
    before.forEach((value, i) => {
      if (value !== now[i]) report.invalid(field === 'clusterIPs' ? `spec.clusterIPs[${i}]` : at, now, changed);
    });
    return;
  }
  if (before.length > now.length && !spec.clusterIPs?.length) report.invalid(at, spec[field] ?? null, `primary ${word} can not be unset`);
  if (before.length && now.length && before[0] !== now[0]) report.invalid(at, spec.clusterIPs ?? null, changed);
  if (before.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    report.invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the secondary ${word}`);
  }
}
