// Does what a step offers, as the reader would by hand: a line in the terminal, a fault, the editor's Apply.

import type { Lesson } from '../../lessons/lesson.ts';
import { lessonRun, type Offered } from '../../lessons/run.ts';
import { showView } from '../app/frameLayout.ts';
import { client, player } from '../app/session.ts';
import { shownBranch } from '../app/store.ts';
import { applyFile } from '../editor/run.ts';
import { showFile } from '../editor/files.ts';
import { runInTerminal } from '../terminal/terminalState.ts';

export function takeOffer(lesson: Lesson, { offer, line }: Offered, begin: number, label: string): void {
  const branch = shownBranch();
  if (!branch) return;
  const fault = offer.fault?.of(lessonRun(lesson, branch.mirror, begin).now());
  if (fault) void player().act({ type: 'fault', fault }, label).then(() => player().play());
  else if (offer.apply) {
    showFile(lesson.file);
    void applyFile(player(), client());
  } else if (document.getElementById('ks-dock')?.checkVisibility()) runInTerminal(line);
  // Where the terminal is not seen, nobody would take the line there.
  else void player().act({ type: 'kubectl', args: [], text: line, shell: true }, line.replace(/^kubectl /, '')).then(() => player().play());
  showView('stage');
}
