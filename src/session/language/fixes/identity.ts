// Fixes for what an object says it is: apiVersion, kind, name.

import { isObject } from '../../../base/json.ts';
import type { Kind } from '../../../sim/api/kind.ts';
import type { Scheme } from '../../../sim/api/scheme.ts';
import type { YamlNode } from '../../../sim/api/yaml/parser.ts';
import { closest } from '../closest.ts';
import { identityOf } from '../documents.ts';
import { keyText, mappingAt, nodeAt } from '../nodes.ts';
import { insertField, replaceNode, scalarText, type Edit } from '../textEdits.ts';
import { fix, valueAt, type DocumentFix, type Fixer, type FixContext } from './fixContext.ts';

const FIRST = ['apiVersion', 'kind', 'metadata', 'spec', 'data'];

export const identityFixes: readonly Fixer[] = [missingParts, unknownKind, missingName, wrongName, missingNamespace];

function missingParts(context: FixContext, root: YamlNode): DocumentFix | undefined {
  const { document, finding, scheme } = context;
  if (!/error validating data: .*not set/.test(finding.message) || !mappingAt(root, [])) return undefined;
  const { kind } = identityOf(document.value);
  const lacksVersion = finding.message.includes('apiVersion not set');
  const guessed = finding.message.includes('kind not set') ? guessKind(document.value) : kind;
  const known = guessed === undefined ? undefined : kindNamed(scheme, guessed);
  if (!known) return undefined;
  const edits: (Edit | undefined)[] = [];
  if (lacksVersion) edits.push(atTop(context, root, 'apiVersion', known.apiVersion));
  if (guessed !== kind) edits.push(lacksVersion ? atTop(context, root, 'kind', known.kind) : insertField(document.text, root, [], 'kind', known.kind, FIRST.slice(2)));
  if (guessed !== kind && !lacksVersion) return fix('Kind', { kind: known.kind }, ...edits);
  return fix('ApiVersion', { value: guessed === kind ? `apiVersion: ${known.apiVersion}` : `apiVersion: ${known.apiVersion}, kind: ${known.kind}`, kind: known.kind, apiVersion: known.apiVersion }, ...edits);
}

/** The first field of an object has its own line, in front of all others. */
function atTop({ document }: FixContext, root: YamlNode, name: string, value: string): Edit | undefined {
  const first = mappingAt(root, [])?.pairs[0];
  if (!first || document.text[root.start.index] === '{') return insertField(document.text, root, [], name, value, FIRST);
  const at = first.key.start.index - first.key.start.column;
  return { from: at, to: at, text: `${' '.repeat(first.key.start.column)}${name}: ${scalarText(value)}\n` };
}

function unknownKind({ document, finding, scheme }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!finding.message.startsWith('no matches for kind')) return undefined;
  const { apiVersion, kind } = identityOf(document.value);
  const kindNode = nodeAt(root, ['kind']);
  const versionNode = nodeAt(root, ['apiVersion']);
  if (!kindNode || !versionNode) return undefined;
  const near = closest(kind, new Set(scheme.kinds.filter((k) => k.apiVersion === apiVersion).map((k) => k.kind)));
  if (near !== undefined) return fix('ChangeKind', { from: kind, to: near, apiVersion }, replaceNode(kindNode, near));
  const elsewhere = kindNamed(scheme, kind) ?? kindNamed(scheme, closest(kind, new Set(scheme.kinds.map((k) => k.kind))) ?? '');
  if (!elsewhere) return undefined;
  const edits = [replaceNode(versionNode, elsewhere.apiVersion), ...(elsewhere.kind === kind ? [] : [replaceNode(kindNode, elsewhere.kind)])];
  return fix('ChangeApiVersion', { from: apiVersion, to: elsewhere.apiVersion, kind: elsewhere.kind }, ...edits);
}

/** The kind of this name, in the group and version that one would use: core before others, stable and newest. */
export function kindNamed(scheme: Scheme, name: string): Kind | undefined {
  const low = name.toLowerCase();
  const rank = (kind: Kind): number => (kind.group === '' ? 1000 : 0) + (/^v\d+$/.test(kind.version) ? 100 + Number(kind.version.slice(1)) : 0);
  const named = scheme.kinds.filter((kind) => (kind.kind === name || kind.kind.toLowerCase() === low) && kind.verbs.includes('create'));
  return named.reduce<Kind | undefined>((best, kind) => (best === undefined || rank(kind) > rank(best) ? kind : best), undefined);
}

/** By what is in it. */
function guessKind(value: unknown): string | undefined {
  const has = (...path: readonly string[]): boolean => valueAt(value, path) !== undefined;
  if (has('spec', 'jobTemplate')) return 'CronJob';
  if (has('spec', 'scaleTargetRef')) return 'HorizontalPodAutoscaler';
  if (has('spec', 'volumeClaimTemplates')) return 'StatefulSet';
  if (has('spec', 'template', 'spec', 'restartPolicy') && !has('spec', 'replicas') && !has('spec', 'selector')) return 'Job';
  if (has('spec', 'template') || has('spec', 'replicas')) return 'Deployment';
  if (has('spec', 'containers')) return 'Pod';
  if (has('spec', 'ports')) return 'Service';
  if (has('spec', 'rules') || has('spec', 'ingressClassName')) return 'Ingress';
  if (has('stringData')) return 'Secret';
  if (has('data')) return 'ConfigMap';
  return undefined;
}

const META_FIELDS = new Set(['name', 'namespace', 'labels', 'annotations', 'generateName', 'finalizers', 'ownerReferences']);
const NEEDS_NAME = /resource name may not be empty|^metadata\.name: Required value/;

function missingName({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!NEEDS_NAME.test(finding.message) || valueAt(document.value, ['metadata', 'generateName']) !== undefined) return undefined;
  const metadata = mappingAt(root, ['metadata']);
  const misspelt = metadata?.pairs.find((pair) => !META_FIELDS.has(keyText(pair)) && closest(keyText(pair), ['name']) !== undefined);
  if (misspelt) return fix('FieldName', { from: keyText(misspelt), to: 'name' }, replaceNode(misspelt.key, 'name'));
  const name = nameFor(document.value);
  const empty = nodeAt(root, ['metadata', 'name']);
  if (empty && empty.start.index < empty.end.index) return fix('Name', { value: name }, replaceNode(empty, name));
  return fix('Name', { value: name }, insertField(document.text, root, ['metadata'], 'name', name, ['namespace', 'labels', 'annotations']));
}

/** A name from what is at hand: the usual label, the first container, the kind. */
export function nameFor(value: unknown): string {
  const candidates = [
    valueAt(value, ['metadata', 'labels', 'app']),
    valueAt(value, ['metadata', 'labels', 'app.kubernetes.io/name']),
    valueAt(value, ['spec', 'selector', 'app']),
    valueAt(value, ['spec', 'selector', 'matchLabels', 'app']),
    valueAt(value, ['spec', 'template', 'metadata', 'labels', 'app']),
    valueAt(value, ['spec', 'template', 'spec', 'containers', 0, 'name']),
    valueAt(value, ['spec', 'containers', 0, 'name']),
  ];
  const found = candidates.find((candidate) => typeof candidate === 'string' && candidate !== '');
  return validName(String(found ?? (isObject(value) ? value.kind : '') ?? '')) || 'example';
}

export function validName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 63);
}

function wrongName({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!/: Invalid value: .*(RFC 1123|RFC 1035)/.test(finding.message)) return undefined;
  const node = nodeAt(root, finding.path);
  const from = valueAt(document.value, finding.path);
  if (node?.kind !== 'scalar' || typeof from !== 'string') return undefined;
  let to = validName(from);
  if (!finding.message.includes('subdomain')) to = to.replaceAll('.', '-');
  if (finding.message.includes('RFC 1035')) to = to.replace(/^[^a-z]+/, '');
  return to === '' || to === from ? undefined : fix('ChangeName', { from, to }, replaceNode(node, scalarText(to)));
}

/** A namespace that is not there is made first. */
function missingNamespace({ document, finding }: FixContext): DocumentFix | undefined {
  const name = /^namespaces "([^"]*)" not found$/.exec(finding.message)?.[1];
  if (name === undefined || validName(name) !== name) return undefined;
  const at = /^---[^\n]*\n/.exec(document.text)?.[0].length ?? 0;
  return fix('AddNamespace', { name }, { from: at, to: at, text: `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n---\n` });
}
