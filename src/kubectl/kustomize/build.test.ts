// Kustomizations with bases, components, generators, patches and replacements, and wrong ones: the output of the real
// kubectl.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { KubectlError } from '../errors.ts';
import { Files } from '../files.ts';
import { buildKustomization } from './build.ts';

interface Recorded {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly folder: string; readonly exit: number; readonly stdout: string; readonly stderr: string }[];
}

const { files, cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../testdata/kustomize/cases.json'), 'utf8')) as Recorded;

function run(folder: string): { readonly exit: number; readonly stdout: string; readonly stderr: string } {
  const shelf = new Files();
  shelf.write('/home/admin/.kube/config', '');
  for (const [path, text] of Object.entries(files)) shelf.write(path, text);
  let stderr = '';
  try {
    return { exit: 0, stdout: buildKustomization(shelf, folder, (line) => (stderr += `${line}\n`)), stderr };
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return { exit: 1, stdout: '', stderr: `${stderr}error: ${error.message}\n` };
  }
}

test.each(cases)('$folder', ({ folder, ...recorded }) => {
  expect(run(folder)).toEqual(recorded);
});
