// What `label` and `annotate` share: which objects, a merge patch of what changed, and how the result is told.
// Upstream: k8s.io/kubectl/pkg/cmd/label, k8s.io/kubectl/pkg/cmd/annotate

import { isObject } from '../base/json.ts';
import { compareText } from '../base/text.ts';
import { PATCH_TYPES } from '../sim/api/http.ts';
import { createMergePatch } from '../sim/api/patch/mergePatch.ts';
import type { Sim } from '../sim/kernel/task.ts';
import type { Resources } from './builder.ts';
import { KubectlError } from './errors.ts';
import type { AnyItem, Info } from './info.ts';
import type { Invocation } from './invocation.ts';
import { groupOf, kindOf } from './output/object.ts';

export interface Change {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export type Texts = Readonly<Record<string, string>>;

export function textsOf(object: AnyItem | undefined, field: 'labels' | 'annotations'): Texts {
  const metadata = object && isObject(object.metadata) ? object.metadata : {};
  const texts = metadata[field];
  if (!isObject(texts)) return {};
  // Null counts as an empty text.
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value === null ? '' : String(value)]));
}

export function withTexts(object: AnyItem, field: 'labels' | 'annotations', texts: Texts): AnyItem {
  return { ...object, metadata: { ...(isObject(object.metadata) ? object.metadata : {}), [field]: texts } };
}

export function changed(texts: Texts, change: Change): Texts {
  const out: Record<string, string> = { ...texts, ...change.set };
  for (const key of change.remove) delete out[key];
  return out;
}

export interface Asked {
  readonly resources: readonly string[];
  readonly local: boolean;
  readonly list: boolean;
}

/** What both commands refuse. `example` stands in the words about files. */
export function checkAsked(k: Invocation, asked: Asked, example: 'pod' | 'rsrc'): void {
  if (!asked.local) {
    if (asked.resources.length < 1 && !k.hasFiles) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    return;
  }
  if (k.dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (asked.resources.length > 0) throw new KubectlError(`can only use local files by -f ${example}.yaml or --filename=${example}.json when --local=true is set`);
  if (!k.hasFiles) throw new KubectlError(`one or more files must be specified as -f ${example}.yaml or --filename=${example}.json`);
}

export function checkAll(k: Invocation): void {
  const { flags } = k;
  if (!flags.flag('all')) return;
  if (flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
  if (flags.text('field-selector') !== '') throw new KubectlError('cannot set --all and --field-selector at the same time');
}

export function* findAsked(k: Invocation, asked: Asked): Sim<Resources> {
  const { flags } = k;
  const common = { ...k.usual, local: asked.local };
  const found = yield* k.find(
    asked.local
      ? common
      : {
          ...common,
          labelSelector: flags.text('selector'),
          fieldSelector: flags.text('field-selector'),
          allNamespaces: flags.flag('all-namespaces'),
          args: asked.resources,
          allowEmptySelector: flags.flag('all'),
          latest: true,
        },
  );
  if (!found.singleImplied && flags.text('resource-version') !== '') throw new KubectlError('--resource-version may only be used with a single resource');
  return found;
}

/** Sends what changed as a merge patch. */
export function* sendChange(k: Invocation, info: Info, before: AnyItem, after: AnyItem): Sim<AnyItem> {
  const patch = createMergePatch(before as never, after as never);
  const helper = info.helper({ dryRun: k.dryRun === 'server', fieldManager: k.flags.text('field-manager') });
  return yield* helper.patch(info.namespace, info.name, PATCH_TYPES.merge, patch);
}

export const withResourceVersion = (object: AnyItem, resourceVersion: string): AnyItem => {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const { resourceVersion: _, ...rest } = metadata;
  return { ...object, metadata: resourceVersion ? { ...rest, resourceVersion } : rest };
};

/** --list */
export function listTexts(k: Invocation, info: Info, texts: Texts, what: string, single: boolean): void {
  if (!single) k.out(`Listing ${what} for ${kindOf(info.object)}.${groupOf(info.object)}/${info.name}:\n`);
  for (const key of Object.keys(texts).sort(compareText)) k.out(`${single ? '' : ' '}${key}=${texts[key]}\n`);
}
