// The editor: files, their text with what the cluster says to it, and the two buttons that send it.

import { Check, Play, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import type { Problem } from '../../session/protocol.ts';
import type { Player } from '../app/player.ts';
import type { SimClient } from '../app/simClient.ts';
import { inPast, shownBranch, useApp, type AppState } from '../app/store.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { ErrorStrip } from '../widgets/ErrorStrip.tsx';
import { preferences, useT } from '../widgets/preferences.ts';
import { applyLog, type DocumentMark } from './applied.ts';
import { problemText } from './describe.ts';
import { saveEdit, useHandOver } from './editing.ts';
import { EditorBody } from './EditorBody.tsx';
import { NOT_CHECKED, useEditor, type Checked } from './editorState.ts';
import { FirstExamples } from './Examples.tsx';
import { FILE_TABS, FileBar } from './FileBar.tsx';
import { addFile, openFiles, setText } from './files.ts';
import { useLinter } from './linter.ts';
import type { LanguageServices } from './monacoProviders.ts';
import { applyFile, fixedText } from './run.ts';
import { difference, lineOf, moved, movedProblems, type TextView } from './textView.ts';
import './editor.css';

export interface EditorPanelProps {
  readonly client: SimClient;
  readonly player: Player;
}

const NOTHING_MENDED: readonly string[] = [];
const mistake = ({ document, field, message }: Problem): string => `${document} ${field} ${message}`;

export function EditorPanel({ client, player }: EditorPanelProps): ReactNode {
  const t = useT();
  const name = useApp((s) => s.file);
  const text = useApp((s) => s.files.find((f) => f.name === s.file)?.text ?? '');
  const none = useApp((s) => s.files.length === 0);
  // Before, the text that was kept or the first example may still come.
  const opened = useApp((s) => s.branches.length > 0);
  const checked = useEditor((s) => s.checked[name] ?? NOT_CHECKED);
  const failed = useEditor((s) => s.failed);
  const past = useApp(inPast);
  const view = useRef<TextView | undefined>(undefined);
  const apply = useRef<HTMLButtonElement>(null);
  const [spoken, setSpoken] = useState('');
  const editing = useEditor((s) => s.editing?.file === name);
  const focus = useEditor((s) => s.focus);
  useLinter(client);
  useHandOver();
  useEffect(() => {
    if (focus > 0) view.current?.focus();
  }, [focus]);
  useEffect(() => {
    if (none) addFile('');
  }, [none]);

  // The places count in the text that was checked; meanwhile it may have been typed on.
  // A mistake whose fix was taken is gone at once: until the text is checked again, its fix would be made twice.
  const [taken, setTaken] = useState<{ readonly checked: Checked; readonly mended: readonly string[] }>();
  const mended = taken?.checked === checked ? taken.mended : NOTHING_MENDED;
  const problems = useMemo(() => movedProblems(checked.problems.filter((p) => !mended.includes(mistake(p))), checked.text, text), [checked, mended, text]);
  const documents = useMemo(() => moved(checked.documents, checked.text, text), [checked, text]);
  const marks = useMarks(name, checked, text);
  const latest = useRef(problems);
  latest.current = problems;
  const errors = checked.problems.filter((p) => p.severity === 'error').length;
  useEffect(() => setSpoken(checked === NOT_CHECKED ? '' : errors ? t('editor.problems', { n: errors, file: name }) : ''), [errors, name, checked, t]);

  const services = useMemo((): LanguageServices => {
    const branch = (): number => shownBranch()?.id ?? 0;
    return {
      t: () => preferences.getState().translate as ReturnType<LanguageServices['t']>,
      complete: async (value, offset) => (await client.ask(branch(), { ask: 'complete', text: value, offset })).items,
      hover: (value, offset) => client.ask(branch(), { ask: 'hover', text: value, offset }),
      problems: () => latest.current,
    };
  }, [client]);

  const run = (dryRun: boolean): void => void (editing ? saveEdit(player, dryRun) : applyFile(player, client, dryRun));
  const keepView = useCallback((next: TextView | undefined) => void (view.current = next), []);
  const leave = useCallback(() => apply.current?.focus(), []);
  const fix = useCallback(
    (problem: Problem) => {
      if (!problem.fix) return;
      view.current?.edit(problem.fix.edits);
      setTaken((now) => ({ checked, mended: [...(now?.checked === checked ? now.mended : []), mistake(problem)] }));
    },
    [checked],
  );
  const show = useCallback((problem: Problem) => view.current?.reveal(problem.from, problem.to), []);
  const fixAll = useCallback(
    async (document?: number) => {
      const { current } = view;
      const fixed = await fixedText(client, document);
      const edit = current && fixed !== undefined && difference(current.text(), fixed);
      if (edit) current.edit([edit]);
    },
    [client],
  );

  const next = (back: boolean): void => {
    const all = latest.current;
    const at = view.current?.state().head ?? 0;
    const found = back ? ([...all].reverse().find((p) => p.from < at) ?? all[all.length - 1]) : (all.find((p) => p.from > at) ?? all[0]);
    if (!found) {
      setSpoken(t('editor.noProblems', { file: name }));
      return;
    }
    show(found);
    setSpoken(t('editor.problemSpoken', { n: all.indexOf(found) + 1, count: all.length, line: lineOf(text, found.from) + 1, message: problemText(t, found) }));
  };

  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === 'F8' && !e.ctrlKey && !e.altKey) next(e.shiftKey);
    else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) run(e.shiftKey);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const onDrop = (e: DragEvent): void => {
    if (e.dataTransfer.files.length === 0) return;
    e.preventDefault();
    void openFiles([...e.dataTransfer.files]);
  };

  const empty = text.trim() === '';
  return (
    <div className="ks-editor" onKeyDownCapture={onKeyDown} onDragOver={(e) => e.preventDefault()} onDrop={onDrop}>
      <FileBar />
      <div className="ks-editor-body" role="tabpanel" id={`${FILE_TABS}-panel-${name}`} aria-labelledby={`${FILE_TABS}-tab-${name}`}>
        <EditorBody
          file={name}
          text={text}
          problems={problems}
          documents={documents}
          marks={marks}
          services={services}
          onChange={setText}
          onLeave={leave}
          onView={keepView}
          onFix={fix}
          onFixAll={(document) => void fixAll(document)}
          onShow={show}
        />
        {empty && opened && <FirstExamples />}
        {failed !== undefined && <ErrorStrip title={t('controls.ruleBroken', { rule: failed })} />}
      </div>
      <div className="ks-editor-foot">
        {editing ? (
          <>
            <Button ref={apply} tone="primary" size="l" icon={Check} keys="Ctrl Enter" hint={t('editor.saveHint')} onClick={() => run(false)}>
              {t('editor.save')}
            </Button>
            <Button size="l" hint={t('editor.cancelHint')} onClick={() => run(true)}>
              {t('controls.cancel')}
            </Button>
          </>
        ) : (
          <>
            <Button ref={apply} tone="primary" size="l" icon={Play} keys="Ctrl Enter" hint={past ? t('editor.applyPast') : t('editor.applyHint', { file: name })} disabled={empty} onClick={() => run(false)}>
              {t('editor.apply')}
            </Button>
            <Button size="l" hint={t('editor.dryRunHint')} disabled={empty} onClick={() => run(true)}>
              {t('editor.dryRun')}
            </Button>
          </>
        )}
        <span className="ks-fill" />
        <IconButton icon={Undo2} iconSize={15} label={t('editor.undo')} keys="Ctrl Z" onClick={() => view.current?.undo()} />
        <IconButton icon={Redo2} iconSize={15} label={t('editor.redo')} keys="Ctrl Shift Z" onClick={() => view.current?.redo()} />
      </div>
      <p className="ks-unseen" role="status">
        {spoken}
      </p>
    </div>
  );
}

/** What became of each document at the playhead; only of those that are still as they were applied. */
function useMarks(file: string, checked: Checked, text: string): readonly (DocumentMark | undefined)[] {
  const applied = useEditor((s) => s.applied[file]);
  const { documents } = checked;
  const key = useApp((state: AppState) => {
    const branch = shownBranch(state);
    return branch ? JSON.stringify(applyLog(branch.mirror).marks(file, documents, state.playhead)) : '[]';
  });
  return useMemo(() => {
    const marks = JSON.parse(key) as readonly (DocumentMark | null)[];
    return marks.map((mark, i) => {
      const document = documents[i];
      const own = document && checked.text.slice(document.from, document.to).trim();
      const changed = own === undefined || !text.includes(own) || (applied !== undefined && !applied.includes(own));
      return mark && !changed ? mark : undefined;
    });
  }, [key, documents, checked, text, applied]);
}
