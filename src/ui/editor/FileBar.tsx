// The files as tabs with the number of their problems, a button for more files, and a menu for the one that is shown.

import { Copy, Download, Ellipsis, FilePlus, FolderOpen, LayoutGrid, PencilLine, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useApp, type EditorFile } from '../app/store.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { Menu, type MenuItem } from '../widgets/Menu.tsx';
import { useT } from '../widgets/preferences.ts';
import { Tabs } from '../widgets/Tabs.tsx';
import { openSheet } from '../app/sheets.ts';
import { useEditor } from './editorState.ts';
import { exampleFiles, exampleNote, exampleTitle, loadExample, type ExampleId } from './examples.ts';
import { addFile, downloadFile, duplicateFile, openFiles, removeFile, renameFile, showFile } from './files.ts';

export const FILE_TABS = 'ks-files';

export const addExample = (id: ExampleId): Promise<void> => loadExample(id).then(({ name, text }) => addFile(text, name));

export function FileBar(): ReactNode {
  const t = useT();
  const files = useApp((s) => s.files);
  const shown = useApp((s) => s.file);
  const checked = useEditor((s) => s.checked);
  const removed = useEditor((s) => s.removed);
  const chooser = useRef<HTMLInputElement>(null);
  const [renaming, setRenaming] = useState<string>();
  const file = files.find((f) => f.name === shown);

  const more: MenuItem[] = [
    { id: 'new', label: t('editor.newFile'), icon: FilePlus, onSelect: () => addFile('') },
    { id: 'open', label: t('editor.openFile'), icon: FolderOpen, onSelect: () => chooser.current?.click() },
    ...(removed ? [{ id: 'back', label: t('editor.bringBack', { file: removed.name }), icon: RotateCcw, onSelect: () => bringBack(removed) }] : []),
    ...exampleFiles.map(({ id }, i) => ({ id, label: t(exampleTitle(id)), note: t(exampleNote(id)), ruled: i === 0, onSelect: () => void addExample(id) })),
  ];
  const own: MenuItem[] = file
    ? [
        { id: 'rename', label: t('editor.rename'), icon: PencilLine, onSelect: () => setRenaming(file.name) },
        { id: 'duplicate', label: t('editor.duplicate'), icon: Copy, onSelect: () => duplicateFile(file.name) },
        { id: 'download', label: t('editor.download'), icon: Download, onSelect: () => downloadFile(file) },
        { id: 'open', label: t('editor.openFile'), icon: FolderOpen, ruled: true, onSelect: () => chooser.current?.click() },
        { id: 'examples', label: t('editor.moreExamples'), icon: LayoutGrid, onSelect: () => openSheet('gallery') },
        { id: 'remove', label: t('editor.remove'), icon: Trash2, ruled: true, onSelect: () => remove(file) },
      ]
    : [];

  return (
    <div className="ks-file-bar">
      <Tabs
        id={FILE_TABS}
        label={t('editor.files')}
        value={shown}
        onChange={showFile}
        tabs={files.map(({ name }) => {
          const count = checked[name]?.problems.filter((p) => p.severity === 'error').length ?? 0;
          return { value: name, label: name, ...(name === shown ? { glyph: <KindGlyph kind="ConfigMap" size={14} /> } : {}), ...(count > 0 ? { count, errors: true } : {}) };
        })}
      >
        <Menu label={t('editor.addFile')} items={more} trigger={(trigger) => <IconButton icon={Plus} iconSize={14} label={t('editor.addFile')} className="ks-file-add" {...trigger} />} />
        <span className="ks-fill" />
        <Menu label={t('editor.fileMenu')} align="end" items={own} trigger={(trigger) => <IconButton icon={Ellipsis} label={t('editor.fileMenu')} {...trigger} />} />
      </Tabs>
      <input
        ref={chooser}
        type="file"
        accept=".yaml,.yml,.json,text/yaml"
        multiple
        hidden
        onChange={(e) => {
          void openFiles([...(e.currentTarget.files ?? [])]);
          e.currentTarget.value = '';
        }}
      />
      <RenameDialog name={renaming} onClose={() => setRenaming(undefined)} />
    </div>
  );
}

function remove(file: EditorFile): void {
  removeFile(file.name);
  useEditor.setState({ removed: file.text.trim() === '' ? undefined : file });
}

function bringBack(file: EditorFile): void {
  addFile(file.text, file.name);
  useEditor.setState({ removed: undefined });
}

function RenameDialog({ name, onClose }: { readonly name: string | undefined; readonly onClose: () => void }): ReactNode {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  // After the dialog has opened, which gives the focus to its first button.
  useEffect(() => {
    if (name === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(0, name.lastIndexOf('.'));
  }, [name]);
  const done = (): void => {
    if (name !== undefined && input.current) renameFile(name, input.current.value);
    onClose();
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.key !== 'Enter' || e.nativeEvent.isComposing) return;
    // The focus goes back to the menu's button, which must not take this key as its own.
    e.preventDefault();
    done();
  };
  return (
    <Dialog
      open={name !== undefined}
      onClose={onClose}
      title={t('editor.rename')}
      width={340}
      actions={
        <>
          <Button onClick={onClose}>{t('controls.cancel')}</Button>
          <Button tone="primary" onClick={done}>
            {t('editor.rename')}
          </Button>
        </>
      }
    >
      <input ref={input} className="ks-field ks-mono" aria-label={t('editor.renameLabel')} defaultValue={name} onKeyDown={onKeyDown} />
    </Dialog>
  );
}
