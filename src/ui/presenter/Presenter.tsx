// The page on a projector: stage, one caption, a rail of milestones; editor, inspector and dock are put away as they are.
// Everything is twice the page's size at 1920×1080 and follows the window; the reader's own scale multiplies it again.

import { useEffect, useLayoutEffect, useState, type DragEvent, type ReactNode } from 'react';
import { shownBranch, useApp } from '../app/store.ts';
import { usePaced } from '../app/paced.ts';
import { currentMilestone } from '../../trace/captions.ts';
import { currentFile } from '../editor/files.ts';
import { Logo } from '../widgets/glyphs/Logo.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { forceScale, forceTheme, usePreference, useT } from '../widgets/preferences.ts';
import { Kbd } from '../widgets/Kbd.tsx';
import { useZoom } from '../app/zoom.ts';
import { ask, beginScript, end, forward, looksLikeScript, toggleZoom } from './acts.ts';
import { Laser } from './Laser.tsx';
import { startPresenterKeys } from './presenterKeys.ts';
import { startNotes } from './notesChannel.ts';
import { PresenterCaption } from './PresenterCaption.tsx';
import { PresenterRail } from './PresenterRail.tsx';
import { PresenterStage } from './PresenterStage.tsx';
import { usePresenting } from './presenting.ts';
import { Problems } from './Problems.tsx';
import { QuestionPanel } from './QuestionPanel.tsx';
import { localText } from './script.ts';
import '../widgets/lateTexts.ts';
import './presenter.css';
import './stage.css';
import './bands.css';
import './question.css';
import './hints.css';

let begun = false;

export function Presenter(): ReactNode {
  const t = useT();
  const { tight, upright } = useProjector();
  const black = usePresenting((s) => s.black);
  const laser = usePresenting((s) => s.laser);
  const asked = usePresenting((s) => s.question !== undefined);
  const moving = usePresenting((s) => s.moving);
  const troubled = usePresenting((s) => s.problems.length > 0);
  useEffect(() => {
    // What had the focus gets it back.
    const focused = document.activeElement;
    // Put in place twice where React checks for effects that do not clean up: a script begins once.
    if (!begun) {
      begun = true;
      const file = currentFile();
      if (file && looksLikeScript(file.text)) void beginScript(file.text);
    }
    const stops = [startPresenterKeys(), startNotes()];
    document.querySelector<HTMLElement>('.ks-present-stage')?.focus();
    return () => {
      stops.forEach((stop) => stop());
      setTimeout(() => {
        if (usePresenting.getState().on) return;
        begun = false;
        end();
        if (focused instanceof HTMLElement) focused.focus();
      });
    };
  }, []);
  const onDrop = (e: DragEvent): void => {
    const file = e.dataTransfer.files[0];
    if (!file) return;
    e.preventDefault();
    void file.text().then((text) => beginScript(text));
  };
  return (
    <div className={joinClass('ks-present', tight > 0 && 'ks-tight-page', tight > 1 && 'ks-tightest-page', upright && 'ks-upright', asked && 'ks-asked', laser && 'ks-pointing')} data-moving={moving ? '' : undefined} role="region" aria-label={t('presenter.label')} onDragOver={(e) => e.preventDefault()} onDrop={onDrop}>
      <Head />
      <PresenterStage />
      {asked && <QuestionPanel />}
      {troubled && <Problems />}
      <PresenterCaption />
      <PresenterRail />
      {laser && <Laser />}
      {black && (
        <button type="button" className="ks-present-black" onClick={() => usePresenting.setState({ black: false })} aria-label={t('presenter.isBlack')} />
      )}
    </div>
  );
}

function Head(): ReactNode {
  const t = useT();
  const script = usePresenting((s) => s.script);
  const step = usePresenting((s) => s.step);
  const shown = useApp((s) => s.title);
  const laser = usePresenting((s) => s.laser);
  const zoomed = useZoom((s) => s.box !== '');
  const title = (script && localText(script.title, t.language)) || shown || t('frame.untitled');
  const n = usePaced((s) => {
    const branch = shownBranch(s);
    return branch ? currentMilestone(branch.boundaries.milestones, s.playhead) : 0;
  });
  const of = usePaced((s) => shownBranch(s)?.boundaries.milestones.list.length ?? 0);
  const at = script ? Math.max(0, step + 1) : n;
  const all = script ? script.steps.length : of;
  return (
    <header className="ks-present-head">
      <Logo size={16} />
      <b className="ks-present-name">{title}</b>
      {all > 0 && <span className="ks-ink2">{t('presenter.step', { n: at, of: all })}</span>}
      <span className="ks-fill" />
      <span className="ks-present-hints">
        <Hint keys="PageDown" text={t('presenter.next')} run={() => void forward()} />
        <Hint keys="Q" text={t('presenter.question')} run={() => void ask()} />
        <Hint keys="Z" text={t('presenter.zoom')} run={toggleZoom} on={zoomed} />
        <Hint keys="K" text={t('presenter.pointer')} run={() => usePresenting.setState((s) => ({ laser: !s.laser }))} on={laser} />
        <Hint keys="B" text={t('presenter.black')} run={() => usePresenting.setState({ black: true })} />
      </span>
    </header>
  );
}

/** A key and what it does; where there are no keys, a finger does it. */
function Hint({ keys, text, run, on }: { readonly keys: string; readonly text: string; readonly run: () => void; readonly on?: boolean }): ReactNode {
  return (
    <button type="button" className={joinClass('ks-present-hint', on && 'ks-on')} aria-pressed={on} onClick={run}>
      <Kbd keys={keys} /> {text}
    </button>
  );
}

/** Design pixels of the picture, and how wide it is at least on a page that stands upright. */
const PICTURE = { width: 960, height: 540 };
const UPRIGHT = 482;
/** Lower than this and the bars give way; then a question takes the place of the stage. */
const TIGHT = 400;
const TIGHTEST = 300;

/** Theme and size of a projector for as long as this is shown; returns how little room there is. */
function useProjector(): { readonly tight: 0 | 1 | 2; readonly upright: boolean } {
  const scale = usePreference((p) => p.scale);
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useLayoutEffect(() => {
    const look = (): void => setSize({ width: innerWidth, height: innerHeight });
    addEventListener('resize', look);
    document.documentElement.dataset.presenting = '';
    forceTheme('projector');
    return () => {
      removeEventListener('resize', look);
      delete document.documentElement.dataset.presenting;
      forceTheme(null);
      forceScale(null);
    };
  }, []);
  const upright = size.height > size.width;
  const fits = Math.max(0.5, upright ? Math.min(size.width / UPRIGHT, 2) : Math.min(size.width / PICTURE.width, size.height / PICTURE.height));
  useLayoutEffect(() => forceScale(fits * scale), [fits, scale]);
  const height = size.height / (fits * scale);
  return { tight: height < TIGHTEST ? 2 : height < TIGHT ? 1 : 0, upright };
}

