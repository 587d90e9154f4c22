// kubectl annotate: like label, for annotations.
// Upstream: k8s.io/kubectl/pkg/cmd/annotate/annotate.go

import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError } from '../errors.ts';
import { parsePairWords } from '../generators/labelSpec.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { changed, checkAll, checkAsked, findAsked, listTexts, sendChange, textsOf, withResourceVersion, withTexts, type Change, type Texts } from '../metadataEdit.ts';
import { resourcesAndPairs } from '../pairs.ts';
import type { ObjectPrinter } from '../output/printer.ts';

export const annotate: CommandModule = {
  name: 'annotate',
  *run(k) {
    const { flags } = k;
    const printer = k.printer('annotated');
    const { resources, pairs } = resourcesAndPairs(k.args, 'annotation');
    const change = parsePairWords(pairs, 'annotation', true);
    const asked = { resources, local: flags.flag('local'), list: flags.flag('list') };
    if (asked.list && flags.text('output') !== '') throw new KubectlError('--list and --output may not be specified together');
    checkAll(k);
    checkAsked(k, asked, 'rsrc');
    if (Object.keys(change.set).length < 1 && change.remove.length < 1 && !asked.list) throw new KubectlError('at least one annotation update is required');
    const both = change.remove.filter((key) => key in change.set);
    if (both.length) throw new KubectlError(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
    const found = yield* findAsked(k, asked);
    yield* found.visit((info) => annotateOne(k, info, change, printer, { ...asked, single: found.singleImplied }));
  },
};

function* annotateOne(k: Invocation, info: Info, change: Change, printer: ObjectPrinter, how: { readonly local: boolean; readonly list: boolean; readonly single: boolean }): Sim<void> {
  const { flags } = k;
  const version = flags.text('resource-version');
  const sends = !(k.dryRun === 'client' || how.local || how.list);
  const before = version && sends ? withResourceVersion(info.object as AnyItem, '') : (info.object as AnyItem);
  const annotations = textsOf(before, 'annotations');
  if (!flags.flag('overwrite')) checkOverwrites(annotations, change.set);
  const edited = withTexts(before, 'annotations', changed(annotations, change));
  const after = version ? withResourceVersion(edited, version) : edited;
  const shown = sends ? yield* sendChange(k, info, before, after) : after;
  if (how.list) listTexts(k, info, textsOf(shown, 'annotations'), 'annotations', how.single);
  else k.print(printer, shown);
}

/** Of a rollout the cause may always be told anew. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

function checkOverwrites(annotations: Texts, set: Texts): void {
  const there = Object.keys(set).filter((key) => key !== CHANGE_CAUSE && key in annotations && annotations[key] !== set[key]);
  if (there.length) throw new KubectlError(`--overwrite is false but found the following declared annotation(s): ${there.map((key) => `'${key}' already has a value (${annotations[key]})`).join('; ')}`);
}
