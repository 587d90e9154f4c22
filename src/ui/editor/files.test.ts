import { beforeEach, expect, test } from 'vitest';
import { useApp } from '../app/store.ts';
import { addFile, duplicateFile, fileName, freeName, openFiles, removeFile, renameFile, setText } from './files.ts';

const state = (): readonly [string, readonly string[]] => {
  const { file, files } = useApp.getState();
  return [file, files.map((f) => `${f.name}=${f.text}`)];
};

beforeEach(() => useApp.setState({ files: [], file: '' }));

test('names stay different, and such that a shell can say them', () => {
  expect(freeName('nginx.yaml', ['nginx.yaml', 'nginx-2.yaml'])).toBe('nginx-3.yaml');
  expect(freeName('nginx-2.yaml', ['nginx-2.yaml'])).toBe('nginx-3.yaml');
  expect(['my file', ' ../x y.yml ', '', '네트워크.yaml', 'a;rm -rf'].map(fileName)).toEqual(['my-file.yaml', 'x-y.yml', 'manifest.yaml', '네트워크.yaml', 'a-rm--rf.yaml']);
});

test('an empty file makes room for the next, a full one stays', () => {
  addFile('');
  addFile('a: 1', 'pod.yaml');
  addFile('b: 2', 'pod.yaml');
  expect(state()).toEqual(['pod-2.yaml', ['pod.yaml=a: 1', 'pod-2.yaml=b: 2']]);
});

test('rename, duplicate, change, delete', () => {
  addFile('a', 'one.yaml');
  addFile('b', 'two.yaml');
  renameFile('two.yaml', 'one');
  duplicateFile('one.yaml');
  setText('one-3.yaml', 'c');
  expect(state()).toEqual(['one-3.yaml', ['one.yaml=a', 'one-3.yaml=c', 'one-2.yaml=b']]);
  removeFile('one-3.yaml');
  expect(state()).toEqual(['one-2.yaml', ['one.yaml=a', 'one-2.yaml=b']]);
  removeFile('one-2.yaml');
  removeFile('one.yaml');
  expect(state()).toEqual(['', []]);
});

test('opened files lose Windows line ends and the byte order mark', async () => {
  await openFiles([new File(['\uFEFFa: 1\r\nb: 2\r\n'], 'C D.yaml')]);
  expect(state()).toEqual(['C-D.yaml', ['C-D.yaml=a: 1\nb: 2\n']]);
});
