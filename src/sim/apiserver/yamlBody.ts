// Bodies in YAML: one document, read in the dialect of the API server (sigs.k8s.io/yaml).

import { badRequest } from '../api/errors.ts';
import { parseDocuments } from '../api/yaml.ts';

export function parseYamlBody(text: string): unknown {
  const [document] = parseDocuments(text);
  if (!document) return undefined;
  if (document.error) throw badRequest(`error decoding YAML: ${document.error.message}`);
  return document.value;
}
