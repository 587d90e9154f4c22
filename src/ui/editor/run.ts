// Apply and dry run: the file is written to the shell's folder, then kubectl is started on it, as somebody would at a
// terminal. In the past this begins a new branch, which is called by what changed.

import type { SimClient } from '../app/simClient.ts';
import type { Player } from '../app/player.ts';
import { inPast, shownBranch, useApp } from '../app/store.ts';
import { useEditor } from './editorState.ts';
import { currentFile } from './files.ts';

export type Runner = Pick<Player, 'act' | 'play'>;

export async function applyFile(player: Runner, client: Pick<SimClient, 'ask'>, dryRun = false): Promise<void> {
  const file = currentFile();
  const branch = shownBranch();
  if (!file || file.text.trim() === '' || !branch || branch.origin === undefined || branch.halted) return;
  const { name, text } = file;
  const label = inPast() ? await labelFor(client, branch.id, name, text) : '';
  const args = ['apply', '-f', name, ...(dryRun ? ['--dry-run=server'] : [])];
  await player.act({ type: 'file', path: name, content: text }, label);
  await player.act({ type: 'kubectl', args, text: `kubectl ${args.join(' ')}` }, label);
  if (!dryRun) useEditor.setState(({ applied }) => ({ applied: { ...applied, [name]: text } }));
  player.play();
}

/** `replicas: 5`, compared with what the file was the last time it was applied before this moment. */
async function labelFor(client: Pick<SimClient, 'ask'>, branch: number, name: string, text: string): Promise<string> {
  const { playhead } = useApp.getState();
  const [{ changeLabel }, { record }] = await Promise.all([import('./changeLabel.ts'), client.ask(branch, { ask: 'record' })]);
  const before = [...record.inputs].reverse().find(({ at, input }) => at <= playhead && input.type === 'file' && input.path === name)?.input;
  return changeLabel((before?.type === 'file' ? before.content : undefined) ?? '', text) || name;
}

/** Takes every fix that is offered, in one document or in all; the text afterwards. */
export async function fixedText(client: Pick<SimClient, 'ask'>, document?: number): Promise<string | undefined> {
  const file = currentFile();
  const branch = shownBranch();
  if (!file || !branch) return undefined;
  const { text } = await client.ask(branch.id, { ask: 'fixAll', text: file.text, file: file.name, ...(document === undefined ? {} : { document }) });
  return currentFile()?.text === file.text ? text : undefined;
}
