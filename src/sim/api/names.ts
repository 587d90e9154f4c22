// Rules for names, keys and values, each with the words in which the API server refuses. A rule answers with the list of
// what is wrong; the same empty, frozen list where nothing is, so that a valid object costs no allocation.
// Upstream: k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/api/validate/content

import type { NameRule } from './kind.ts';

export type Faults = readonly string[];

export const NO_FAULTS: Faults = Object.freeze([]) as Faults;

/** Length in UTF-8 bytes: what Go's len() counts. */
export function byteLength(text: string): number {
  let n = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    if (code >= 0xd800 && code <= 0xdfff) n += 1;
    else if (code > 0x7ff) n += 2;
    else if (code > 0x7f) n += 1;
  }
  return n;
}

const longerThan = (text: string, max: number): boolean => text.length > max || (text.length * 3 > max && byteLength(text) > max);

/** util/validation counts "characters", the newer validate/content "bytes"; both mean bytes. */
const maxCharacters = (max: number): string => `must be no more than ${max} characters`;
const maxBytes = (max: number): string => `must be no more than ${max} bytes`;

export const regexFault = (words: string, regex: string, ...examples: readonly string[]): string =>
  examples.length === 0
    ? `${words} (regex used for validation is '${regex}')`
    : `${words} (e.g. ${examples.map((e) => `'${e}', `).join(' or ')}regex used for validation is '${regex}')`;

export const rangeFault = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

/** A rule of one pattern and, perhaps, one length. */
function rule(pattern: string, words: string, examples: readonly string[], max = Infinity, lengthFault: (max: number) => string = maxCharacters): (value: string) => Faults {
  const regex = new RegExp(`^${pattern}$`);
  return (value) => {
    const long = longerThan(value, max);
    const bad = !regex.test(value);
    if (!long && !bad) return NO_FAULTS;
    return [...(long ? [lengthFault(max)] : []), ...(bad ? [regexFault(words, pattern, ...examples)] : [])];
  };
}

// ---- DNS ----

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_WITH_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const LABEL_WORDS = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_WORDS = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

const labelRegex = new RegExp(`^${LABEL}$`);
const subdomainRegex = new RegExp(`^${SUBDOMAIN}$`);

export function isDNS1123Label(value: string): Faults {
  const long = longerThan(value, 63);
  const bad = !labelRegex.test(value);
  if (!long && !bad) return NO_FAULTS;
  const out = long ? [maxCharacters(63)] : [];
  if (bad) out.push(subdomainRegex.test(value) ? 'must not contain dots' : regexFault(LABEL_WORDS, LABEL, 'my-name', '123-abc'));
  return out;
}

export const isDNS1123Subdomain = rule(SUBDOMAIN, SUBDOMAIN_WORDS, ['example.com'], 253);
/** As declarative validation and label keys have it: the length in other words. */
const isDNS1123SubdomainBytes = rule(SUBDOMAIN, SUBDOMAIN_WORDS, ['example.com'], 253, maxBytes);

export const isDNS1123SubdomainWithUnderscore = rule(
  `${LABEL_WITH_UNDERSCORE}(\\.${LABEL_WITH_UNDERSCORE})*`,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  ['example.com'],
  253,
);

const caselessRegex = new RegExp(`^${SUBDOMAIN}$`, 'i');
export function isDNS1123SubdomainCaseless(value: string): Faults {
  const long = longerThan(value, 253);
  const bad = !caselessRegex.test(value);
  if (!long && !bad) return NO_FAULTS;
  const words = "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...(long ? [maxBytes(253)] : []), ...(bad ? [regexFault(words, SUBDOMAIN, 'Example.com')] : [])];
}

export const isDNS1035Label = rule(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ['my-name', 'abc-123'],
  63,
);

export const isWildcardDNS1123Subdomain = rule(
  `\\*\\.${SUBDOMAIN}`,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  ['*.example.com'],
  253,
);

// ---- keys and values of labels ----

const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY_WORDS = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_EXAMPLES = ['MyName', 'my.name', '123-abc'];
const keyRegex = new RegExp(`^${KEY}$`);

/** A label key, alias qualified name: `app`, `example.com/app`. */
export function isQualifiedName(value: string): Faults {
  const slash = value.indexOf('/');
  if (slash >= 0 && value.includes('/', slash + 1)) {
    return [`a valid label key ${regexFault(KEY_WORDS, KEY, ...KEY_EXAMPLES)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = slash < 0 ? value : value.slice(slash + 1);
  if (name.length <= 63 && keyRegex.test(name) && (slash < 0 || (slash <= 253 && subdomainRegex.test(value.slice(0, slash))))) return NO_FAULTS;
  const out: string[] = [];
  if (slash === 0) out.push('prefix part must be non-empty');
  else if (slash > 0) for (const fault of isDNS1123SubdomainBytes(value.slice(0, slash))) out.push(`prefix part ${fault}`);
  if (name === '') out.push('name part must be non-empty');
  else if (longerThan(name, 63)) out.push(`name part ${maxBytes(63)}`);
  if (!keyRegex.test(name)) out.push(`name part ${regexFault(KEY_WORDS, KEY, ...KEY_EXAMPLES)}`);
  return out;
}

export const isLabelValue = rule(
  `(${KEY})?`,
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  ['MyValue', 'my_value', '12345'],
  63,
  maxBytes,
);

// ---- other names ----

export const isCIdentifier = rule(
  '[A-Za-z_][A-Za-z0-9_]*',
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  ['my_name', 'MY_NAME', 'MyName'],
);

export const isPercent = rule('[0-9]+%', "a valid percent string must be a numeric string followed by an ending '%'", ['1%', '93%']);
export const isHTTPHeaderName = rule('[-A-Za-z0-9]+', "a valid HTTP header must consist of alphanumeric characters or '-'", ['X-Header-Name']);

const configKey = rule('[-._a-zA-Z0-9]+', "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", ['key.name', 'KEY_NAME', 'key-name'], 253);
/** Keys of ConfigMaps and Secrets. */
export function isConfigMapKey(value: string): Faults {
  const faults = configKey(value);
  const parent = parentFault(value);
  return parent === undefined ? faults : [...faults, parent];
}

function parentFault(value: string): string | undefined {
  if (value === '.') return "must not be '.'";
  if (value === '..') return "must not be '..'";
  return value.startsWith('..') ? "must not start with '..'" : undefined;
}

const strictEnvName = rule('[-._a-zA-Z][-._a-zA-Z0-9]*', "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit", [
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
]);
export function isStrictEnvVarName(value: string): Faults {
  const faults = strictEnvName(value);
  const parent = parentFault(value);
  return parent === undefined ? faults : [...faults, parent];
}

const relaxedEnvName = /^[\x20-\x3c\x3e-\x7e]+$/;
/** Names of environment variables since RelaxedEnvironmentVariableValidation. */
export function isEnvVarName(value: string): Faults {
  if (relaxedEnvName.test(value)) return NO_FAULTS;
  return [value === '' ? 'environment variable name must be non-empty' : "a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

const portNameRegex = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export function isPortName(value: string): Faults {
  if (value.length <= 15 && portNameRegex.test(value) && /[a-z]/.test(value) && !value.includes('--')) return NO_FAULTS;
  const out: string[] = [];
  if (longerThan(value, 15)) out.push(maxCharacters(15));
  if (!/^[-a-z0-9]+$/.test(value)) out.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) out.push('must contain at least one letter (a-z)');
  if (value.includes('--')) out.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) out.push('must not begin or end with a hyphen');
  return out;
}

const inRange = (low: number, high: number) => {
  const faults = [rangeFault(low, high)];
  return (value: number): Faults => (value >= low && value <= high ? NO_FAULTS : faults);
};
export const isPortNumber = inRange(1, 65_535);
export const isUserID = inRange(0, 2_147_483_647);
export const isGroupID = isUserID;

/** `example.com`: at least two segments, a trailing dot is fine. */
export function fullyQualifiedDomainFaults(name: string): Faults {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  const faults = isDNS1123Subdomain(bare);
  if (faults.length) return [faults.join(',')];
  const labels = bare.split('.');
  if (labels.length < 2) return ['should be a domain with at least two segments separated by dots'];
  return NO_FAULTS;
}

/** `a.example.com`: at least three segments. */
export function fullyQualifiedNameFaults(name: string): Faults {
  const faults = isDNS1123Subdomain(name);
  if (faults.length) return [faults.join(',')];
  return name.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : NO_FAULTS;
}

/** `acme.io/foo` with a path that HTTP would accept; faults come with the part they are about. */
export function domainPrefixedPathFaults(text: string): readonly { readonly value: string; readonly fault: string }[] {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) return [{ value: text, fault: 'must be a domain-prefixed path (such as "acme.io/foo")' }];
  const host = text.slice(0, slash);
  const path = text.slice(slash + 1);
  const out = isDNS1123Subdomain(host).map((fault) => ({ value: host, fault }));
  if (!httpPath.test(path)) out.push({ value: path, fault: regexFault('Invalid path', HTTP_PATH) });
  return out;
}
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = new RegExp(`^${HTTP_PATH}$`);

/** `acme.io/foo`: a label key with a prefix. */
export function domainPrefixedKeyFaults(key: string): Faults {
  const faults = isQualifiedName(key);
  if (faults.length) return faults;
  return key.includes('/') ? NO_FAULTS : ['must be a domain-prefixed key (such as "acme.io/foo")'];
}

/** What can stand between two slashes of a URL. */
export function isPathSegmentName(name: string): Faults {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return isPathSegmentPrefix(name);
}

export function isPathSegmentPrefix(name: string): Faults {
  if (!name.includes('/') && !name.includes('%')) return NO_FAULTS;
  return [...(name.includes('/') ? ["may not contain '/'"] : []), ...(name.includes('%') ? ["may not contain '%'"] : [])];
}

// ---- metadata.name ----

/** What is wrong with a name; `prefix`: more characters will follow (generateName). */
export function nameFaults(nameRule: NameRule | undefined, name: string, prefix = false): Faults {
  if (typeof nameRule === 'function') return nameRule(name, prefix);
  if (nameRule === 'path') return prefix ? isPathSegmentPrefix(name) : isPathSegmentName(name);
  const text = prefix ? maskTrailingDash(name) : name;
  if (nameRule === 'dns1123Label') return isDNS1123Label(text);
  if (nameRule === 'dns1035Label') return isDNS1035Label(text);
  return isDNS1123Subdomain(text);
}

/** A prefix may end in a dash. Upstream drops two characters for the one it adds. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

