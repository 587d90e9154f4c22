// What travels at this moment, as buttons that only keyboards and screen readers meet: after the boxes, by time. It is
// written anew when the playhead has come to rest, never while it moves.

import { useEffect, useState, type ReactNode } from 'react';
import { actorName } from '../caption/captionText.ts';
import { hover, select, useApp } from '../app/store.ts';
import { useT } from '../widgets/preferences.ts';
import { hopWords } from './hopPackets.ts';
import { packetsAt, type Packet } from './packets.ts';
import type { SceneIndex } from './sceneIndex.ts';
import { onFrame, stageState } from './stageState.ts';

/** Real milliseconds without a change of the picture. */
const REST = 120;
/** Of requests through the network so many are listed. */
const MOST_HOPS = 12;

interface Listed {
  readonly key: string;
  readonly span: number;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

export function PacketList(): ReactNode {
  const t = useT();
  const [packets, setPackets] = useState<readonly Listed[]>([]);
  useEffect(() => {
    let wait = 0;
    const read = (): void => {
      const { index, at } = stageState();
      const now = index && !useApp.getState().playing ? listed(index, at) : [];
      setPackets((before) => (before.length === now.length && before.every((p, i) => p.key === now[i]?.key && p.what === now[i]?.what) ? before : now));
    };
    const stop = onFrame(() => {
      clearTimeout(wait);
      wait = window.setTimeout(read, REST);
    });
    return () => {
      stop();
      clearTimeout(wait);
    };
  }, []);
  return (
    <ul className="ks-hidden" aria-label={t('stage.packets')}>
      {packets.map(({ key, span, what, from, to }) => (
        <li key={key}>
          <button type="button" onFocus={() => hover({ kind: 'span', id: span })} onBlur={() => hover(undefined)} onClick={() => select({ kind: 'span', id: span })}>
            {t('stage.sayPacket', { what, from: actorName(t, from), to: actorName(t, to) })}
          </button>
        </li>
      ))}
    </ul>
  );
}

function listed(index: SceneIndex, at: number): Listed[] {
  const hops = index.hops.legs.at(at).slice(0, MOST_HOPS).map((leg): Listed => {
    const { verb, noun, detail } = hopWords(leg);
    const there = leg.part === 'there' || leg.part === 'inside';
    return { key: `${leg.span} ${leg.part}`, span: leg.span, what: [verb, noun, detail].filter(Boolean).join(' '), from: there ? leg.from : leg.to, to: there ? leg.to : leg.from };
  });
  return packetsAt(index, at)
    .sort((a, b) => a.start - b.start || a.span - b.span)
    .map((p): Listed => {
      const [from, to] = ends(index, p);
      return { key: `${p.span} ${p.part}`, span: p.span, what: [p.words.verb, p.words.noun, p.words.detail].filter(Boolean).join(' '), from, to };
    })
    .concat(hops);
}

function ends(index: SceneIndex, { span, part }: Packet): readonly [from: string, to: string] {
  const { actor, to } = index.reader.span(span);
  switch (part) {
    case 'request':
      return [actor, 'kube-apiserver'];
    case 'answer':
      return ['kube-apiserver', actor];
    case 'watch':
      return ['kube-apiserver', to];
    case 'notify':
      return ['etcd', 'kube-apiserver'];
    case 'store':
      return ['kube-apiserver', 'etcd'];
  }
}
