// Descriptions of kinds that kubectl has no own words for: every field by name.
// Upstream: k8s.io/kubectl/pkg/describe (genericDescriber, printUnstructuredContent, smartLabelFor)

import { isObject } from '../../base/json.ts';
import { Helper } from '../helper.ts';
import { goText } from '../output/goValue.ts';
import type { Describer } from './describer.ts';
import { sortedKeys, type Page } from './page.ts';

const SKIPPED = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);

export const describeAnything: Describer = function* (d) {
  const object = yield* new Helper(d.k.http, d.mapping).get(d.namespace, d.name);
  const events = yield* d.eventsOf(object, d.mapping.kind);
  d.head(object);
  writeFields(d.page, 0, object, '');
  d.writeEvents(events);
};

function writeFields(page: Page, level: number, content: { readonly [key: string]: unknown }, path: string): void {
  for (const field of sortedKeys(content)) {
    const value = content[field];
    const here = `${path}.${field}`;
    if (value === undefined || SKIPPED.has(here)) continue;
    if (isObject(value)) {
      page.write(level, `${labelFor(field)}:\n`);
      writeFields(page, level + 1, value, here);
    } else if (Array.isArray(value)) {
      page.write(level, `${labelFor(field)}:\n`);
      for (const item of value) {
        if (isObject(item)) writeFields(page, level + 1, item, here);
        else page.write(level + 1, `${goText(item)}\n`);
      }
    } else page.inner(level, labelFor(field), goText(value));
  }
}

const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID']);

/** `creationTimestamp` is written `Creation Timestamp`. */
export function labelFor(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const words = wordsOf(field);
  const merged: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const next = words[i + 1];
    const shouts = word.length >= 2 && word === word.toUpperCase();
    if (next !== undefined && shouts && /^\p{Lu}/u.test(next)) {
      merged.push(word + next);
      i++;
    } else merged.push(word);
  }
  return merged.map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word === word.toLowerCase() ? titled(word) : word)).join(' ');
}

/** Upstream: github.com/fatih/camelcase: runs of one class; the last capital before small letters begins their word. */
function wordsOf(field: string): readonly string[] {
  const runs = field.match(/\p{Ll}+|\p{Lu}+|[^\p{Ll}\p{Lu}]+/gu) ?? [];
  for (let i = 0; i < runs.length - 1; i++) {
    const run = runs[i] as string;
    const next = runs[i + 1] as string;
    if (!/^\p{Lu}/u.test(run) || !/^\p{Ll}/u.test(next)) continue;
    runs[i] = run.slice(0, -1);
    runs[i + 1] = run.slice(-1) + next;
  }
  return runs.filter((run) => run !== '');
}

const titled = (word: string): string => word.replace(/\p{L}/u, (letter) => letter.toUpperCase());
