// The text itself: the plain editor at once, Monaco when it is there. The change-over takes text, caret, selection and
// scrolling along and waits for whoever is typing or putting a word together.

import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { LintedDocument, Problem } from '../../session/protocol.ts';
import { preferences, shownTheme, usePreference, useT } from '../widgets/preferences.ts';
import { useDesignPixel, useNarrow } from '../widgets/units.ts';
import type { DocumentMark } from './applied.ts';
import { DocumentMarks } from './DocumentMarks.tsx';
import type { MonacoView } from './monaco.ts';
import type { LanguageServices } from './monacoProviders.ts';
import { isFrugal, isTouch, loadMonaco, whenIdle } from './monacoLoading.ts';
import { PlainEditor, type PlainView } from './PlainEditor.tsx';
import { fixableHere, ProblemList } from './ProblemList.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { lineOf, type TextView } from './textView.ts';
import { useZones } from './zones.ts';

export interface EditorBodyProps {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly documents: readonly LintedDocument[];
  readonly marks: readonly (DocumentMark | undefined)[];
  readonly services: LanguageServices;
  readonly onChange: (file: string, text: string) => void;
  readonly onLeave: () => void;
  readonly onView: (view: TextView | undefined) => void;
  readonly onFix: (problem: Problem) => void;
  readonly onFixAll: (document: number) => void;
  readonly onShow: (problem: Problem) => void;
}

export function EditorBody(props: EditorBodyProps): ReactNode {
  const { file, text, problems, services, onChange, onLeave, onView, onFix, onFixAll, onShow } = props;
  const t = useT();
  const scale = useDesignPixel();
  const narrow = useNarrow();
  const theme = usePreference(shownTheme);
  const host = useRef<HTMLDivElement>(null);
  const plain = useRef<PlainView | undefined>(undefined);
  const [plainView, setPlainView] = useState<PlainView>();
  const [rich, setRich] = useState<MonacoView>();
  const [wanted, setWanted] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const allowed = !narrow && !isTouch();

  const keepPlain = useCallback((view: PlainView | undefined) => {
    plain.current = view;
    setPlainView(view);
  }, []);

  useEffect(() => (allowed && !isFrugal() ? whenIdle(() => setWanted(true)) : undefined), [allowed]);

  // Monaco is made out of sight, filled, and put in place between two keys.
  useEffect(() => {
    if (!wanted || !allowed || rich) return;
    let off = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void loadMonaco().then(({ createMonaco }) => {
      const takeOver = (): void => {
        if (off || !host.current) return;
        if (plain.current?.busy) {
          timer = setTimeout(takeOver, 200);
          return;
        }
        const now = latest.current;
        const focused = plain.current?.hasFocus() ?? false;
        const state = plain.current?.state();
        const view = createMonaco(host.current, {
          file: now.file,
          text: now.text,
          theme: shownTheme(preferences.getState()),
          scale,
          fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
          t,
          services,
          onChange: (name, value) => latest.current.onChange(name, value),
          onLeave: () => latest.current.onLeave(),
        });
        if (state) view.restore(state);
        if (focused) view.focus();
        setRich(view);
      };
      takeOver();
    });
    return () => {
      off = true;
      clearTimeout(timer);
    };
    // What it is made with is brought up to date below; it is made once.
    // eslint-disable-next-line
  }, [wanted, allowed, rich]);

  useEffect(() => {
    if (allowed || !rich) return;
    rich.dispose();
    setRich(undefined);
  }, [allowed, rich]);
  useEffect(() => () => rich?.dispose(), [rich]);

  useEffect(() => rich?.show(file, text), [rich, file, text]);
  useEffect(() => rich?.setLook({ theme, scale, t, file }), [rich, theme, scale, t, file]);
  useEffect(() => rich?.setProblems(problems), [rich, problems]);

  const view: TextView | undefined = rich ?? plainView;
  useEffect(() => onView(view), [view, onView]);

  return (
    <>
      <div className="ks-text">
        {!rich && <PlainEditor file={file} text={text} problems={problems} onChange={(value) => onChange(file, value)} onLeave={onLeave} onFocus={() => setWanted(true)} onView={keepPlain} />}
        <div ref={host} className="ks-monaco" hidden={!wanted || !allowed} />
        <DocumentMarks view={view} text={text} documents={props.documents} marks={props.marks} />
        {rich && <Notes view={rich} text={text} problems={problems} onFix={onFix} onFixAll={onFixAll} />}
      </div>
      {!rich && <ProblemList file={file} text={text} problems={problems} onFix={onFix} onFixAll={onFixAll} onShow={onShow} />}
    </>
  );
}

interface NotesProps {
  readonly view: MonacoView;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly onFix: (problem: Problem) => void;
  readonly onFixAll: (document: number) => void;
}

/** The words under the lines, within Monaco's own room between lines. */
function Notes({ view, text, problems, onFix, onFixAll }: NotesProps): ReactNode {
  const lines = useMemo(() => problems.filter((p) => p.severity !== 'info').map((problem) => ({ problem, line: lineOf(text, problem.from) })), [problems, text]);
  const zones = useZones(view, lines);
  return zones.map(({ key, element, problems: here }) =>
    createPortal(
      here.map((problem, i) => <ProblemNote key={i} problem={problem} onFix={onFix} fixable={fixableHere(problems, problem)} onFixAll={onFixAll} />),
      element,
      key,
    ),
  );
}
