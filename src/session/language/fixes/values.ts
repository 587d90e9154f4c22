// Fixes for values that cannot be what their field wants.

import { isObject } from '../../../base/json.ts';
import { quantityProblem } from '../../../sim/api/quantity.ts';
import type { YamlNode } from '../../../sim/api/yaml/parser.ts';
import { closest } from '../closest.ts';
import { IMAGES } from '../images.ts';
import { identityOf } from '../documents.ts';
import { mappingAt, nodeAt, pairOf, type Path } from '../nodes.ts';
import { blockEnd, flowText, insertField, lineStart, replaceNode, scalarText, shifted } from '../textEdits.ts';
import { fix, valueAt, type DocumentFix, type Fixer, type FixContext } from './fixContext.ts';
import { validName } from './identity.ts';

export const valueFixes: readonly Fixer[] = [misfit, unsupported, notFoundHere, missingPort, missingField];

const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function misfit({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  const { misfit: wrong } = finding;
  const node = wrong && nodeAt(root, wrong.path);
  if (!wrong || !node) return undefined;
  const { text } = document;
  const { type, value } = wrong;
  const written = text.slice(node.start.index, node.end.index);
  switch (type.shape) {
    case 'string':
      if (typeof value === 'number' || typeof value === 'boolean') return fix('Quote', { value: JSON.stringify(written) }, replaceNode(node, JSON.stringify(written)));
      // A Service's selector is a plain mapping, unlike that of a Deployment.
      if (isObject(value) && wrong.path[wrong.path.length - 1] === 'matchLabels') return flatten(text, root, wrong.path.slice(0, -1), value);
      return undefined;
    case 'int32':
    case 'int64':
    case 'double': {
      if (typeof value !== 'string') return undefined;
      const word = NUMBERS.indexOf(value.trim().toLowerCase());
      const number = word >= 0 ? String(word) : /^[+-]?\d+(\.0+)?$/.test(value.trim()) ? String(Number(value)) : undefined;
      return number === undefined ? undefined : fix('Number', { value: number }, replaceNode(node, number));
    }
    case 'boolean': {
      const yes = typeof value === 'string' && /^(true|yes|on|1)$/i.test(value);
      const no = typeof value === 'string' && /^(false|no|off|0)$/i.test(value);
      const to = yes || value === 1 ? 'true' : no || value === 0 ? 'false' : undefined;
      return to === undefined ? undefined : fix('Boolean', { value: to }, replaceNode(node, to));
    }
    case 'quantity': {
      const to = quantityFor(String(value));
      return to === undefined ? undefined : fix('Quantity', { from: String(value), to }, replaceNode(node, /^\d+(\.\d+)?$/.test(to) ? to : scalarText(to)));
    }
    case 'struct':
    case 'map': {
      // `name:web` is one word.
      const colon = typeof value === 'string' ? /^[\w.-]+:(?=[^\s/])/.exec(value) : null;
      const behind = node.start.index + (colon?.[0].length ?? 0);
      return colon ? fix('Space', { field: colon[0].slice(0, -1) }, { from: behind, to: behind, text: ' ' }) : undefined;
    }
    case 'list':
      return listFix(text, node, wrong.path, type.element?.shape ?? '', value);
    default:
      return undefined;
  }
}

function flatten(text: string, root: YamlNode, path: Path, labels: { readonly [key: string]: unknown }): DocumentFix | undefined {
  const selector = mappingAt(root, path);
  const pair = selector && pairOf(selector, 'matchLabels');
  if (!selector || !pair || selector.pairs.length !== 1) return undefined;
  const params = { field: String(path[path.length - 1]) };
  if (pair.value.kind !== 'mapping' || text[pair.value.start.index] === '{') return fix('Flatten', params, { from: selector.start.index, to: blockEnd(text, selector), text: flowText(labels) });
  const start = lineStart(text, pair.value.start.index);
  const inner = text.slice(start, blockEnd(text, pair.value));
  return fix('Flatten', params, { from: lineStart(text, pair.key.start.index), to: blockEnd(text, pair.value), text: shifted(inner, pair.key.start.column - pair.value.start.column) });
}

/** One thing where a list of them is wanted. */
function listFix(text: string, node: YamlNode, path: Path, element: string, value: unknown): DocumentFix | undefined {
  const field = String(path[path.length - 1]);
  if (typeof value === 'string' && element === 'string') return fix('Words', { field }, replaceNode(node, flowText(wordsOf(value))));
  if (!isObject(value) || element !== 'struct' || node.kind !== 'mapping' || node.pairs.length === 0) return undefined;
  if (text[node.start.index] === '{') return fix('List', { field }, { from: node.start.index, to: node.end.index, text: `[${text.slice(node.start.index, node.end.index)}]` });
  const start = lineStart(text, node.start.index);
  if (text.slice(start, node.start.index).trim() !== '') return undefined;
  const block = shifted(text.slice(start, blockEnd(text, node)), 2);
  const column = node.start.index - start;
  return fix('List', { field }, { from: start, to: blockEnd(text, node), text: `${block.slice(0, column)}- ${block.slice(column + 2)}` });
}

/** As a shell splits words; what needs a shell is given to one. */
function wordsOf(line: string): readonly string[] {
  if (/[|&;<>$`]/.test(line)) return ['sh', '-c', line];
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? (m[3] as string));
}

const UNITS: Readonly<Record<string, string>> = { b: '', kb: 'k', mb: 'M', gb: 'G', tb: 'T', kib: 'Ki', mib: 'Mi', gib: 'Gi', tib: 'Ti', m: 'm', g: 'G', k: 'k', core: '', cores: '', cpu: '', cpus: '', ki: 'Ki', mi: 'Mi', gi: 'Gi', millicores: 'm', millicore: 'm' };

function quantityFor(text: string): string | undefined {
  const m = /^\s*([0-9]*\.?[0-9]+)\s*([a-z]*)\s*$/i.exec(text);
  const unit = m && UNITS[(m[2] as string).toLowerCase()];
  if (unit === undefined || unit === null) return undefined;
  const to = `${m?.[1]}${unit}`;
  return to !== text && quantityProblem(to) === undefined ? to : undefined;
}

/** `Unsupported value: "never": supported values: "Always", "OnFailure", "Never"` */
function unsupported({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  const supported = /(?:supported values|valid values): (.*)$/.exec(finding.message)?.[1];
  if (supported === undefined) return undefined;
  const values = [...supported.matchAll(/"([^"]*)"/g)].map((m) => m[1] as string);
  const field = String(finding.path[finding.path.length - 1]);
  const node = nodeAt(root, finding.path);
  const now = node?.kind === 'scalar' ? node.value : undefined;
  const usual = USUAL[field];
  // Of one or two a choice is easily made: a Job's Pods end, and may not be started again for ever.
  const to = values.length === 1 ? values[0] : values.length === 2 && usual ? usual : now === undefined ? undefined : (WORDS[now.toLowerCase()] ?? closest(now, values));
  if (to === undefined || !values.includes(to)) return undefined;
  if (node) return fix('Value', { field, from: now ?? '', to }, replaceNode(node, scalarText(to)));
  return fix('AddField', { value: `${field}: ${to}` }, insertField(document.text, root, finding.path.slice(0, -1), field, to, ['containers']));
}

const USUAL: Readonly<Record<string, string>> = { restartPolicy: 'Never' };
/** Protocols that run over another one. */
const WORDS: Readonly<Record<string, string>> = { http: 'TCP', https: 'TCP', grpc: 'TCP' };

/** A volume mount that names no volume of the Pod. */
function notFoundHere({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  const name = /volumeMounts\[\d+\]\.name: Not found: "([^"]*)"/.exec(finding.message)?.[1];
  const at = finding.path.findIndex((step) => step === 'containers' || step === 'initContainers');
  const node = nodeAt(root, finding.path);
  if (name === undefined || at < 0 || !node) return undefined;
  const volumes = valueAt(document.value, [...finding.path.slice(0, at), 'volumes']);
  const names = Array.isArray(volumes) ? volumes.flatMap((v) => (isObject(v) && typeof v.name === 'string' ? [v.name] : [])) : [];
  const to = closest(name, names) ?? (names.length === 1 ? names[0] : undefined);
  return to === undefined ? undefined : fix('Value', { field: 'name', from: name, to }, replaceNode(node, scalarText(to)));
}

/** A Service's port: the one that its Pods listen on will do. */
function missingPort({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (identityOf(document.value).kind !== 'Service' || !/^spec\.ports\[\d+\]\.port: (Invalid value: 0|Required)/.test(finding.message)) return undefined;
  const item = finding.path.slice(0, -1);
  const target = valueAt(document.value, [...item, 'targetPort']);
  const port = typeof target === 'number' && target > 0 && target <= 65535 ? target : 80;
  const node = nodeAt(root, finding.path);
  if (node) return fix('Value', { field: 'port', from: document.text.slice(node.start.index, node.end.index), to: String(port) }, replaceNode(node, String(port)));
  return fix('AddField', { value: `port: ${port}` }, insertField(document.text, root, item, 'port', port, ['targetPort']));
}

/** Names that can be made from what is there. */
function missingField({ document, finding }: FixContext, root: YamlNode): DocumentFix | undefined {
  if (!/: Required value/.test(finding.message)) return undefined;
  const place = finding.path.filter((step) => typeof step === 'string').join('.');
  const item = finding.path.slice(0, -1);
  const field = String(finding.path[finding.path.length - 1]);
  const inItem = (name: string): unknown => valueAt(document.value, [...item, name]);
  let value: string | number | undefined;
  if (/(containers|initContainers)\.name$/.test(place)) value = validName(String(inItem('image') ?? '').replace(/^.*\//, '').replace(/[:@].*$/, '')) || 'main';
  else if (/^spec\.ports\.name$/.test(place)) value = portName(valueAt(document.value, item.slice(0, -1)), Number(item[item.length - 1]));
  else if (/\.mountPath$/.test(place)) value = '/data';
  else if (/\.containerPort$/.test(place)) value = 80;
  else if (/(containers|initContainers)\.image$/.test(place)) value = imageFor(String(inItem('name') ?? ''));
  if (value === undefined) return undefined;
  const node = nodeAt(root, finding.path);
  if (node && node.start.index < node.end.index) return fix('AddField', { value: `${field}: ${value}` }, replaceNode(node, scalarText(value)));
  return fix('AddField', { value: `${field}: ${value}` }, insertField(document.text, root, item, field, value));
}

/** A container is often called what it runs. */
const imageFor = (name: string): string => IMAGES.find(({ image }) => image.split(':')[0] === name)?.image ?? 'nginx:1.27';

function portName(ports: unknown, index: number): string {
  const list = Array.isArray(ports) ? ports : [];
  const port = Number(valueAt(list, [index, 'port']));
  const name = PORT_NAMES[port] ?? `port-${port || index + 1}`;
  // Two ports of one number come one after the other.
  return list.slice(0, index).some((other) => isObject(other) && (other.name === name || other.port === port)) ? `${name}-${index + 1}` : name;
}

const PORT_NAMES: Readonly<Record<number, string>> = { 80: 'http', 443: 'https', 8080: 'http-alt', 3306: 'mysql', 5432: 'postgres', 6379: 'redis', 9090: 'metrics' };
