// The disk of a node: volumes are folders of it, one may lie in another.

import { expect, test } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { folderOf } from './hostPath.ts';
import { NodeStorage, SharedStorage } from './storage.ts';

const by = { uid: 0, gid: 0, now: 0 as Micros };

test('a folder in a folder is the same one from both sides', () => {
  const disk = new NodeStorage(new SharedStorage());
  const parent = folderOf(disk, '/opt/local-path-provisioner/', 'DirectoryOrCreate');
  parent.mkdir?.('pvc-1', by);
  const own = folderOf(disk, '/opt/local-path-provisioner/pvc-1', 'Directory');
  own.write?.('diary', 'x', false, by);
  expect([parent.read('pvc-1/diary'), folderOf(disk, '/').read('opt/local-path-provisioner/pvc-1/diary'), own.list('')]).toEqual(['x', 'x', ['diary']]);
  parent.remove?.('pvc-1');
  expect(() => folderOf(disk, '/opt/local-path-provisioner/pvc-1', 'Directory')).toThrow('hostPath type check failed: /opt/local-path-provisioner/pvc-1 is not a directory');
});

test('a type says what must be there, or may be made', () => {
  const disk = new NodeStorage(new SharedStorage());
  expect(folderOf(disk, '/srv/new').stat('')?.kind).toBe('directory');
  expect(folderOf(disk, '/srv/file', 'FileOrCreate').stat('')?.kind).toBe('file');
  expect(folderOf(disk, '/srv/file', 'File').stat('')?.kind).toBe('file');
  expect(() => folderOf(disk, '/srv/file', 'DirectoryOrCreate')).toThrow('/srv/file is not a directory');
  expect(() => folderOf(disk, '/srv/new', 'File')).toThrow('/srv/new is not a file');
  expect(() => folderOf(disk, '/var/run/docker.sock', 'Socket')).toThrow('/var/run/docker.sock is not a socket file');
});
