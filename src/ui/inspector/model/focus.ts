// What the inspector is about: four looks at one thing at one moment. From what is selected (or, with nothing selected,
// from what goes on at the playhead) to the message, the write, the object and the cause that belong together.

import { linkOf } from '../../../trace/explain.ts';
import type { Selection } from '../../app/store.ts';
import type { PanelIndex } from './panelIndex.ts';

export interface Focus {
  readonly kind: 'span' | 'object' | 'box' | 'nothing';
  /** Nobody selected it: it goes with the playhead. */
  readonly following: boolean;
  /** The message or work; 0 where none is known. */
  readonly span: number;
  /** Position of the write in the stream of changes; -1 where there is none. */
  readonly change: number;
  /** The object's etcd key; ''. */
  readonly key: string;
  /** The box; ''. */
  readonly actor: string;
}

export const NOTHING: Focus = { kind: 'nothing', following: true, span: 0, change: -1, key: '', actor: '' };

/** `told`: the span that the caption speaks of; what nobody selected goes with it. */
export function focusOf(selection: Selection | undefined, index: PanelIndex, at: number, told: number): Focus {
  switch (selection?.kind) {
    case undefined:
      return told < 1 || told > index.reader.spanCount ? NOTHING : { ...spanFocus(index, told, at), following: true };
    case 'span':
      return selection.id >= 1 && selection.id <= index.reader.spanCount ? spanFocus(index, selection.id, at) : { ...NOTHING, following: false };
    case 'object':
      return objectFocus(index, selection.key, at);
    case 'revision': {
      const change = index.changeOf(selection.revision);
      if (change < 0) return { ...NOTHING, following: false };
      const { key, span } = index.reader.change(change);
      return { kind: 'object', following: false, span, change, key, actor: '' };
    }
    case 'box':
      return boxFocus(index, selection.actor, at);
  }
}

function spanFocus(index: PanelIndex, span: number, at: number): Focus {
  const { key, revision, what } = linkOf(index.reader, span);
  const wrote = revision > 0 ? index.changeOf(revision) : -1;
  // A write is what it wrote, whenever one looks; anything else shows the object as it is at the playhead.
  const change = wrote >= 0 ? wrote : key ? index.changeAt(key, at) : -1;
  const node = what === 'node' && key === '' ? index.reader.span(span).summary : undefined;
  const about = wrote >= 0 ? index.reader.change(wrote).key : node?.type === 'node' ? `/registry/minions/${node.node}` : key;
  return { kind: 'span', following: false, span, change, key: about, actor: '' };
}

function objectFocus(index: PanelIndex, key: string, at: number): Focus {
  const now = index.changeAt(key, at);
  // Before it came into being it is known by how it will.
  const change = now >= 0 ? now : (index.changesOf(key)[0] ?? -1);
  return { kind: 'object', following: false, span: change < 0 ? 0 : index.reader.change(change).span, change, key, actor: '' };
}

function boxFocus(index: PanelIndex, actor: string, at: number): Focus {
  const node = actor.startsWith('node/') ? actor.slice(5) : '';
  const key = node ? `/registry/minions/${node}` : '';
  const spans = index.spansOf(node ? `kubelet/${node}` : actor);
  let i = index.begun(spans, at) - 1;
  // What it did, not what it was told.
  while (i >= 0 && (index.reader.levelOf(spans[i] as number) === 'heartbeat' || index.reader.span(spans[i] as number).summary.type === 'watch')) i--;
  return { kind: 'box', following: false, span: spans[i] ?? 0, change: key ? index.changeAt(key, at) : -1, key, actor };
}
