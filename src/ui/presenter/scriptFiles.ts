// Scripts from outside and to the outside: chosen as a file, the one that is shipped, a draft of what was just done, a link.

import { openPanel, showView } from '../app/frameLayout.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { focusEditor } from '../editor/editorState.ts';
import { addFile, currentFile } from '../editor/files.ts';
import { LONGEST_LINK, packText, unpackText } from '../share/link.ts';
import { loadTranslate } from '../../locales/i18n.ts';
import { narrate } from '../../trace/captions.ts';
import { sentenceText } from '../caption/captionText.ts';
import { saveText } from '../share/saveText.ts';
import { present } from './presenting.ts';
import { draftOf, type Told } from './recorder.ts';
import { looksLikeScript } from './script.ts';
import sample from './sample.yaml?raw';

const DRAFT = 'presentation.yaml';
export const SCRIPT_LINK = '#p1=';

/** Lets somebody choose a file and presents it. */
export function chooseScript(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.yaml,.yml';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void file.text().then((text) => presentText(text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'), file.name));
  };
  input.click();
}

/** The script becomes a file of the editor, so that it can be read and changed, and is presented. */
export function presentText(text: string, name = DRAFT): void {
  if (currentFile()?.text !== text) addFile(text, name);
  present();
}

export const presentSample = (): void => presentText(sample, 'deployment-presentation.yaml');

/** What was done in the shown branch, as a first draft in the editor. */
export async function draftScript(): Promise<void> {
  const branch = shownBranch();
  if (branch?.origin === undefined) return;
  const { origin, mirror, boundaries, record } = branch;
  const [en, ko] = await Promise.all([loadTranslate('en'), loadTranslate('ko')]);
  const { milestones } = boundaries;
  milestones.update();
  const told = (at: number): Told => {
    const { caption } = narrate(mirror, milestones, origin, at);
    return { en: sentenceText(en, caption), ko: sentenceText(ko, caption) };
  };
  const { title, playhead } = useApp.getState();
  const text = draftOf({ title, record, milestones: milestones.list, origin, until: Math.max(mirror.now, playhead), told });
  addFile(text, DRAFT);
  openPanel('editor', true);
  showView('editor');
  focusEditor();
}

/** The script in the editor as a link in the clipboard. */
export async function copyScriptLink(): Promise<void> {
  const file = currentFile();
  if (!file || !looksLikeScript(file.text)) return;
  const link = `${location.origin}${location.pathname}${SCRIPT_LINK}${await packText(file.text)}`;
  // Longer ones are cut on their way: then it goes as a file.
  if (link.length > LONGEST_LINK) saveText(file.name, file.text, 'application/yaml');
  else await navigator.clipboard.writeText(link);
}

/** What a link's fragment holds, or why it cannot be read. */
export async function scriptOfLink(fragment: string): Promise<{ readonly text: string } | { readonly failed: 'newer' | 'broken' }> {
  if (!fragment.startsWith(SCRIPT_LINK)) return { failed: 'newer' };
  try {
    return { text: await unpackText(fragment.slice(SCRIPT_LINK.length)) };
  } catch {
    return { failed: 'broken' };
  }
}

/** Shows what a link holds once the page has what it begins with. */
export async function openScriptLink(fragment: string): Promise<void> {
  const read = await scriptOfLink(fragment);
  if ('failed' in read) useApp.setState({ notice: read.failed });
  else presentText(read.text);
}
