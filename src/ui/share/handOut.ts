// The printed hand-out: one page for each milestone with the stage, the caption and the rows on the wire. It is made of
// drawings, put beside the page for as long as the browser prints, on white.

import { formatMoment } from '../../locales/format.ts';
import { sentenceText } from '../caption/captionText.ts';
import { narration } from '../caption/narration.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { rowsOf } from '../record/useRows.ts';
import { milestoneLabel } from '../timeline/milestoneText.ts';
import '../widgets/lateTexts.ts';
import { forceTheme, preferences } from '../widgets/preferences.ts';
import { readStage } from './readStage.ts';
import { toSvg } from './shapes.ts';
import './handOut.css';

/** What fades in is there after that. */
const SETTLES_MS = 450;
/** So many rows fit under the stage. */
const MOST_ROWS = 16;

/** False where there is nothing to print. */
export async function printHandOut(onPage: (n: number, of: number) => void): Promise<boolean> {
  const t = preferences.getState().translate;
  const branch = shownBranch();
  if (!t || branch?.origin === undefined) return false;
  const { origin } = branch;
  branch.boundaries.milestones.update();
  const { list } = branch.boundaries.milestones;
  if (list.length === 0) return false;
  player().pause();
  const { playhead: before, selection } = useApp.getState();
  const root = document.createElement('div');
  root.className = 'ks-hand-out';
  const forced = preferences.getState().forcedTheme;
  // White ground, and colours that a printer keeps apart.
  forceTheme('projector');
  useApp.setState({ selection: undefined, hovered: undefined });
  const rows = rowsOf(branch);
  let from = origin;
  for (const [i, milestone] of list.entries()) {
    onPage(i + 1, list.length);
    player().seek(milestone.at);
    await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
    const label = milestoneLabel(t, milestone);
    const told = narration();
    const page = add(root, 'section', '');
    const head = add(page, 'header', '');
    add(head, 'b', String(milestone.number));
    add(head, 'h1', label);
    add(head, 'span', formatMoment(milestone.at - origin));
    const picture = readStage(label);
    if (picture) page.append(document.importNode(new DOMParser().parseFromString(toSvg(picture), 'image/svg+xml').documentElement, true));
    add(page, 'p', told ? sentenceText(t, told.caption) : '');
    const table = add(page, 'table', '');
    table.setAttribute('aria-label', t('exports.printRows'));
    const first = Math.max(rows?.countAt(from) ?? 0, (rows?.countAt(milestone.at) ?? 0) - MOST_ROWS);
    for (let row = first; rows && row < rows.countAt(milestone.at); row++) {
      const { number, from: sender, to, verb, what, code, revision } = rows.row(row, milestone.at);
      const line = add(table, 'tr', '');
      for (const text of [number, to === '' ? sender : `${sender} → ${to}`, verb, what, code > 0 ? String(code) : '', revision > 0 ? `r${revision}` : '']) add(line, 'td', text);
    }
    add(page, 'footer', `KubeStage · ${useApp.getState().title} · ${t('frame.seed', { seed: String(branch.record.seed) })} · ${milestone.number}/${list.length}`);
    from = milestone.at;
  }
  useApp.setState({ selection });
  player().seek(before);
  forceTheme(forced);
  document.body.append(root);
  const over = (): void => {
    root.remove();
    removeEventListener('afterprint', over);
  };
  addEventListener('afterprint', over);
  // The dialog that shows the progress is over the page: it is not printed, but must have been drawn away.
  await new Promise((resolve) => setTimeout(resolve));
  print();
  return true;
}

function add<K extends keyof HTMLElementTagNameMap>(to: HTMLElement, tag: K, text: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  to.append(element);
  return element;
}
