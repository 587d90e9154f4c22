// Projected volumes: secrets, config maps, downward API, tokens and certificates in one directory, no two at one path.
// Upstream: pkg/apis/core/validation/validation.go (validateProjectionSources)

import { byteLength, isDNS1123Label, isDNS1123Subdomain, nameFaults } from '../../api/names.ts';
import { checkFieldRef, checkResourceFieldRef, FILE_FIELDS } from './fieldRefs.ts';
import { checkLabelSelector } from './metadata.ts';
import type { PodChecks, Volume } from './podTypes.ts';
import { checkFileMode, checkLocalNonReserved } from './paths.ts';
import type { Report } from './report.ts';
import { checkKeyToPath } from './volumeSources.ts';

type Projected = NonNullable<Volume['projected']>;
type Source = NonNullable<Projected['sources']>[number];
type DownwardFile = NonNullable<NonNullable<Source['downwardAPI']>['items']>[number];
type TrustBundle = NonNullable<Source['clusterTrustBundle']>;
type PodCertificate = NonNullable<Source['podCertificate']>;

/** The report stands at the volume or the projection: upstream names no index. */
export function checkDownwardFile(report: Report, file: DownwardFile): void {
  if (!file.path) report.required('path');
  checkLocalNonReserved(report, 'path', file.path ?? '');
  if (file.fieldRef) {
    report.enter('fieldRef');
    checkFieldRef(report, file.fieldRef, FILE_FIELDS);
    report.leave();
    if (file.resourceFieldRef) report.invalid('', 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
  } else if (file.resourceFieldRef) {
    report.enter('resourceFieldRef');
    checkResourceFieldRef(report, file.resourceFieldRef, true);
    report.leave();
  } else report.required('', 'one of fieldRef and resourceFieldRef is required');
  checkFileMode(report, 'mode', file.mode);
}

export function checkProjected(report: Report, source: Projected, checks: PodChecks): void {
  checkFileMode(report, 'defaultMode', source.defaultMode);
  const sources = source.sources ?? [];
  const paths: string[] = [];
  for (let i = 0; i < sources.length; i++) checkSource(report, sources[i] as Source, i, paths, checks);
}

const CONFLICT = 'conflicting duplicate paths';

function checkSource(report: Report, source: Source, index: number, paths: string[], checks: PodChecks): void {
  let count = 0;
  /** Remembers a path; `shown`: what the message names instead of it. */
  const claim = (path: string, shown: string): void => {
    if (paths.includes(path)) report.invalid('', shown, CONFLICT);
    else paths.push(path);
  };
  const within = (field: string, check: () => void): void => {
    count++;
    report.enterItem('sources', index);
    report.enter(field);
    check();
    report.leave();
    report.leaveItem();
  };
  for (const field of ['secret', 'configMap'] as const) {
    const keyed = source[field];
    if (!keyed) continue;
    within(field, () => {
      if (!keyed.name) report.required('name');
    });
    (keyed.items ?? []).forEach((item, i) => {
      report.enterItem('sources', index);
      report.enter(field);
      checkKeyToPath(report, i, item);
      report.leave();
      report.leaveItem();
      if (item.path) claim(item.path, keyed.name ?? '');
    });
  }
  if (source.downwardAPI) {
    count++;
    for (const file of source.downwardAPI.items ?? []) {
      report.enterItem('sources', index);
      report.enter('downwardAPI');
      checkDownwardFile(report, file);
      report.leave();
      report.leaveItem();
      if (file.path) claim(file.path, file.path);
    }
  }
  const token = source.serviceAccountToken;
  if (token) {
    within('serviceAccountToken', () => {
      const seconds = token.expirationSeconds ?? 0;
      if (seconds < 600) report.invalid('expirationSeconds', seconds, 'may not specify a duration less than 10 minutes');
      if (seconds > 4_294_967_296) report.invalid('expirationSeconds', seconds, 'may not specify a duration larger than 2^32 seconds');
    });
    if (!token.path) report.required('path');
    else if (!checks.keeps.tokenPath) checkLocalNonReserved(report, 'path', token.path);
  }
  const bundle = source.clusterTrustBundle;
  if (bundle) {
    within('clusterTrustBundle', () => checkTrustBundle(report, bundle));
    claim(bundle.path ?? '', bundle.path ?? '');
  }
  if (source.podCertificate) checkPodCertificate(report, source.podCertificate, index, within, claim);
  if (count > 1) report.forbidden(`sources[${index}]`, 'may not specify more than 1 volume type per source');
}

function checkTrustBundle(report: Report, bundle: TrustBundle): void {
  const { name, signerName } = bundle;
  if (name !== undefined && signerName !== undefined) report.invalid('', trustBundleShown(bundle), 'only one of name and signerName may be used');
  else if (name !== undefined) {
    if (name === '') report.required('name', 'must be a valid object name');
    for (const fault of trustBundleNameFaults(name)) report.invalid('name', name, `not a valid clustertrustbundlename: ${fault}`);
    if (bundle.labelSelector) report.invalid('labelSelector', bundle.labelSelector, 'labelSelector must be unset if name is specified');
  } else if (signerName !== undefined) {
    if (signerName === '') report.required('signerName', 'must be a valid signer name');
    checkSignerName(report, 'signerName', signerName);
    if (bundle.labelSelector) {
      report.enter('labelSelector');
      checkLabelSelector(report, bundle.labelSelector);
      report.leave();
    }
  } else report.required('', 'either name or signerName must be specified');
  if (!bundle.path) report.required('path');
  checkLocalNonReserved(report, 'path', bundle.path ?? '');
}

/** As Go writes the internal type. */
function trustBundleShown({ name, signerName, labelSelector, optional, path }: TrustBundle): object {
  return { Name: name ?? null, SignerName: signerName ?? null, LabelSelector: labelSelector ?? null, Optional: optional ?? null, Path: path ?? '' };
}

/** Of a bundle with a signer the name begins with the signer's, `:` for `/`. */
export function trustBundleNameFaults(name: string, prefix = false): readonly string[] {
  const colon = name.lastIndexOf(':');
  return nameFaults('dns1123Subdomain', colon < 0 ? name : name.slice(colon + 1), prefix);
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];

function checkPodCertificate(report: Report, certificate: PodCertificate, index: number, within: (field: string, check: () => void) => void, claim: (path: string, shown: string) => void): void {
  within('podCertificate', () => {
    checkSignerName(report, 'signerName', certificate.signerName ?? '');
    if (!KEY_TYPES.includes(certificate.keyType)) report.unsupported('keyType', certificate.keyType ?? '', KEY_TYPES);
    const seconds = certificate.maxExpirationSeconds;
    if (seconds !== undefined) {
      if (seconds < 3600) report.invalid('maxExpirationSeconds', seconds, 'if provided, maxExpirationSeconds must be >= 3600');
      const most = isKubernetesSigner(certificate.signerName ?? '') ? 86_400 : 7_862_400;
      if (seconds > most) report.invalid('maxExpirationSeconds', seconds, `if provided, maxExpirationSeconds must be <= ${most}`);
    }
  });
  let paths = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const path = certificate[field];
    if (!path) continue;
    paths++;
    report.enterItem('sources', index);
    checkLocalNonReserved(report, `podCertificate.${field}`, path);
    report.leaveItem();
    claim(path, path);
  }
  if (paths === 0) report.required(`sources[${index}].podCertificate`, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath');
}

export function isKubernetesSigner(signerName: string): boolean {
  const host = signerName.split('/')[0] as string;
  return host === 'kubernetes.io' || host.endsWith('.kubernetes.io');
}

/** `example.com/signer-name`. Upstream: pkg/apis/core/validation/names.go */
export function checkSignerName(report: Report, child: string, signerName: string): void {
  if (signerName === '') {
    report.required(child);
    return;
  }
  const segments = signerName.split('/');
  const [domain = '', path = ''] = segments;
  if (segments.length !== 2) {
    report.invalid(child, signerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
    return;
  }
  if (byteLength(domain) > 253) report.tooLong(child, '', 253);
  const labels = domain.split('.');
  checkLabelsOf(report, child, domain, labels, isDNS1123Label);
  if (labels.length < 2) report.invalid(child, domain, 'should be a domain with at least two segments separated by dots');
  checkLabelsOf(report, child, path, path.split('.'), isDNS1123Subdomain);
  const most = 253 + 253 + 63 + 2;
  if (byteLength(signerName) > most) report.tooLong(child, '', most);
}

function checkLabelsOf(report: Report, child: string, whole: string, labels: readonly string[], rule: (label: string) => readonly string[]): void {
  for (const label of labels) {
    const faults = rule(label);
    if (!faults.length) continue;
    for (const fault of faults) report.invalid(child, whole, `validating label ${JSON.stringify(label)}: ${fault}`);
    return;
  }
}
