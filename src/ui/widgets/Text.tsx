// A text of the catalogue with its tags drawn: <Text of="caption.created" with={{ … }} />. What the tags look like is
// decided here once, so captions, hints and lessons mark things alike.

import { Fragment, type ReactNode } from 'react';
import type { Args, Key, Params, TextPart } from '../../locales/i18n.ts';
import { Marker } from './Marker.tsx';
import { useT } from './preferences.ts';

export type TagLooks = Readonly<Record<string, (text: string) => ReactNode>>;

const looks: TagLooks = {
  /** the subject of the caption */
  mark: (text) => <Marker>{text}</Marker>,
  /** a verb as on the wire */
  verb: (text) => <b className="ks-mono ks-write">{text}</b>,
  code: (text) => <code className="ks-mono">{text}</code>,
  b: (text) => <b>{text}</b>,
  quiet: (text) => <span className="ks-ink3">{text}</span>,
};

type With<K extends Key> = Args<K> extends [] ? { readonly with?: never } : { readonly with: Params<K> };

export function Text<K extends Key>(props: { readonly of: K; readonly tags?: TagLooks } & With<K>): ReactNode {
  const t = useT();
  const args = (props.with === undefined ? [] : [props.with]) as Args<K>;
  return drawParts(t.parts(props.of, ...args), props.tags);
}

export function drawParts(parts: readonly TextPart[], tags: TagLooks = {}): ReactNode {
  return parts.map(({ tag, text }, i) => {
    const draw = tag === null ? undefined : (tags[tag] ?? looks[tag]);
    return <Fragment key={i}>{draw ? draw(text) : text}</Fragment>;
  });
}
