// CertificateSigningRequest: asks a signer of the cluster for a certificate; somebody approves, the signer issues.
// Upstream: pkg/apis/certificates/validation, pkg/registry/certificates/certificates
// Simplified: the request is not parsed beyond its PEM header, and signatures are not verified.

import type { ICertificateSigningRequest } from 'kubernetes-models/certificates.k8s.io/v1/CertificateSigningRequest';
import { deepCopy, equal, type Draft } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { humanDuration } from '../api/duration.ts';
import { defineKind, type StrategyContext } from '../api/kind.ts';
import { byteLength, isDNS1123Label, isDNS1123Subdomain } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { decodeBase64 } from './shared/base64Text.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, checkUnique, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type CertificateSigningRequest = Served<ICertificateSigningRequest>;
type Condition = NonNullable<CertificateSigningRequest['status']['conditions']>[number];

const USAGES =
  'any,cert sign,client auth,code signing,content commitment,crl sign,data encipherment,decipher only,digital signature,email protection,encipher only,ipsec end system,ipsec tunnel,ipsec user,key agreement,key encipherment,microsoft sgc,netscape sgc,ocsp signing,s/mime,server auth,signing,timestamping'.split(
    ',',
  );
const VERDICTS = ['Approved', 'Denied'];

export const CertificateSigningRequest = defineKind<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  shortNames: ['csr'],
  scope: 'Cluster',
  status: true,
  subresources: ['approval'],
  simulated: 'partly',
  strategy: {
    nameRule: 'path',
    metaOnUpdate: ['object', 'update'],
    prepareForCreate(o, { user }) {
      const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...asked } = o.spec;
      const known = user && { username: user.name, ...(user.uid ? { uid: user.uid } : {}), ...(user.groups.length ? { groups: [...user.groups] } : {}), ...(user.extra ? { extra: deepCopy(user.extra) } : {}) };
      o.spec = { ...asked, ...known } as typeof o.spec;
      o.status = {};
    },
    prepareForUpdate(o, old, context) {
      o.spec = old.spec as typeof o.spec;
      if (context.subresource !== 'approval') return;
      // An approval decides, and leaves the certificate to the signer.
      const { certificate } = old.status;
      o.status = { ...(o.status?.conditions ? { conditions: stamped(o.status.conditions, old, context) } : {}), ...(certificate === undefined ? {} : { certificate }) };
    },
    prepareForStatusUpdate(o, old, context) {
      // A signer reports, and leaves the verdict alone.
      const verdicts = (old.status.conditions ?? []).filter((c) => VERDICTS.includes(c.type));
      const others = (o.status?.conditions ?? []).filter((c) => !VERDICTS.includes(c.type));
      const conditions = stamped([...verdicts, ...others] as Draft<Condition>[], old, context);
      if (o.status) o.status = { ...o.status, ...(conditions.length ? { conditions } : {}) };
    },
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o, old, { subresource }) => reported((r) => checkUpdate(r, o, old, subresource === 'status' ? 'modify existing' : 'set')),
  },
  selectableFields: { 'spec.signerName': (o) => o.spec.signerName },
  table: tableOf('Name;Age;SignerName;Requestor;RequestedDuration;Condition', ({ metadata, spec, status }, age) => [
    metadata.name,
    age,
    spec.signerName || '<none>',
    spec.username ?? '',
    spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    conditionText(status),
  ]),
});

function conditionText({ conditions = [], certificate }: CertificateSigningRequest['status']): string {
  const has = (type: string): boolean => conditions.some((c) => c.type === type);
  return `${has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}

function stamped(conditions: readonly Draft<Condition>[], old: CertificateSigningRequest, { nowMs }: StrategyContext): Draft<Condition>[] {
  const now = rfc3339(nowMs);
  return conditions.map((c) => {
    const was = old.status.conditions?.find((o) => o.type === c.type);
    return { ...c, lastUpdateTime: c.lastUpdateTime ?? now, lastTransitionTime: c.lastTransitionTime ?? (was?.status === c.status ? was.lastTransitionTime : undefined) ?? now };
  });
}

function check(r: Report, { spec, status }: CertificateSigningRequest): void {
  if (!/-----BEGIN CERTIFICATE REQUEST-----/.test(decodeBase64(spec.request ?? ''))) r.invalid('spec.request', spec.request ?? null, 'PEM block type must be CERTIFICATE REQUEST');
  const usages: readonly string[] = spec.usages ?? [];
  if (!usages.length) r.required('spec.usages');
  each(usages, 'spec.usages', (usage, path) => checkOneOf(r, path, usage, USAGES));
  checkUnique(r, usages, (i) => `spec.usages[${i}]`);
  if (spec.signerName === 'kubernetes.io/legacy-unknown') r.invalid('spec.signerName', spec.signerName, 'the legacy signerName is not allowed via this API version');
  else checkSignerName(r, 'spec.signerName', spec.signerName ?? '');
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < 600) r.invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)');
  checkConditions(r, status.conditions ?? []);
  if (status.certificate && !/-----BEGIN CERTIFICATE-----/.test(decodeBase64(status.certificate))) r.invalid('status.certificate', '<certificate data>', 'must contain at least one CERTIFICATE PEM block');
}

function checkConditions(r: Report, conditions: readonly Condition[]): void {
  const types = conditions.map((c) => c.type);
  each(conditions, 'status.conditions', ({ type, status }, path, i) => {
    if (!type) r.required(`${path}.type`);
    if (!status) r.required(`${path}.status`);
    else checkOneOf(r, `${path}.status`, status, ['Approved', 'Denied', 'Failed'].includes(type) ? ['True'] : ['True', 'False', 'Unknown']);
    if (types.indexOf(type) < i) r.duplicate(`${path}.type`, type);
    if (VERDICTS.includes(type) && types.some((t, k) => k < i && t !== type && VERDICTS.includes(t))) r.invalid(`${path}.type`, type, 'Approved and Denied conditions are mutually exclusive');
  });
}

function checkUpdate(r: Report, o: CertificateSigningRequest, old: CertificateSigningRequest, doing: string): void {
  check(r, o);
  for (const type of ['Approved', 'Denied', 'Failed']) {
    const was = (old.status.conditions ?? []).filter((c) => c.type === type);
    const now = (o.status.conditions ?? []).filter((c) => c.type === type);
    if (now.length < was.length) r.forbidden('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`);
    else if (now.length > was.length && (type === 'Failed' ? false : old.status.conditions?.some((c) => c.type === type))) r.forbidden('status.conditions', `updates may not add a condition of type ${JSON.stringify(type)}`);
  }
  if (old.status.certificate !== undefined && !equal(o.status.certificate, old.status.certificate)) r.forbidden('status.certificate', `updates may not ${doing} certificate content`);
}

/** `example.com/signer-name`.      Upstream: pkg/apis/core/validation ValidateSignerName */
export function checkSignerName(r: Report, field: string, name: string): void {
  if (!name) return r.required(field);
  const [domain = '', path = '', ...more] = name.split('/');
  if (more.length || !name.includes('/')) return r.invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
  if (byteLength(domain) > 253) r.tooLong(field, '', 253);
  const labels = (part: string, rule: (label: string) => readonly string[]): void => {
    for (const label of part.split('.')) {
      const faults = rule(label);
      r.faults(field, part, faults.map((f) => `validating label ${JSON.stringify(label)}: ${f}`));
      if (faults.length) return;
    }
  };
  labels(domain, isDNS1123Label);
  if (!domain.includes('.')) r.invalid(field, domain, 'should be a domain with at least two segments separated by dots');
  labels(path, isDNS1123Subdomain);
  if (byteLength(name) > 571) r.tooLong(field, name, 571);
}
