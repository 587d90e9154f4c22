// The places of the page whose code comes after the first paint, with what stands in them until then.

import type { ReactNode } from 'react';
import { late } from './late.tsx';
import type { panels } from './panels.ts';
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

const loadPanels = async (): Promise<Panels> => (await import('./panels.ts')).panels;

export const Stage = late(async () => (await import('../diagram/Stage.tsx')).Stage, StageSkeleton);
export const Caption = late(async () => (await loadPanels()).Caption, Nothing);
export const Dock = late(async () => (await loadPanels()).Dock, TabsSkeleton);
export const Inspector = late(async () => (await loadPanels()).Inspector, TabsSkeleton);
export const NarrowRail = late(async () => (await loadPanels()).NarrowRail, Nothing);
export const Record = late(async () => (await loadPanels()).Record, Nothing);
export const RecordRow = late(async () => (await loadPanels()).RecordRow, Nothing);
export const TerminalPanel = late(async () => (await loadPanels()).TerminalPanel, Nothing);
export const Timeline = late(async () => (await loadPanels()).Timeline, Nothing);
