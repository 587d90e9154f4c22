import { expect, test } from 'vitest';
import { restore } from './frameLayout.ts';

test('without anything kept the frame is that of the design', () => {
  const layout = restore(null, 1440);
  expect(layout.sizes).toEqual({ editor: 300, lesson: 404, inspector: 340, bottom: 196, dock: 436 });
  expect([layout.editorOpen, layout.inspectorOpen, layout.dockOpen, layout.view]).toEqual([true, true, true, 'stage']);
});

test('a smaller window gives its side panels less', () => {
  const { sizes } = restore(null, 1024);
  expect([sizes.editor, sizes.inspector]).toEqual([266, 287]);
});

test('what was kept comes back where it makes sense', () => {
  const layout = restore(JSON.stringify({ sizes: { editor: 420, inspector: 9000, dock: 'wide' }, dockOpen: false }), 1440);
  expect([layout.sizes.editor, layout.sizes.inspector, layout.sizes.dock]).toEqual([420, 340, 436]);
  expect([layout.editorOpen, layout.dockOpen]).toEqual([true, false]);
});

test.each(['not json', '[]', '7', '{"sizes":null}'])('nonsense is ignored: %s', (text) => {
  expect(restore(text, 1440)).toEqual(restore(null, 1440));
});
