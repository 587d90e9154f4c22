// The places of the page whose code comes after the first paint, with what stands in them until then.

import type { ReactNode } from 'react';
import { Booting } from '../caption/Booting.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useT } from '../widgets/preferences.ts';
import { late } from './late.tsx';
import type { panels } from './panels.ts';
import { shownBranch, useApp } from './store.ts';
import './late.css';

type Panels = typeof panels;

/** The stage of index.html's shell, which React is about to replace: it stays in sight until the real one is there. */
const shell = typeof document === 'undefined' ? [] : [...document.querySelectorAll('.shell .st > i')];

function StageSkeleton(): ReactNode {
  return (
    <div className="shell ks-late-stage" aria-busy="true">
      <div className="st" ref={(place) => place?.replaceChildren(...shell.map((box) => box.cloneNode(true)))} />
    </div>
  );
}

const Nothing = (): ReactNode => null;
const TabsSkeleton = (): ReactNode => <div className="ks-late-tabs" />;

/** What the inspector will say while nothing has happened: it is there from the first paint. */
function InspectorSkeleton(): ReactNode {
  const t = useT();
  return (
    <div className="ks-late-inspector">
      <TabsSkeleton />
      <EmptyState title={t('inspector.nothingYet')}>{t('inspector.nothingHint')}</EmptyState>
    </div>
  );
}

/** The caption; until the cluster has booted there is one thing to say, and it needs none of the narrator's code. */
export function Caption(): ReactNode {
  const booting = useApp((s) => {
    const branch = shownBranch(s);
    return branch?.origin === undefined && !branch?.halted;
  });
  return booting ? <Booting /> : <ToldCaption />;
}

const loadPanels = async (): Promise<Panels> => (await import('./panels.ts')).panels;

export const Stage = late(async () => (await import('../diagram/Stage.tsx')).Stage, StageSkeleton);
const ToldCaption = late(async () => (await loadPanels()).Caption, Nothing);
export const Dock = late(async () => (await loadPanels()).Dock, TabsSkeleton);
export const Inspector = late(async () => (await loadPanels()).Inspector, InspectorSkeleton);
export const NarrowRail = late(async () => (await loadPanels()).NarrowRail, Nothing);
export const Record = late(async () => (await loadPanels()).Record, Nothing);
export const RecordRow = late(async () => (await loadPanels()).RecordRow, Nothing);
export const TerminalPanel = late(async () => (await loadPanels()).TerminalPanel, Nothing);
export const Timeline = late(async () => (await loadPanels()).Timeline, Nothing);
