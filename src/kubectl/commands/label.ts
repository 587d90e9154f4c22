// kubectl label: adds, changes and takes away labels; what is there already is not overwritten unasked.
// Upstream: k8s.io/kubectl/pkg/cmd/label/label.go

import type { Sim } from '../../sim/kernel/task.ts';
import { isLabelValue } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError, throwAll } from '../errors.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { changed, checkAll, checkAsked, findAsked, listTexts, sendChange, textsOf, withResourceVersion, withTexts, type Change, type Texts } from '../metadataEdit.ts';
import { resourcesAndPairs } from '../pairs.ts';

export const label: CommandModule = {
  name: 'label',
  *run(k) {
    const { flags } = k;
    void k.dryRun;
    const { resources, pairs } = resourcesAndPairs(k.args, 'label');
    const change = parseLabels(pairs);
    const asked = { resources, local: flags.flag('local'), list: flags.flag('list') };
    if (asked.list && flags.text('output') !== '') throw new KubectlError('--list and --output may not be specified together');
    checkAll(k);
    checkAsked(k, asked, 'pod');
    if (Object.keys(change.set).length < 1 && change.remove.length < 1 && !asked.list) throw new KubectlError('at least one label update is required');
    const found = yield* findAsked(k, asked);
    yield* found.visit((info) => labelOne(k, info, change, { ...asked, single: found.singleImplied }));
  },
};

function* labelOne(k: Invocation, info: Info, change: Change, how: { readonly local: boolean; readonly list: boolean; readonly single: boolean }): Sim<void> {
  const { flags } = k;
  const version = flags.text('resource-version');
  const before = version ? withResourceVersion(info.object as AnyItem, '') : (info.object as AnyItem);
  const labels = textsOf(before, 'labels');
  const sends = !(k.dryRun === 'client' || how.local || how.list);
  if (sends) for (const key of change.remove) if (!(key in labels)) k.out(`label ${goQuote(key)} not found.\n`);
  if (!flags.flag('overwrite')) checkOverwrites(labels, change.set);
  const added = Object.entries(change.set).filter(([key, value]) => labels[key] !== value).length > 0;
  const removed = change.remove.some((key) => key in labels);
  const after = withTexts(before, 'labels', changed(labels, change));
  info.object = version ? withResourceVersion(after, version) : after;
  if (sends && (added || removed)) yield* sendChange(k, info, before, info.object);
  if (how.list) {
    listTexts(k, info, textsOf(info.object, 'labels'), 'labels', how.single);
    return;
  }
  k.print(k.printer(added && removed ? 'modified' : added ? 'labeled' : removed ? 'unlabeled' : 'not labeled'), info.object);
}

function checkOverwrites(labels: Texts, set: Texts): void {
  const errors = Object.keys(set)
    .filter((key) => key in labels && labels[key] !== set[key])
    .map((key) => new KubectlError(`'${key}' already has a value (${labels[key]}), and --overwrite is false`));
  throwAll(errors);
}

function parseLabels(words: readonly string[]): Change {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const word of words) {
    if (word.includes('=')) {
      const [key, value, ...more] = word.split('=') as [string, string, ...string[]];
      if (more.length) throw new KubectlError(`invalid label spec: ${word}`);
      const faults = isLabelValue(value);
      if (faults.length) throw new KubectlError(`invalid label value: ${goQuote(word)}: ${faults.join(';')}`);
      set[key] = value;
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new KubectlError(`unknown label spec: ${word}`);
  }
  if (remove.some((key) => key in set)) throw new KubectlError('can not both modify and remove a label in the same command');
  return { set, remove };
}
