// kubectl on the user's machine: the last command, and what became of each object it wrote.

import type { SceneIndex } from './sceneIndex.ts';
import type { DocumentRow, KubectlScene } from './sceneTypes.ts';

const ROWS = 3;

export function kubectlScene(index: SceneIndex, at: number): KubectlScene {
  const command = index.commands.at(at);
  if (!command) return { command: '', rows: [], more: 0, said: '', running: false, kubeadm: index.boot?.kubeadmWorks(at) ?? false };
  // A conflict is tried again: the last request about an object is what became of it.
  const rows = new Map<string, DocumentRow>();
  let running = false;
  for (const id of command.requests) {
    if (index.reader.startOf(id) > at) break;
    const span = index.reader.span(id);
    const { summary } = span;
    if (summary.type !== 'request') continue;
    if (span.end > at) running = true;
    if (summary.method === 'GET' || summary.dryRun) continue;
    const done = span.end <= at;
    const state = !done ? 'sent' : summary.code >= 400 || summary.lost !== '' ? 'refused' : 'stored';
    rows.set(`${summary.group}/${summary.resource}/${summary.namespace}/${summary.name}`, {
      span: id,
      resource: summary.resource,
      name: summary.name,
      state,
      code: done ? summary.code : 0,
      revision: done ? summary.revision : 0,
    });
  }
  const all = [...rows.values()];
  const shown = all.length > ROWS ? all.slice(all.length - ROWS + 1) : all;
  const print = index.prints.at(at);
  const said = all.length === 0 && print && print.input !== 0 && index.prints.times[index.prints.count(at) - 1] as number >= command.at ? (print.text.trimEnd().split('\n').pop() ?? '') : '';
  return { command: command.text.replace(/^kubectl\s+/, ''), rows: shown, more: all.length - shown.length, said, running, kubeadm: false };
}
