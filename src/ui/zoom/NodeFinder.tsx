// Of very many nodes the table shows a few: what the others come to, and a way to any one of them.

import { Plus, Search, X } from 'lucide-react';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ScheduleDetail } from '../../session/protocol.ts';
import { Button } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { Text } from '../widgets/Text.tsx';
import { nextOf, type Sums } from './model/manyNodes.ts';
import { Title } from './parts.tsx';
import './nodeFinder.css';

const MATCHES = 6;

interface FinderProps {
  readonly detail: ScheduleDetail;
  readonly sums: Sums;
  /** All nodes by name, also those that were not looked at. */
  readonly names: readonly string[];
  readonly shown: ReadonlySet<string>;
  readonly picked: readonly string[];
  readonly onPick: (nodes: readonly string[]) => void;
}

export function NodeFinder({ detail, sums, names, shown, picked, onPick }: FinderProps): ReactNode {
  const t = useT();
  const more = (nodes: readonly string[]): ReactNode => {
    const next = nextOf(nodes, shown);
    return (
      next !== undefined && (
        <Button size="s" tone="quiet" icon={Plus} onClick={() => onPick([...picked, next])} aria-label={t('zoom.showNode', { node: next })}>
          {next}
        </Button>
      )
    );
  };
  return (
    <section className="ks-z-section ks-z-finder">
      <Title>{t('zoom.allNodes', { n: detail.nodes })}</Title>
      <ul>
        {sums.fit.length > 0 && (
          <li>
            <span>{sums.least === undefined || sums.least === sums.most ? <Text of={sums.least === undefined ? 'zoom.fitUnscored' : 'zoom.fitAlike'} with={{ n: sums.fit.length, total: sums.least ?? 0 }} /> : <Text of="zoom.fitBetween" with={{ n: sums.fit.length, least: sums.least, most: sums.most ?? 0 }} />}</span>
            {more(sums.fit)}
          </li>
        )}
        {sums.turnedDown.map(({ plugin, reason, nodes }) => (
          <li key={`${plugin} ${reason}`}>
            <span>
              <b>{nodes.length}</b> <b className="ks-err">{plugin}</b> <code className="ks-mono">{reason}</code>
            </span>
            {more(nodes)}
          </li>
        ))}
        {sums.unseen > 0 && (
          <li>
            <span className="ks-ink2">
              <Text of="zoom.unseenNodes" with={{ n: sums.unseen }} />
            </span>
          </li>
        )}
      </ul>
      <Finder names={names} shown={shown} onFind={(node) => onPick([...picked, node])} />
      {picked.length > 0 && (
        <p className="ks-z-picked">
          {picked.map((node) => (
            <Button key={node} size="s" tone="quiet" icon={X} aria-label={t('zoom.hideNode', { node })} onClick={() => onPick(picked.filter((other) => other !== node))}>
              {node}
            </Button>
          ))}
        </p>
      )}
    </section>
  );
}

function Finder({ names, shown, onFind }: { readonly names: readonly string[]; readonly shown: ReadonlySet<string>; readonly onFind: (node: string) => void }): ReactNode {
  const t = useT();
  const [query, setQuery] = useState('');
  const list = useId();
  const words = query.trim().toLowerCase();
  const found = words === '' ? [] : names.filter((name) => name.toLowerCase().includes(words)).sort((a, b) => a.length - b.length);
  const take = (node: string): void => {
    onFind(node);
    setQuery('');
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === 'Enter' && found[0] !== undefined) take(found[0]);
    else if (e.key !== 'Escape' || query === '') return;
    else setQuery('');
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className="ks-z-find">
      <span className="ks-z-field">
        <Icon of={Search} size={14} />
        <input type="search" aria-label={t('zoom.findNode')} placeholder={t('zoom.findNode')} aria-controls={list} value={query} spellCheck={false} autoComplete="off" onChange={(e) => setQuery(e.currentTarget.value)} onKeyDown={onKeyDown} />
      </span>
      <span id={list} role="group" aria-label={t('zoom.foundNodes', { n: found.length })}>
        {found.slice(0, MATCHES).map((name) => (
          <Button key={name} size="s" disabled={shown.has(name)} onClick={() => take(name)}>
            {name}
          </Button>
        ))}
        {words !== '' && <span className="ks-ink3">{t('zoom.foundNodes', { n: found.length })}</span>}
      </span>
    </div>
  );
}
