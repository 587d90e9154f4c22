// `kubectl edit`: the text that a command wants edited becomes a file of the editor; saving gives it back to the command.
// Also files that a command has written (`> web.yaml`): they appear beside the others.

import { useEffect } from 'react';
import type { Player } from '../app/player.ts';
import { inPast, shownBranch, useApp } from '../app/store.ts';
import { shellLog } from '../terminal/shellLog.ts';
import { useEditor } from './editorState.ts';
import { addFile, freeName, removeFile, setText, showFile } from './files.ts';

/** Follows the trace for as long as the panel is there. */
export function useHandOver(): void {
  useEffect(() => {
    look();
    return useApp.subscribe(look);
  }, []);
}

/** The entry up to which written files were taken over, by log. */
const taken = new WeakMap<object, number>();

function look(): void {
  const state = useApp.getState();
  const branch = shownBranch(state);
  if (!branch || branch.origin === undefined) return;
  const log = shellLog(branch.mirror);
  const { edit, shown } = log.at(state.playhead);
  const { editing } = useEditor.getState();
  const wanted = edit && !inPast(state) ? edit : undefined;
  if (editing && (!wanted || wanted.at !== editing.at || branch.id !== editing.branch)) {
    useEditor.setState({ editing: undefined });
    removeFile(editing.file);
  }
  if (wanted && (editing?.at !== wanted.at || editing.branch !== branch.id)) {
    const command = log.commands.find(({ input }) => input === wanted.input)?.text ?? '';
    const name = /(?:^|\s)[\w.-]+[/\s]([a-z0-9][-a-z0-9.]*)\s*$/.exec(command.replace(/\s-\S+/g, ''))?.[1];
    const file = freeName(`edit-${name ?? 'object'}.yaml`, useApp.getState().files.map((f) => f.name));
    // Noted before the file is there: adding it is a change that is looked at in turn.
    useEditor.setState({ editing: { branch: branch.id, input: wanted.input, at: wanted.at, file, text: wanted.text } });
    addFile(wanted.text, file);
  }
  takeFiles(log, shown);
}

function takeFiles(log: ReturnType<typeof shellLog>, shown: number): void {
  const from = taken.get(log);
  // What was written before the page looked is among its files already, or was thrown away.
  if (from === undefined || shown < from) {
    taken.set(log, shown);
    return;
  }
  if (shown === from) return;
  taken.set(log, shown);
  for (const { what, text } of log.entries.slice(from, shown)) {
    const at = text.indexOf('\n');
    const name = text.slice(0, at);
    if (what !== 'file' || !/^[^/]+\.(?:ya?ml|json)$/.test(name)) continue;
    const content = text.slice(at + 1);
    if (useApp.getState().files.some((f) => f.name === name)) {
      setText(name, content);
      showFile(name);
    } else addFile(content, name);
  }
}

/** Gives the text back; unchanged, it ends the command without a change. */
export async function saveEdit(player: Pick<Player, 'act' | 'play'>, cancel = false): Promise<void> {
  const { editing } = useEditor.getState();
  if (!editing) return;
  const text = cancel ? editing.text : (useApp.getState().files.find((f) => f.name === editing.file)?.text ?? editing.text);
  await player.act({ type: 'reply', to: editing.input, what: 'edited', text }, 'kubectl edit');
  player.play();
}
