// kubectl label and annotate: the words on the command line, and what they make of an object.
// Upstream: k8s.io/kubectl/pkg/cmd/label/label.go, k8s.io/kubectl/pkg/cmd/annotate/annotate.go

import { isObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { isLabelValue } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { AggregateFailure, KubectlError } from '../output/errors.ts';
import { groupOf, kindOf, nameOf, type Item } from '../output/object.ts';
import type { DryRun } from './context.ts';
import { parsePairWords, type LabelMap, type Pairs } from './labelSpec.ts';

export interface ResourcesAndWords {
  /** Words that name objects. */
  readonly resources: readonly string[];
  /** Words that say what to change. */
  readonly words: readonly string[];
}

/** Takes apart what stands before and after the first `a=b` or `a-`; `what` names the latter in the error. */
export function resourcesAndPairs(args: readonly string[], what: string): ResourcesAndWords {
  const isPair = (word: string): boolean => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: args, words: [] };
  const words = args.slice(first);
  const late = words.find((word) => !isPair(word));
  if (late !== undefined) throw new KubectlError(`all resources must be specified before ${what} changes: ${late}`);
  return { resources: args.slice(0, first), words };
}

/** `a=b c-` */
export function parseLabels(words: readonly string[]): Pairs {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const word of words) {
    const [key = '', value, ...more] = word.split('=');
    if (value === undefined) {
      if (!word.endsWith('-')) throw new KubectlError(`unknown label spec: ${word}`);
      remove.push(word.slice(0, -1));
      continue;
    }
    if (more.length > 0) throw new KubectlError(`invalid label spec: ${word}`);
    const faults = isLabelValue(value);
    if (faults.length > 0) throw new KubectlError(`invalid label value: ${goQuote(word)}: ${faults.join(';')}`);
    set[key] = value;
  }
  if (remove.some((key) => Object.hasOwn(set, key))) throw new KubectlError('can not both modify and remove a label in the same command');
  return { set, remove };
}

export const parseAnnotations = (words: readonly string[]): Pairs => parsePairWords(words, 'annotation', true);

/** The checks of `label` and `annotate`, in the order of the real commands. */
export function checkMetadataChange(what: 'label' | 'annotation', resources: readonly string[], change: Pairs, flags: Flags, dryRun: DryRun['strategy']): void {
  const file = what === 'label' ? 'pod' : 'rsrc';
  // The real annotate means to check this too, but looks at a format that nobody sets.
  if (what === 'label' && flags.flag('list') && flags.text('output') !== '') throw new KubectlError('--list and --output may not be specified together');
  if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
  if (flags.flag('all') && flags.text('field-selector') !== '') throw new KubectlError('cannot set --all and --field-selector at the same time');
  const files = flags.list('filename').length > 0 || flags.text('kustomize') !== '';
  if (flags.flag('local')) {
    if (dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    if (resources.length > 0) throw new KubectlError(`can only use local files by -f ${file}.yaml or --filename=${file}.json when --local=true is set`);
    if (!files) throw new KubectlError(`one or more files must be specified as -f ${file}.yaml or --filename=${file}.json`);
  } else if (resources.length === 0 && !files) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (Object.keys(change.set).length === 0 && change.remove.length === 0 && !flags.flag('list')) throw new KubectlError(`at least one ${what} update is required`);
  const both = change.remove.filter((key) => Object.hasOwn(change.set, key));
  if (both.length > 0) throw new KubectlError(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
}

export interface Labelled {
  readonly object: Item;
  /** What is said to have been done: `labeled`. */
  readonly operation: string;
}

export function withLabels(object: Item, change: Pairs, overwrite: boolean): Labelled {
  const labels = mapAt(object, 'labels');
  if (!overwrite) {
    const errors = clashes(labels, change).map((key) => new KubectlError(`'${key}' already has a value (${labels[key]}), and --overwrite is false`));
    if (errors.length > 0) throw new AggregateFailure(errors);
  }
  const added = Object.keys(change.set).some((key) => labels[key] !== change.set[key]);
  const removed = change.remove.some((key) => Object.hasOwn(labels, key));
  const operation = added && removed ? 'modified' : added ? 'labeled' : removed ? 'unlabeled' : 'not labeled';
  return { object: withMap(object, 'labels', changed(labels, change)), operation };
}

/** May always be written over: rollouts note in it why they came. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export function withAnnotations(object: Item, change: Pairs, overwrite: boolean): Item {
  const annotations = mapAt(object, 'annotations');
  if (!overwrite) {
    const texts = clashes(annotations, change).filter((key) => key !== CHANGE_CAUSE).map((key) => `'${key}' already has a value (${annotations[key]})`);
    if (texts.length > 0) throw new KubectlError(`--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`);
  }
  return withMap(object, 'annotations', changed(annotations, change));
}

/** What --list prints; `single`: one object was asked for by its name. */
export function metadataListing(object: Item, key: 'labels' | 'annotations', single: boolean): string {
  const map = mapAt(object, key);
  const lines = Object.keys(map).sort(compareText).map((name) => `${single ? '' : ' '}${name}=${map[name]}\n`);
  return (single ? '' : `Listing ${key} for ${kindOf(object)}.${groupOf(object)}/${nameOf(object)}:\n`) + lines.join('');
}

const clashes = (map: LabelMap, change: Pairs): readonly string[] => Object.keys(change.set).filter((key) => Object.hasOwn(map, key) && map[key] !== change.set[key]);

function changed(map: LabelMap, change: Pairs): LabelMap {
  const out = { ...map, ...change.set };
  for (const key of change.remove) delete (out as Record<string, string>)[key];
  return out;
}

/** Null counts as an empty text; what is no map of texts counts as none. */
function mapAt(object: Item, key: 'labels' | 'annotations'): LabelMap {
  const map = isObject(object.metadata) ? object.metadata[key] : undefined;
  if (!isObject(map)) return {};
  return Object.fromEntries(Object.keys(map).map((name) => [name, map[name] === null ? '' : String(map[name])]));
}

const withMap = (object: Item, key: 'labels' | 'annotations', map: LabelMap): Item => ({ ...object, metadata: { ...(isObject(object.metadata) ? object.metadata : {}), [key]: map } });

/** With the resourceVersion that --resource-version asks for. */
export const withResourceVersion = (object: Item, version: string): Item =>
  version === '' ? object : { ...object, metadata: { ...(isObject(object.metadata) ? object.metadata : {}), resourceVersion: version } };
