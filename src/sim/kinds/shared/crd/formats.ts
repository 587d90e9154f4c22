// Formats of texts and numbers that schemas of custom resources may ask for.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go, k8s.io/kube-openapi/pkg/validation/strfmt
// Simplified: email, uri, isbn, creditcard and ssn are not checked.

import { isDNS1123Label, isDNS1123Subdomain } from '../../../api/names.ts';
import { parseAddress, parsePrefix } from '../ipRules.ts';
import { parseDuration } from '../../../api/duration.ts';
import { allSchemas, type JsonSchema } from './jsonSchema.ts';

type Test = (text: string) => boolean;
const any: Test = () => true;
const like = (pattern: string, flags = 'i'): Test => {
  const regex = new RegExp(`^${pattern}$`, flags);
  return (text) => regex.test(text);
};
const uuid = (third: string, fourth: string): Test => like(`[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}`);
const HEX = '[0-9a-f]';
const LETTER = '[a-zA-Z0-9\\p{S}\\p{L}]';
const COLOR_PART = '\\s*(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])\\s*';

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** Known formats of texts, without their dashes. */
const TEXTS: Readonly<Record<string, Test>> = {
  bsonobjectid: like(`${HEX}{24}`),
  uri: any,
  email: any,
  hostname: (t) => t.length <= 255 && t.split('.').every((p) => p.length < 64) && like(`(${LETTER}(-?${LETTER}{0,62})?|(${LETTER}([a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}${LETTER})?\\.)+[a-zA-Z\\p{L}]{2,63})`, 'u')(t),
  ipv4: (t) => parseAddress(t)?.bits === 32,
  ipv6: (t) => t.includes(':') && parseAddress(t) !== undefined,
  cidr: (t) => parsePrefix(t) !== undefined,
  mac: like(`${HEX}{2}(?:(?::${HEX}{2}){5}|(?:-${HEX}{2}){5})`),
  uuid: uuid(`${HEX}{4}`, `${HEX}{4}`),
  uuid3: uuid(`3${HEX}{3}`, `${HEX}{4}`),
  uuid4: uuid(`4${HEX}{3}`, `[89ab]${HEX}{3}`),
  uuid5: uuid(`5${HEX}{3}`, `[89ab]${HEX}{3}`),
  isbn: any,
  isbn10: any,
  isbn13: any,
  creditcard: any,
  ssn: any,
  hexcolor: like(`#?(?:${HEX}{3}|${HEX}{6})`),
  rgbcolor: like(`rgb\\(${COLOR_PART},${COLOR_PART},${COLOR_PART}\\)`),
  byte: like('(?:[A-Z0-9+/]{4})*(?:[A-Z0-9+/]{2}==|[A-Z0-9+/]{3}=|[A-Z0-9+/]{4})'),
  password: any,
  date: like('\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])'),
  duration: (t) => isDuration(t) || like('\\d+(?:\\.\\d+)?\\s*(?:ns|us|ms|[smhdw])\\w*')(t),
  datetime: like('\\d{4}-\\d\\d-\\d\\dt\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:z|[+-]\\d\\d:?\\d\\d)?'),
  k8sshortname: (t) => !isDNS1123Label(t).length,
  k8slongname: (t) => !isDNS1123Subdomain(t).length,
};

const textFormat = (format: string): Test | undefined => (Object.hasOwn(TEXTS, format.replaceAll('-', '')) ? TEXTS[format.replaceAll('-', '')] : undefined);

/** Whether a text has a format; formats that nobody knows fit everything. */
export const hasFormat = (format: string, text: string): boolean => textFormat(format)?.(text) ?? true;

export function isKnownFormat({ type = '', format = '' }: JsonSchema): boolean {
  switch (type) {
    case '':
    case 'string':
      return textFormat(format) !== undefined;
    case 'integer':
      return format === 'int32' || format === 'int64';
    case 'number':
      return format === 'float' || format === 'double';
    default:
      return false;
  }
}

/** The formats in a schema that nobody knows, as often as they occur. */
export const unknownFormats = (schema: JsonSchema): string[] => [...allSchemas(schema)].filter((s) => s.format && !isKnownFormat(s)).map((s) => s.format as string);
