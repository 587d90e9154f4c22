// The page frame: header, editor or lesson, stage, caption, inspector, transport, dock and timeline, with edges that move.
// Below 900 design pixels the same panels become one column with five tabs. The frame knows no simulation: it is given
// nodes for its places, and every panel stays mounted (hidden) while the layout changes around it.

import { PanelRightOpen, Terminal } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { IconButton } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { SplitHandle } from '../widgets/SplitHandle.tsx';
import { TooltipHost } from '../widgets/TooltipHost.tsx';
import { useNarrow, useShort } from '../widgets/units.ts';
import { FrameHeader, type FrameHeaderProps } from './FrameHeader.tsx';
import { Rail, RailButton, ViewBar } from './FrameNav.tsx';
import { useApp } from './store.ts';
import { openPanel, openSheet, panelSizes, setPanelSize, useFrameLayout, type FrameLayout, type SizedPanel } from './frameLayout.ts';
import './frame.css';

export interface FrameSlots {
  readonly editor: ReactNode;
  readonly stage: ReactNode;
  readonly caption: ReactNode;
  readonly inspector: ReactNode;
  readonly transport: ReactNode;
  readonly dock: ReactNode;
  readonly timeline: ReactNode;
  /** Beside the stage instead of the editor while `lessonOpen`; on the narrow page, the fifth tab. */
  readonly lesson?: ReactNode;
  /** Narrow only: the one row of the record under the caption, the milestones above the transport, the whole record. */
  readonly recordRow?: ReactNode;
  readonly milestones?: ReactNode;
  readonly record?: ReactNode;
}

export interface FrameProps {
  readonly header: FrameHeaderProps;
  readonly slots: FrameSlots;
  readonly lessonOpen?: boolean;
  /** Buttons of the rail that stands in for a folded editor. */
  readonly onExamples?: () => void;
  readonly onKeys?: () => void;
}

/** Which places are seen. */
interface Shown {
  readonly editor: boolean;
  readonly lesson: boolean;
  readonly rail: boolean;
  readonly stage: boolean;
  readonly inspector: boolean;
  readonly record: boolean;
  readonly dock: boolean;
  readonly dockStub: boolean;
  readonly timeline: boolean;
}

function wideView({ editorOpen, inspectorOpen, dockOpen }: FrameLayout, lessonOpen: boolean): Shown {
  const rail = !editorOpen && !lessonOpen;
  return {
    editor: editorOpen && !lessonOpen,
    lesson: lessonOpen,
    rail,
    stage: true,
    inspector: inspectorOpen,
    record: false,
    dock: dockOpen,
    // A folded dock leaves a stub of its own only where no rail offers it.
    dockStub: !dockOpen && !rail,
    timeline: true,
  };
}

function narrowView({ view, sheetOpen }: FrameLayout): Shown {
  const stage = view === 'stage';
  return { editor: view === 'editor', lesson: view === 'lesson', rail: false, stage, inspector: stage && sheetOpen, record: view === 'record', dock: view === 'dock', dockStub: false, timeline: false };
}

export function Frame({ header, slots, lessonOpen = false, onExamples, onKeys }: FrameProps): ReactNode {
  const t = useT();
  const narrow = useNarrow();
  const short = useShort();
  const layout = useFrameLayout();
  const { sizes } = layout;
  // What is selected is shown, also where the inspector was folded away.
  useEffect(() => useApp.subscribe(({ selection }, before) => selection && selection !== before.selection && openPanel('inspector', true)), []);
  const sheetOpen = narrow && layout.sheetOpen && layout.view === 'stage';
  useEffect(() => (sheetOpen ? closeByEscape() : undefined), [sheetOpen]);
  const shown = narrow ? narrowView(layout) : wideView(layout, lessonOpen);
  const style = {
    '--left': shown.rail ? 44 : sizes[shown.lesson ? 'lesson' : 'editor'],
    '--inspector': shown.inspector ? sizes.inspector : 0,
    '--bottom': sizes.bottom,
    '--dock': shown.dock ? sizes.dock : shown.dockStub ? 44 : 0,
  };
  return (
    <div className="ks-frame" data-layout={narrow ? 'narrow' : 'wide'} data-short={(narrow && short) || undefined} style={style}>
      <a className="ks-skip" href="#ks-stage">
        {t('frame.skip')}
      </a>
      <FrameHeader {...header} narrow={narrow} />
      {shown.rail && <Rail onExamples={onExamples} onFaults={header.onFaults} onKeys={onKeys} />}
      <section className="ks-place ks-place-left" id="ks-editor" aria-label={t('frame.editor')} hidden={!shown.editor}>
        {slots.editor}
      </section>
      <section className="ks-place ks-place-left" id="ks-lesson" aria-label={t('frame.lesson')} hidden={!shown.lesson}>
        {slots.lesson}
      </section>
      <main className="ks-place ks-place-stage" id="ks-stage" aria-label={t('frame.stage')} hidden={!shown.stage} tabIndex={-1}>
        {slots.stage}
      </main>
      <section className="ks-place ks-place-caption" aria-label={t('frame.caption')} hidden={!shown.stage}>
        {slots.caption}
      </section>
      <aside className="ks-place ks-place-inspector" id="ks-inspector" aria-label={t('frame.inspector')} hidden={!shown.inspector}>
        {slots.inspector}
      </aside>
      {!narrow && !shown.inspector && (
        <div className="ks-reopen-inspector">
          <IconButton icon={PanelRightOpen} tone="plain" label={t('frame.openInspector')} onClick={() => openPanel('inspector', true)} />
        </div>
      )}
      {narrow && (
        <>
          <section className="ks-place ks-place-row" aria-label={t('frame.recordRow')} hidden={!shown.stage}>
            {slots.recordRow}
          </section>
          <section className="ks-place ks-place-record" id="ks-record" aria-label={t('frame.record')} hidden={!shown.record}>
            {slots.record}
          </section>
        </>
      )}
      <section className="ks-place ks-place-transport" aria-label={t('frame.transport')}>
        {narrow && slots.milestones}
        {slots.transport}
      </section>
      <section className="ks-place ks-place-dock" id="ks-dock" aria-label={t('frame.dock')} hidden={!shown.dock}>
        {slots.dock}
      </section>
      {shown.dockStub && (
        <div className="ks-place ks-place-dock ks-dock-stub">
          <RailButton icon={Terminal} label={t('frame.openTerminal')} onPress={() => openPanel('dock', true)} />
        </div>
      )}
      <section className="ks-place ks-place-timeline" id="ks-timeline" aria-label={t('frame.timeline')} hidden={!shown.timeline}>
        {slots.timeline}
      </section>
      {!narrow && (
        <section className="ks-edges" aria-label={t('frame.edges')}>
          {shown.editor && <Edge panel="editor" axis="x" label={t('frame.resizeEditor')} onFold={() => openPanel('editor', false)} />}
          {shown.lesson && <Edge panel="lesson" axis="x" label={t('frame.resizeLesson')} />}
          {shown.inspector && <Edge panel="inspector" axis="x" label={t('frame.resizeInspector')} reverse onFold={() => openPanel('inspector', false)} />}
          {shown.dock && <Edge panel="dock" axis="x" label={t('frame.resizeDock')} onFold={() => openPanel('dock', false)} />}
          <Edge panel="bottom" controls="timeline" axis="y" label={t('frame.resizeBottom')} reverse />
        </section>
      )}
      {narrow && <ViewBar />}
      <TooltipHost />
    </div>
  );
}

/** The sheet of the narrow page closes like any other, unless something over it wants the key; returns how to stop. */
function closeByEscape(): () => void {
  const onKey = (e: KeyboardEvent): void => {
    if (e.key !== 'Escape' || e.defaultPrevented || e.isComposing || document.querySelector('dialog[open], [popover]:popover-open:not(.ks-tooltip)')) return;
    const within = document.getElementById('ks-inspector')?.contains(document.activeElement) ?? false;
    openSheet(false);
    if (within) document.getElementById('ks-stage')?.focus();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

interface EdgeProps {
  readonly panel: SizedPanel;
  readonly axis: 'x' | 'y';
  readonly label: string;
  readonly controls?: string;
  readonly reverse?: boolean;
  readonly onFold?: () => void;
}

function Edge({ panel, controls = panel, ...rest }: EdgeProps): ReactNode {
  const value = useFrameLayout((layout) => layout.sizes[panel]);
  return <SplitHandle className={`ks-edge-${panel}`} controls={`ks-${controls}`} value={value} {...panelSizes[panel]} onChange={(size) => setPanelSize(panel, size)} {...rest} />;
}
