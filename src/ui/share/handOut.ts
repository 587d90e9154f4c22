// The printed hand-out: one page for each milestone with the stage, the caption and the rows on the wire. It is made of
// drawings, put beside the page for as long as the browser prints, on white. Who prints by the browser's own menu gets one page.

import { formatMoment } from '../../locales/format.ts';
import { sentenceText } from '../caption/captionText.ts';
import { narration } from '../caption/narration.ts';
import { player } from '../app/session.ts';
import type { Translate } from '../../locales/i18n.ts';
import { currentMilestone } from '../../trace/captions.ts';
import { shownBranch, useApp, type Branch } from '../app/store.ts';
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

/** One page: a moment, what led to it since `from`, and what is said of it. */
interface PrintedPage {
  readonly number: number;
  readonly label: string;
  readonly at: number;
  readonly from: number;
  readonly foot: string;
}

function addPage(root: HTMLElement, t: Translate, branch: Branch, { number, label, at, from, foot }: PrintedPage): void {
  const rows = rowsOf(branch);
  const told = narration();
  const page = add(root, 'section', '');
  const head = add(page, 'header', '');
  if (number > 0) add(head, 'b', String(number));
  add(head, 'h1', label);
  add(head, 'span', formatMoment(at - (branch.origin ?? 0)));
  const picture = readStage(label);
  if (picture) page.append(document.importNode(new DOMParser().parseFromString(toSvg(picture, `p${root.childElementCount}c`), 'image/svg+xml').documentElement, true));
  add(page, 'p', told ? sentenceText(t, told.caption) : '');
  const table = add(page, 'table', '');
  table.setAttribute('aria-label', t('exports.printRows'));
  const until = rows?.countAt(at) ?? 0;
  for (let row = Math.max(rows?.countAt(from) ?? 0, until - MOST_ROWS); rows && row < until; row++) {
    const { number: n, from: sender, to, verb, what, code, revision } = rows.row(row, at);
    const line = add(table, 'tr', '');
    for (const text of [n, to === '' ? sender : `${sender} → ${to}`, verb, what, code > 0 ? String(code) : '', revision > 0 ? `r${revision}` : '']) add(line, 'td', text);
  }
  add(page, 'footer', `KubeStage · ${useApp.getState().title} · ${t('frame.seed', { seed: String(branch.record.seed) })} · ${foot}`);
}

/** Put beside the page until it is printed. */
function putOut(root: HTMLElement): void {
  document.body.append(root);
  const over = (): void => {
    root.remove();
    removeEventListener('afterprint', over);
  };
  addEventListener('afterprint', over);
}

function newRoot(): HTMLElement {
  const root = document.createElement('div');
  root.className = 'ks-hand-out';
  return root;
}

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
  const root = newRoot();
  const forced = preferences.getState().forcedTheme;
  // White ground, and colours that a printer keeps apart.
  forceTheme('projector');
  useApp.setState({ selection: undefined, hovered: undefined });
  let from = origin;
  for (const [i, milestone] of list.entries()) {
    onPage(i + 1, list.length);
    player().seek(milestone.at);
    await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
    addPage(root, t, branch, { number: milestone.number, label: milestoneLabel(t, milestone), at: milestone.at, from, foot: `${milestone.number}/${list.length}` });
    from = milestone.at;
  }
  useApp.setState({ selection });
  player().seek(before);
  forceTheme(forced);
  putOut(root);
  // The dialog that shows the progress is over the page: it is not printed, but must have been drawn away.
  await new Promise((resolve) => setTimeout(resolve));
  print();
  return true;
}

/** The browser's own menu prints one page: this moment. It leaves no time to go through the others. */
export function printsThisMoment(): () => void {
  const before = (): void => {
    const t = preferences.getState().translate;
    const state = useApp.getState();
    const branch = shownBranch(state);
    if (!t || branch?.origin === undefined || document.querySelector('.ks-hand-out')) return;
    const { milestones } = branch.boundaries;
    milestones.update();
    const number = currentMilestone(milestones, state.playhead);
    const milestone = milestones.list[number - 1];
    const forced = preferences.getState().forcedTheme;
    forceTheme('projector');
    const root = newRoot();
    addPage(root, t, branch, { number, label: milestone ? milestoneLabel(t, milestone) : state.title || t('frame.untitled'), at: state.playhead, from: branch.origin, foot: t('exports.printMoment') });
    forceTheme(forced);
    putOut(root);
  };
  addEventListener('beforeprint', before);
  return () => removeEventListener('beforeprint', before);
}

function add<K extends keyof HTMLElementTagNameMap>(to: HTMLElement, tag: K, text: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  to.append(element);
  return element;
}
