// The paths of --sort-by and custom-columns: with or without braces and leading dot.
// Upstream: k8s.io/kubectl/pkg/cmd/get/customcolumn.go

import { KubectlError } from './errors.ts';

/** `metadata.name`, `.metadata.name`, `{metadata.name}`, `{.metadata.name}` → the last of these. */
export function relaxedPath(text: string): string {
  if (text === '') return text;
  const m = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!m) throw new KubectlError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
  return `{.${m[1] || m[2]}}`;
}
