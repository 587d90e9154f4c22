import { expect, test } from 'vitest';
import { fixAll } from '../../session/language/fixAll.ts';
import { lint } from '../../session/language/lint.ts';
import { testCluster } from '../../session/language/testing/testCluster.ts';
import { exampleFiles, loadExample } from './examples.ts';
import { exampleTexts } from './exampleTexts.ts';

const { live, cache } = testCluster();
const problemsOf = (text: string) => lint(live, text, 'x.yaml', cache).problems;

/** Examples whose point is a mistake, and what is said to it first. */
const mistakes: Readonly<Record<string, string>> = {
  Blog: 'no matches for kind "Deployment" in version "extensions/v1beta1"',
  Mistake: 'unknown field "spec.ports[0].tagetPort"',
};

test('every example is in the gallery, and the other way round', () => {
  expect(Object.keys(exampleTexts).sort()).toEqual(exampleFiles.map((e) => e.file).sort());
});

for (const { id } of exampleFiles) {
  test(`${id}: is taken by the server, or its mistakes are mended by clicks`, async () => {
    const { text } = await loadExample(id);
    const mistake = mistakes[id];
    if (mistake === undefined) {
      expect(problemsOf(text)).toEqual([]);
      return;
    }
    expect(problemsOf(text)[0]?.message).toBe(mistake);
    expect(problemsOf(fixAll(text, problemsOf))).toEqual([]);
  });
}
