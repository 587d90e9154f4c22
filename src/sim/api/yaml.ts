// Manifests: text in kubectl's dialect of YAML (go-yaml v2: yes is true, 010 is eight, the last of two equal keys stays)
// ↔ objects. Errors have kubectl's words; documents know their place in the text.
//
// The reader is our own, after libyaml's grammar: with a general YAML package the scalars could be bent to this dialect,
// but neither the messages ("line 4: did not find expected key") nor what counts as an error.
// Upstream: sigs.k8s.io/yaml, go.yaml.in/yaml/v2, k8s.io/apimachinery/pkg/util/yaml

import type { Json } from '../../base/json.ts';
import { decodeYaml } from './yaml/decode.ts';
import { emitYaml } from './yaml/emit.ts';
import { parseYamlDocument } from './yaml/parser.ts';

export { YamlError, type Mark } from './yaml/cursor.ts';
export { parseDocuments, type DocumentError, type YamlDocument } from './yaml/documents.ts';
export { locateField, parseFieldPath, type FieldPath, type TextRange } from './yaml/position.ts';

/** One document, or the first of several; null where there is none. Throws YamlError. */
export function parseYaml(text: string): Json {
  const root = parseYamlDocument(text);
  return root ? decodeYaml(root) : null;
}

/** As `kubectl get -o yaml` prints an object. Keys whose value is undefined are left out. */
export function toYaml(value: unknown): string {
  return emitYaml(value as Json);
}
