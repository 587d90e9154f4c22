// Fixes for selectors and the labels they look for: what most manifests from old blogs lack.

import { isObject } from '../../../base/json.ts';
import type { MappingNode, YamlNode } from '../../../sim/api/yaml/parser.ts';
import { identityOf } from '../documents.ts';
import { mappingAt, pairOf, type Pair } from '../nodes.ts';
import { insertField, insertFields, replaceNode, scalarText, type Edit } from '../textEdits.ts';
import { fix, labelsText, valueAt, type DocumentFix, type Fixer, type FixContext } from './fixContext.ts';
import { nameFor } from './identity.ts';

export const selectorFixes: readonly Fixer[] = [missingSelector, mismatch];

const WORKLOADS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);
const LABELS = ['spec', 'template', 'metadata', 'labels'];
const MATCH = ['spec', 'selector', 'matchLabels'];
type Labels = { readonly [key: string]: unknown };

const labelsAt = (value: unknown, path: readonly string[]): Labels | undefined => {
  const labels = valueAt(value, path);
  return isObject(labels) && Object.keys(labels).length > 0 ? labels : undefined;
};

const isEmptyLabels = (selector: unknown): boolean => isObject(selector) && 'matchLabels' in selector;

/** Adds the selector, and where the template has no labels either, the labels it looks for. */
function missingSelector({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  const { value, text } = document;
  if (!WORKLOADS.has(identityOf(value).kind) || valueAt(value, ['spec', 'template']) === undefined) return undefined;
  const lacks = labelsAt(value, MATCH) === undefined && valueAt(value, ['spec', 'selector', 'matchExpressions']) === undefined;
  if (!lacks || !/^spec\.(selector|template\.metadata\.labels): /.test(finding.message)) return undefined;
  const selector = valueAt(value, ['spec', 'selector']);
  if (isObject(selector) && Object.keys(selector).some((key) => key !== 'matchLabels')) return undefined;
  const present = labelsAt(value, LABELS);
  const labels = present ?? { app: nameFor(value) };
  const edit =
    selector === undefined ? insertField(text, root, ['spec'], 'selector', { matchLabels: labels }, ['template']) : insertFields(text, root, isEmptyLabels(selector) ? MATCH : ['spec', 'selector'], isEmptyLabels(selector) ? labels : { matchLabels: labels });
  if (present) return fix('Selector', { labels: labelsText(labels) }, edit);
  return fix('SelectorAndLabels', { labels: labelsText(labels) }, edit, ...labelEdits(text, root, labels));
}

/** Gives the template the labels that the selector looks for. */
function mismatch({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!finding.message.includes('`selector` does not match template `labels`')) return undefined;
  const { value, text } = document;
  const wanted = labelsAt(value, MATCH) ?? (identityOf(value).kind === 'ReplicationController' ? labelsAt(value, ['spec', 'selector']) : undefined);
  if (!wanted) return undefined;
  const present = labelsAt(value, LABELS);
  return fix(present ? 'MatchLabels' : 'TemplateLabels', { labels: labelsText(wanted) }, ...labelEdits(text, root, wanted));
}

function labelEdits(text: string, root: YamlNode, wanted: Labels): readonly (Edit | undefined)[] {
  const mapping = mappingAt(root, LABELS);
  const there = Object.entries(wanted).filter(([key]) => mapping && pairOf(mapping, key));
  const missing = Object.fromEntries(Object.entries(wanted).filter(([key]) => !(mapping && pairOf(mapping, key))));
  const edits = there.flatMap(([key, value]) => {
    const node = (pairOf(mapping as MappingNode, key) as Pair).value;
    return node.kind === 'scalar' && node.value === String(value) ? [] : [replaceNode(node, scalarText(value))];
  });
  return Object.keys(missing).length ? [...edits, insertFields(text, root, LABELS, missing)] : edits;
}
