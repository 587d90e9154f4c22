// Addresses to which traffic may be sent: none that only means something on the machine itself or on its link.
// Upstream: pkg/apis/core/validation/validation.go (ValidateEndpointIP)

import { NO_FAULTS, type Faults } from '../../api/names.ts';
import { parseAddress } from './ipRules.ts';

export function endpointAddressFaults(text: string): Faults {
  const address = parseAddress(text);
  if (!address) return ['must be a valid IP address'];
  const v4 = address.bits === 32 || address.mapped;
  const value = v4 ? address.value & 0xffff_ffffn : address.value;
  /** The first bits of the address are these. */
  const within = (prefix: bigint, length: number): boolean => value >> BigInt((v4 ? 32 : 128) - length) === prefix;
  const faults: string[] = [];
  if (value === 0n) faults.push(`may not be unspecified (${text})`);
  if (v4 ? within(127n, 8) : value === 1n) faults.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (v4 ? within(0xa9fen, 16) : within(0xfe80n >> 6n, 10)) faults.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (v4 ? within(0xe00000n, 24) : value >> 120n === 0xffn && ((value >> 112n) & 0xfn) === 2n) {
    faults.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return faults.length ? faults : NO_FAULTS;
}
