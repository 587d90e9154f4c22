// The apiVersion and kind that a body claims. This first look is laxer than the decoding that follows: it takes any
// case of the two keys, and the last one where there are several.
// Upstream: k8s.io/apimachinery/pkg/runtime/serializer/json/meta.go, pkg/runtime/schema/group_version.go

import { jsonWord, NumberText, RawObject } from './jsonText.ts';

export interface Interpreted {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const PARSE_ERROR = "couldn't get version/kind; json parse error: json: cannot unmarshal ";
const TARGET = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

export function interpret(value: unknown): Interpreted | { readonly error: string } {
  if (value === null) return { group: '', version: '', kind: '' };
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof NumberText) return { error: `${PARSE_ERROR}${jsonWord(value)} into Go value of type ${TARGET}` };
  const found: Claim = { apiVersion: '', kind: '' };
  if (value instanceof RawObject) {
    for (const [key, item] of value.entries) {
      const error = take(found, key, item);
      if (error) return { error };
    }
  } else {
    for (const key in value) {
      if (key.length !== 4 && key.length !== 10) continue;
      const error = take(found, key, (value as Readonly<Record<string, unknown>>)[key]);
      if (error) return { error };
    }
  }
  return split(found.apiVersion, found.kind);
}

interface Claim {
  apiVersion: string;
  kind: string;
}

function take(found: Claim, key: string, item: unknown): string | undefined {
  const name = nameOf(key);
  if (name === undefined || item === null || item === undefined) return undefined;
  if (typeof item !== 'string') return `${PARSE_ERROR}${jsonWord(item)} into Go struct field .${name} of type string`;
  found[name] = item;
  return undefined;
}

function nameOf(key: string): 'apiVersion' | 'kind' | undefined {
  if (key === 'kind' || key === 'apiVersion') return key;
  const lower = key.toLowerCase();
  return lower === 'kind' ? 'kind' : lower === 'apiversion' ? 'apiVersion' : undefined;
}

function split(apiVersion: string, kind: string): Interpreted | { readonly error: string } {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '', kind };
  const parts = apiVersion.split('/');
  if (parts.length > 2) return { error: `unexpected GroupVersion string: ${apiVersion}` };
  return parts.length === 1 ? { group: '', version: apiVersion, kind } : { group: parts[0] as string, version: parts[1] as string, kind };
}
