// kubectl describe csr: who asks, and what the request itself says.
// Upstream: k8s.io/kubectl/pkg/describe (CertificateSigningRequestDescriber), crypto/x509 (ParseCertificateRequest)
// Simplified: of the request only its subject and its alternative names are read.

import { humanDuration } from '../../sim/api/duration.ts';
import { base64Decode, utf8Text } from '../../sim/api/yaml/bytes.ts';
import type { CertificateSigningRequest } from '../../sim/kinds/certificateSigningRequest.ts';
import { labelsCell } from '../../sim/kinds/shared/workloads.ts';
import { KubectlError } from '../errors.ts';
import type { Describer } from './describer.ts';
import type { Page } from './page.ts';
import { timeText } from './values.ts';

export const describeCertificateSigningRequest: Describer = function* (d) {
  const { page } = d;
  const csr = yield* d.get<CertificateSigningRequest>('certificates.k8s.io/v1', 'CertificateSigningRequest');
  const events = yield* d.eventsOf(csr, 'CertificateSigningRequest');
  const { metadata, spec } = csr;
  const request = readRequest(spec.request);
  page.field('Name', metadata.name);
  page.field('Labels', labelsCell(metadata.labels));
  page.field('Annotations', labelsCell(metadata.annotations));
  page.field('CreationTimestamp', timeText(metadata.creationTimestamp));
  page.field('Requesting User', spec.username ?? '');
  if (spec.signerName) page.field('Signer', spec.signerName);
  if (spec.expirationSeconds !== undefined) page.field('Requested Duration', humanDuration(spec.expirationSeconds * 1000));
  page.field('Status', verdict(csr));
  page.write(0, 'Subject:\n');
  page.write(0, `\tCommon Name:\t${request.subject.get(COMMON_NAME)?.at(-1) ?? ''}\n`);
  page.write(0, `\tSerial Number:\t${request.subject.get(SERIAL_NUMBER)?.at(-1) ?? ''}\n`);
  for (const [title, id] of SUBJECT_LISTS) listed(page, title, request.subject.get(id));
  if (request.names.size) page.write(0, 'Subject Alternative Names:\n');
  for (const [title, tag] of NAME_LISTS) listed(page, title, request.names.get(tag));
  d.writeEvents(events);
};

function verdict({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => (status.conditions ?? []).some((c) => c.type === type);
  return `${has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'}${has('Failed') ? ',Failed' : ''}${status.certificate ? ',Issued' : ''}`;
}

function listed(page: Page, title: string, values: readonly string[] | undefined): void {
  if (values?.length) page.write(0, `\t${title}:\t${values.join('\n\t\t')}\n`);
}

// Object identifiers as their bytes in hexadecimal digits.
const COMMON_NAME = '550403';
const SERIAL_NUMBER = '550405';
const SUBJECT_LISTS = [
  ['Organization', '55040a'],
  ['Organizational Unit', '55040b'],
  ['Country', '550406'],
  ['Locality', '550407'],
  ['Province', '550408'],
  ['StreetAddress', '550409'],
  ['PostalCode', '550411'],
] as const;
const ALTERNATIVE_NAMES = '551d11';
/** By their tag among the alternative names. */
const NAME_LISTS = [
  ['DNS Names', 2],
  ['Email Addresses', 1],
  ['URIs', 6],
  ['IP Addresses', 7],
] as const;

interface Request {
  readonly subject: ReadonlyMap<string, readonly string[]>;
  readonly names: ReadonlyMap<number, readonly string[]>;
}

/** One value of DER: its tag, its bytes, and what is inside where it is made of others. */
interface Der {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

function readRequest(encoded: string): Request {
  const pem = bytesIn(encoded);
  const match = /-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END/.exec(utf8Text(pem).text);
  if (!match) throw new KubectlError('Error parsing CSR: PEM block type must be CERTIFICATE REQUEST');
  const info = inside(inside({ tag: 0x30, bytes: bytesIn((match[1] as string).replace(/\s/g, '')) })[0])[0];
  const [, subject, , attributes] = inside(info);
  const bySubject = new Map<string, string[]>();
  for (const set of inside(subject)) {
    for (const pair of inside(set)) {
      const [id, value] = inside(pair);
      add(bySubject, hex(id), utf8Text(value?.bytes ?? NOTHING).text);
    }
  }
  const names = new Map<number, string[]>();
  for (const extension of extensionsOf(attributes)) {
    const parts = inside(extension);
    const value = parts[parts.length - 1];
    if (hex(parts[0]) !== ALTERNATIVE_NAMES || !value) continue;
    for (const name of inside(inside({ tag: 0x30, bytes: value.bytes })[0])) add(names, name.tag & 0x1f, (name.tag & 0x1f) === 7 ? addressText(name.bytes) : utf8Text(name.bytes).text);
  }
  return { subject: bySubject, names };
}

const NOTHING = new Uint8Array();

function bytesIn(text: string): Uint8Array {
  const bytes = base64Decode(text);
  return typeof bytes === 'number' ? NOTHING : bytes;
}

function add<K>(map: Map<K, string[]>, key: K, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const hex = (item: Der | undefined): string => Array.from(item?.bytes ?? NOTHING, (b) => b.toString(16).padStart(2, '0')).join('');

/** Every attribute is a set of lists of extensions. */
const extensionsOf = (attributes: Der | undefined): readonly Der[] => inside(attributes).flatMap((attribute) => inside(inside(attribute)[1]).flatMap((list) => inside(list)));

function inside(item: Der | undefined): readonly Der[] {
  const out: Der[] = [];
  const bytes = item?.bytes ?? NOTHING;
  let at = 0;
  while (at + 1 < bytes.length) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1] as number;
    at += 2;
    if (length > 0x80) {
      const digits = length - 0x80;
      length = 0;
      for (let i = 0; i < digits; i++) length = length * 256 + (bytes[at + i] ?? 0);
      at += digits;
    }
    out.push({ tag, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return out;
}

/** Simplified: IPv6 in full groups. */
function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return Array.from(bytes).join('.');
  const groups: string[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) groups.push((((bytes[i] as number) << 8) | (bytes[i + 1] as number)).toString(16));
  return groups.join(':');
}
