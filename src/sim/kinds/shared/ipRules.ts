// IP addresses and prefixes: parsing as sloppily as older fields allow, the strict rules of v1.36, and the canonical text.
// Upstream: k8s.io/apimachinery/pkg/util/validation/ip.go, k8s.io/utils/net

import { NO_FAULTS, type Faults } from '../../api/names.ts';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** `::ffff:1.2.3.4` */
  readonly mapped: boolean;
  /** Numbers with leading zeros, which only older fields accept. */
  readonly sloppy: boolean;
}

function parseV4(text: string): { value: bigint; sloppy: boolean } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d+$/.test(p) && Number(p) < 256)) return undefined;
  return { value: parts.reduce((n, p) => (n << 8n) | BigInt(p), 0n), sloppy: parts.some((p) => p.length > 1 && p.startsWith('0')) };
}

function parseV6(text: string): { value: bigint; mapped: boolean; sloppy: boolean } | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  let sloppy = false;
  const words = (half: string, last: boolean): bigint[] | undefined => {
    if (half === '') return [];
    const out: bigint[] = [];
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      if (part.includes('.') && last && i === parts.length - 1) {
        const v4 = parseV4(part);
        if (!v4) return undefined;
        sloppy ||= v4.sloppy;
        out.push(v4.value >> 16n, v4.value & 0xffffn);
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(BigInt(`0x${part}`));
      else return undefined;
    }
    return out;
  };
  const head = words(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? words(halves[1] as string, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  const value = all.reduce((n, w) => (n << 16n) | w, 0n);
  return { value, mapped: value >> 32n === 0xffffn, sloppy };
}

/** As netutils.ParseIPSloppy. */
export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4) return { bits: 32, mapped: false, ...v4 };
  if (!text.includes(':')) return undefined;
  const v6 = parseV6(text);
  return v6 && { bits: 128, ...v6 };
}

export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** As netutils.ParseCIDRSloppy. */
export function parsePrefix(text: string): (Prefix & { readonly sloppy: boolean }) | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d+$/.test(digits) || Number(digits) > address.bits) return undefined;
  return { address, length: Number(digits), sloppy: address.sloppy || (digits.length > 1 && digits.startsWith('0')) };
}

const maskOf = (p: Prefix): bigint => ((1n << BigInt(p.length)) - 1n) << BigInt(p.address.bits - p.length);
const maskedValue = (p: Prefix): bigint => p.address.value & maskOf(p);

/** Go's net.IP prints a mapped address as IPv4. */
export function addressText({ bits, value, mapped }: Address): string {
  if (bits === 32 || mapped) return [24n, 16n, 8n, 0n].map((s) => String((value >> s) & 0xffn)).join('.');
  const words = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  // The longest run of two or more zeros, the first of equals, becomes `::`.
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (words[i + n] === '0') n++;
    if (n > best.length) best = { at: i, length: n };
    i += n;
  }
  if (best.at < 0) return words.join(':');
  return `${words.slice(0, best.at).join(':')}::${words.slice(best.at + best.length).join(':')}`;
}

/** `10.0.0.0/8` */
export const prefixText = (p: Prefix): string => `${addressText({ ...p.address, value: maskedValue(p) })}/${p.length}`;

/** Whether every address of `inner` is in `outer`, and `inner` is smaller. */
export function strictlyInside(inner: Prefix, outer: Prefix): boolean {
  return inner.address.bits === outer.address.bits && inner.length > outer.length && (inner.address.value & maskOf(outer)) === maskedValue(outer);
}

/** An IPv4 address in its one right form, as nearly all are: nothing can be said against it. */
function isPlainV4(text: string): boolean {
  let dots = 0;
  let digits = 0;
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return false;
      digits = 0;
      number = 0;
      continue;
    }
    if (code < 48 || code > 57 || (digits > 0 && number === 0)) return false;
    digits++;
    number = number * 10 + code - 48;
    if (number > 255) return false;
  }
  return dots === 3 && digits > 0;
}

/** New fields: strict and canonical. Legacy ones (`canonical` false): strict only. */
export function ipFaults(text: string, canonical = true): Faults {
  if (isPlainV4(text)) return NO_FAULTS;
  const address = parseAddress(text);
  if (!address) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  if (address.sloppy) return ['must not have leading 0s'];
  if (address.mapped) return ['must not be an IPv4-mapped IPv6 address'];
  return !canonical || addressText(address) === text ? NO_FAULTS : [`must be in canonical form (${JSON.stringify(addressText(address))})`];
}

export function cidrFaults(text: string, canonical = true): Faults {
  const prefix = parsePrefix(text);
  if (!prefix) return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  if (prefix.sloppy) return ['must not have leading 0s in IP or prefix length'];
  if (prefix.address.mapped) return ['must not have an IPv4-mapped IPv6 address'];
  if (prefix.address.value !== maskedValue(prefix)) return ['must not have bits set beyond the prefix length'];
  return !canonical || prefixText(prefix) === text ? NO_FAULTS : [`must be in canonical form (${JSON.stringify(prefixText(prefix))})`];
}

/** `192.168.1.5/24`: an address with the length of its network. */
export function interfaceAddressFaults(text: string): Faults {
  const prefix = parsePrefix(text);
  if (!prefix) return ['must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'];
  const canonical = `${addressText(prefix.address)}/${prefix.address.mapped && prefix.length > 32 ? prefix.length - 96 : prefix.length}`;
  return canonical === text ? NO_FAULTS : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** What the server warns about in an older field. */
export function cidrWarnings(field: string, text: string): string[] {
  const prefix = parsePrefix(text);
  if (!prefix) return [];
  const canonical = prefixText(prefix);
  const out: string[] = [];
  const start = `${field}: `;
  if (prefix.address.value !== maskedValue(prefix)) {
    out.push(`${start}CIDR value ${JSON.stringify(text)} is ambiguous in this context (should be ${JSON.stringify(canonical)} or ${JSON.stringify(`${addressText(prefix.address)}/${prefix.address.bits}`)}?)`);
  }
  if (prefix.sloppy || prefix.address.mapped) out.push(`${start}non-standard CIDR value ${JSON.stringify(text)} is invalid: use ${JSON.stringify(canonical)}`);
  else if (out.length === 0 && prefix.address.bits === 128 && canonical !== text) out.push(`${start}IPv6 CIDR value ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`);
  return out;
}

/** Where an older field took an address that is valid but not written as it should be. */
export function ipWarnings(field: string, text: string): string[] {
  if (isPlainV4(text)) return [];
  const address = parseAddress(text);
  if (!address) return [];
  const canonical = addressText(address);
  if (address.sloppy || address.mapped) return [`${field}: non-standard IP address ${JSON.stringify(text)} is invalid: use ${JSON.stringify(canonical)}`];
  if (address.bits === 128 && canonical !== text) return [`${field}: IPv6 address ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`];
  return [];
}

export type IPFamily = 'IPv4' | 'IPv6';

/** Of an address or a CIDR; undefined where it is neither. */
export function ipFamily(text: string): IPFamily | undefined {
  const address = text.includes('/') ? parsePrefix(text)?.address : parseAddress(text);
  return address && (address.bits === 32 || address.mapped ? 'IPv4' : 'IPv6');
}
