// An example as somebody chooses it, from the cards, the menu in the header or the palette.

import { openPanel, showView } from '../app/frameLayout.ts';
import { useApp } from '../app/store.ts';
import { preferences } from '../widgets/preferences.ts';
import { focusEditor } from './editorState.ts';
import { exampleTitle, loadExample, type ExampleId } from './examples.ts';
import { addFile } from './files.ts';

/** Puts its text into the editor; the cluster stays as it is. */
export async function openExample(id: ExampleId): Promise<void> {
  const { name, text } = await loadExample(id);
  addFile(text, name);
  openPanel('editor', true);
  showView('editor');
  focusEditor();
  useApp.setState({ title: preferences.getState().translate?.(exampleTitle(id)) ?? '' });
}
