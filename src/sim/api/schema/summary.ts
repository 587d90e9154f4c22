// The beginning of a body that could not be read, as the answer shows it: JSON as it is, all else in hexadecimal.
// Upstream: summarizeData in k8s.io/apiserver/pkg/endpoints/handlers/rest.go

import { utf8Bytes, utf8Text } from '../yaml/bytes.ts';

const SHOWN = 30;

export function summary(body: unknown): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : (JSON.stringify(body) ?? '');
  const bytes = utf8Bytes(text.slice(0, SHOWN + 1));
  if (bytes.length === 0) return '<empty>';
  const head = bytes.slice(0, SHOWN);
  const shown = text.startsWith('{') ? utf8Text(head).text : Array.from(head, (b) => b.toString(16).padStart(2, '0')).join('');
  return bytes.length > SHOWN ? `${shown} ...` : shown;
}
