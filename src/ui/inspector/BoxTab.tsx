// A box of the stage: what it is, what it watches and how fresh that is, what it holds, what it did last.

import type { ReactNode } from 'react';
import type { Key } from '../../locales/i18n.ts';
import { keyFor } from '../../trace/subject.ts';
import { FolderCog } from 'lucide-react';
import { openStaticPods } from '../staticPods/openStaticPods.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { StatusPill } from '../widgets/StatusPill.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { parseActor } from './model/actors.ts';
import { lately, nodeFacts, nodeOfBox, openRequests, stock, watching } from './model/boxes.ts';
import type { Focus } from './model/focus.ts';
import { ObjectTab, readiness } from './ObjectTab.tsx';
import { ObjectRow, Revision, SpanList } from './parts.tsx';
import { useMoment, useTrace, type Moment } from './useMoment.ts';

/** How many lines a list of a box has. */
const LINES = 8;

/** A value of the moment as long as revision and story stand still: lists of a box need no look at every frame. */
function useNow(): { readonly trace: Moment | undefined; readonly at: number } {
  const trace = useTrace();
  const at = useMoment(({ index }, playhead) => Math.max(index.reader.startOf(index.storyAt(playhead)) || 0, timeOfRevision(index, playhead)), 0);
  return { trace, at };
}

function timeOfRevision(index: Moment['index'], at: number): number {
  const change = index.stored[index.storedBy(at) - 1];
  return change === undefined ? 0 : index.reader.change(change).at;
}

function WhatItIs({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const node = trace ? nodeOfBox(trace.index, focus.actor) : '';
  const key: Key = `inspector.is_${node ? 'node' : parseActor(focus.actor).role}`;
  return (
    <Section title={t('inspector.box')}>
      <p className="ks-in-words">{t(key)}</p>
    </Section>
  );
}

/** Under HTTP: what it has to do with messages. */
export function BoxMessages({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const { trace, at } = useNow();
  if (!trace) return null;
  const { role } = parseActor(focus.actor);
  if (role === 'etcd') {
    return (
      <>
        <WhatItIs focus={focus} />
        <StoredLast trace={trace} at={at} />
      </>
    );
  }
  const node = nodeOfBox(trace.index, focus.actor);
  const spans = role === 'apiserver' ? openRequests(trace.index, at) : node ? [`kubelet/${node}`, `containerd/${node}`].flatMap((actor) => lately(trace.index, actor, at, LINES)).sort((a, b) => b - a).slice(0, LINES) : lately(trace.index, focus.actor, at, LINES);
  return (
    <>
      <WhatItIs focus={focus} />
      <Section title={t(role === 'apiserver' ? 'inspector.openNow' : 'inspector.lately')}>
        {spans.length > 0 ? <SpanList spans={spans} most={LINES} {...(role === 'apiserver' ? { what: 'actor' as const } : {})} /> : <p className="ks-ink3">{t(role === 'apiserver' ? 'inspector.noneOpen' : 'inspector.nothingLately')}</p>}
      </Section>
    </>
  );
}

/** The newest writes, without heartbeats. */
function StoredLast({ trace, at }: { readonly trace: Moment; readonly at: number }): ReactNode {
  const t = useT();
  const { index } = trace;
  const writes: { readonly key: string; readonly revision: number }[] = [];
  for (let i = index.storedBy(at) - 1; i >= 0 && writes.length < LINES; i--) {
    const { key, revision, span } = index.reader.change(index.stored[i] as number);
    if (span !== 0 && index.reader.levelOf(span) !== 'heartbeat') writes.push({ key, revision });
  }
  return (
    <Section title={t('inspector.lately')}>
      <ul className="ks-in-lines">
        {writes.map(({ key, revision }) => (
          <ObjectRow key={revision} objectKey={key}>
            <Revision n={revision} />
          </ObjectRow>
        ))}
      </ul>
    </Section>
  );
}

/** Under etcd: what the store holds, or what this one wrote. */
export function BoxStore({ focus }: { readonly focus: Focus }): ReactNode {
  const t = useT();
  const { trace, at } = useNow();
  if (!trace) return null;
  return (
    <Section title={t('inspector.holds')}>
      <ul className="ks-in-lines">
        {stock(trace.index, at).map((row) => (
          <li key={row.resource} className="ks-in-line">
            <span className="ks-mono ks-in-cut ks-in-start">{row.resource}</span>
            <span className="ks-ink3 ks-in-tail">{t('inspector.keys', { n: row.count })}</span>
            <Revision n={row.revision} />
          </li>
        ))}
      </ul>
      {focus.actor !== 'etcd' && <WroteLast actor={focus.actor} at={at} trace={trace} />}
    </Section>
  );
}

function WroteLast({ actor, at, trace }: { readonly actor: string; readonly at: number; readonly trace: Moment }): ReactNode {
  const t = useT();
  const spans = trace.index.spansOf(actor);
  const wrote: number[] = [];
  for (let i = trace.index.begun(spans, at) - 1; i >= 0 && wrote.length < LINES; i--) {
    const { summary, id, level } = trace.index.reader.span(spans[i] as number);
    if (summary.type === 'request' && summary.revision > 0 && level !== 'heartbeat') wrote.push(id);
  }
  if (wrote.length === 0) return null;
  return (
    <>
      <h4 className="ks-in-sub">{t('inspector.writesOf')}</h4>
      <SpanList spans={wrote} />
    </>
  );
}

/** Under Object: the component, or the node with what it carries. */
export function BoxObject({ focus, other }: { readonly focus: Focus; readonly other: Focus | undefined }): ReactNode {
  const { trace, at } = useNow();
  if (!trace) return null;
  const node = nodeOfBox(trace.index, focus.actor);
  return (
    <>
      <WhatItIs focus={focus} />
      {node ? <NodeBox name={node} trace={trace} at={at} /> : <Watches actor={focus.actor} trace={trace} at={at} />}
      {node && <ObjectTab focus={{ ...focus, key: keyFor('nodes', '', node) }} other={other} />}
    </>
  );
}

function Watches({ actor, trace, at }: { readonly actor: string; readonly trace: Moment; readonly at: number }): ReactNode {
  const t = useT();
  const { role } = parseActor(actor);
  // Controllers share the informers of their process.
  const rows = watching(trace.index, role === 'controller' ? 'kube-controller-manager' : actor, at);
  return (
    <Section title={t('inspector.watches')} aside={rows.length > 0 ? t('inspector.heardTo') : undefined}>
      {rows.length === 0 ? (
        <p className="ks-ink3">{t('inspector.watchesNothing')}</p>
      ) : (
        <ul className="ks-in-lines">
          {rows.map((row) => (
            <li key={row.resource} className="ks-in-line">
              <span className="ks-mono ks-in-cut ks-in-start">{row.resource}</span>
              {row.revision > 0 && <Revision n={row.revision} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function NodeBox({ name, trace, at }: { readonly name: string; readonly trace: Moment; readonly at: number }): ReactNode {
  const t = useT();
  const facts = nodeFacts(trace.index, name, at);
  const { node } = facts;
  return (
    <>
      {node && node.ready !== 'True' && (
        <Section>
          <StatusPill word={t('inspector.nodeNotReady')} status={readiness(node.ready)} />
          <p className="ks-in-words">{t('inspector.believed')}</p>
        </Section>
      )}
      {node && (
        <Section title={t('inspector.capacity')}>
          <Capacity label={t('inspector.cpu')} asked={facts.cpuMilli} all={node.cpuMilli} words={`${cores(facts.cpuMilli)} / ${cores(node.cpuMilli)}`} />
          <Capacity label={t('inspector.memory')} asked={facts.memoryBytes} all={node.memoryBytes} words={`${gibi(facts.memoryBytes)} / ${gibi(node.memoryBytes)} Gi`} />
          <Capacity label={t('inspector.pods')} asked={facts.pods.length} all={node.pods} words={`${facts.pods.length} / ${node.pods}`} />
        </Section>
      )}
      <Section>
        <Button size="s" icon={FolderCog} onClick={() => openStaticPods(name)}>
          {t('inspector.staticPodsOf', { name })}
        </Button>
      </Section>
      <Section title={t('inspector.pods')} aside={facts.pods.length}>
        {facts.pods.length === 0 && <p className="ks-ink3">{t('inspector.noPods')}</p>}
        <ul className="ks-in-lines">
          {facts.pods.map(({ key, pod }) => (
            <ObjectRow key={key} objectKey={key}>
              <StatusPill bare word={pod.status} ready={pod.ready === pod.containers} />
            </ObjectRow>
          ))}
        </ul>
      </Section>
      {facts.images.length > 0 && (
        <Section title={t('inspector.images')}>
          <div className="ks-in-pills">
            {facts.images.map((image) => (
              <Chip key={image}>{image}</Chip>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

const cores = (milli: number): string => String(Math.round(milli / 10) / 100);
const gibi = (bytes: number): string => String(Math.round((bytes / 2 ** 30) * 10) / 10);

function Capacity({ label, asked, all, words }: { readonly label: string; readonly asked: number; readonly all: number; readonly words: string }): ReactNode {
  return (
    <div className="ks-in-line ks-in-capacity">
      <span className="ks-ink3">{label}</span>
      <span className="ks-in-meter" style={{ '--done': Math.min(1, asked / Math.max(1, all)) }} aria-hidden />
      <span className="ks-in-figure">{words}</span>
    </div>
  );
}
