// The look at the store: the key, its revisions, what this write changed, and who hears of it.

import type { ReactNode } from 'react';
import type { ChangeView } from '../../trace/reader.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { select } from '../app/store.ts';
import { useObject } from './answers.ts';
import type { Focus } from './model/focus.ts';
import type { PanelIndex } from './model/panelIndex.ts';
import { spreadOf } from './model/watchers.ts';
import { diffRows } from './model/yamlRows.ts';
import { Actor, Path, Revision, RowButton, useSpanText } from './parts.tsx';
import { useMoment, useTrace } from './useMoment.ts';
import { YamlRows, YamlView } from './YamlView.tsx';

export function EtcdTab({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const trace = useTrace();
  if (!trace || focus.change < 0) return <EmptyState title={t(focus.key ? 'inspector.noWrite' : 'inspector.noKey')} />;
  const change = trace.index.reader.change(focus.change);
  if (change.revision === 0) return <EmptyState title={t('inspector.noWrite')} />;
  return (
    <>
      <KeyFacts index={trace.index} change={change} />
      <Transaction index={trace.index} change={change} />
      <Difference key={change.index} index={trace.index} change={change} />
      <Hearers index={trace.index} change={change} />
    </>
  );
}

function KeyFacts({ index, change }: { readonly index: PanelIndex; readonly change: ChangeView }): ReactNode {
  const t = useT();
  const cut = change.key.lastIndexOf('/') + 1;
  const created = index.reader.change(index.creationOf(change.index)).revision;
  return (
    <Section>
      <div className="ks-mono ks-in-key">
        <Path path={change.key.slice(0, cut)} />
        <wbr />
        <b>{change.key.slice(cut)}</b>
      </div>
      <dl className="ks-in-facts ks-in-key-facts">
        <dt>{t('inspector.createdAt')}</dt>
        <dd>
          <Revision n={created} />
        </dd>
        <dt>{t(change.deleted ? 'inspector.deletedAt' : 'inspector.changedAt')}</dt>
        <dd>
          <Revision n={change.revision} /> <span className="ks-ink3">{t('inspector.versionOf', { n: index.keyVersion(change.index) })}</span>
        </dd>
      </dl>
    </Section>
  );
}

function Transaction({ index, change }: { readonly index: PanelIndex; readonly change: ChangeView }): ReactNode {
  const t = useT();
  const before = change.previous < 0 ? undefined : index.reader.change(change.previous);
  const fresh = !before || before.deleted;
  return (
    <Section title={t('inspector.transaction')}>
      <pre className="ks-mono ks-in-plain">
        {'if   mod_revision(key) = '}
        <b>{fresh ? 0 : before.revision}</b>
        {change.deleted ? '\nthen delete(key)' : '\nthen put(key, object)'}
        {'\nelse '}
        {fresh ? <span className="ks-ink3">{'                 → 409'}</span> : <>get(key) {<span className="ks-ink3">{'        → 409'}</span>}</>}
      </pre>
    </Section>
  );
}

function Difference({ index, change }: { readonly index: PanelIndex; readonly change: ChangeView }): ReactNode {
  const t = useT();
  const answer = useObject(change.index);
  const before = change.previous < 0 ? undefined : index.reader.change(change.previous);
  const from = before && !before.deleted ? before.revision : 0;
  const rows = answer ? diffRows(from > 0 ? answer.before : undefined, change.deleted ? undefined : answer.object) : [];
  return (
    <Section title={t('inspector.changed')} aside={from > 0 ? t('inspector.fromTo2', { from: `r${from}`, to: `r${change.revision}` }) : t(change.deleted ? 'inspector.lastWrite' : 'inspector.firstWrite')}>
      {!answer ? <p className="ks-ink3">{t('inspector.loading')}</p> : from === 0 ? <YamlView value={answer.object} folded={['metadata']} /> : rows.length === 0 ? <p className="ks-ink3">{t('inspector.onlyRestless')}</p> : <YamlRows rows={rows} />}
    </Section>
  );
}

function Hearers({ index, change }: { readonly index: PanelIndex; readonly change: ChangeView }): ReactNode {
  const t = useT();
  const spanText = useSpanText();
  // The list fills up as the trace grows, and its rows as the playhead passes.
  useMoment((_, __, state) => (spreadOf(index, change.index).hearers.every((h) => h.at !== Infinity) ? state.branch : state.version), 0);
  const { cached, hearers } = spreadOf(index, change.index);
  const heard = useMoment((_, at) => hearers.filter((h) => h.at <= at).length, 0);
  const inCache = useMoment((_, at) => cached !== undefined && cached <= at, false);
  return (
    <Section title={t('inspector.hears')} aside={t('inspector.countOf', { n: heard, of: hearers.length })}>
      {cached === undefined ? (
        <p className="ks-ink3">{t('inspector.notHeardYet')}</p>
      ) : (
        <ul className="ks-in-lines">
          <li className={joinClass('ks-in-line', !inCache && 'ks-in-ahead')}>
            <PacketHead message="inside" size={14} />
            <Actor actor="kube-apiserver" />
            <span className="ks-ink3 ks-in-tail">{t('inspector.cacheHears')}</span>
            <span className="ks-in-figure ks-ink3">{cached === Infinity ? '' : spanText(cached - change.at)}</span>
          </li>
          {hearers.map((hearer, i) => (
            <li key={hearer.span} className={joinClass('ks-in-line', i >= heard && 'ks-in-ahead')}>
              <RowButton onPress={() => select({ kind: 'span', id: hearer.span })}>
                <PacketHead message="watch" size={14} />
                <Actor actor={hearer.actor} />
              </RowButton>
              <span className="ks-in-figure ks-ink3">{hearer.at === Infinity ? '' : spanText(hearer.at - change.at)}</span>
            </li>
          ))}
          {hearers.length === 0 && <li className="ks-ink3">{t('inspector.nobodyHears')}</li>}
        </ul>
      )}
    </Section>
  );
}
