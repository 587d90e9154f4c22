import { expect, test } from 'vitest';
import { folderOn, isShared, readConfig, type LocalPathConfig } from './localPathConfig.ts';

const read = (data: object): LocalPathConfig => readConfig(JSON.stringify(data)) as LocalPathConfig;
const quiet = (): void => undefined;

test('a node has its own folders, or those of all that are not named', () => {
  const config = read({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: ['/opt/all/'] }, { node: 'a', paths: ['/data1', '/data2'] }, { node: 'none', paths: [] }] });
  expect([folderOn(config, 'b', '', () => 0, quiet), folderOn(config, 'a', '', () => 1, quiet), folderOn(config, 'a', '/data1', () => 1, quiet)]).toEqual(['/opt/all', '/data2', '/data1']);
  expect(() => folderOn(config, 'a', '/data3', () => 0, quiet)).toThrow("config doesn't contain path /data3 on node a");
  expect(() => folderOn(config, 'none', '', () => 0, quiet)).toThrow('no local path available on node none');
});

test('a folder that all nodes reach excludes folders of nodes', () => {
  expect(isShared(read({ sharedFileSystemPath: '/nfs' }))).toBe(true);
  expect(() => isShared(read({}))).toThrow('both nodePathMap and sharedFileSystemPath are unconfigured');
  expect(() => isShared(read({ sharedFileSystemPath: '/nfs', nodePathMap: [{ node: 'a', paths: ['/x'] }] }))).toThrow('Please make sure only one is in use');
});

test('what is wrong with a file is said', () => {
  expect(readConfig('{')).toMatch(/^fail to load config file: /);
  expect(readConfig(undefined)).toBe('fail to load config file: open config.json: no such file or directory');
  expect(readConfig(JSON.stringify({ nodePathMap: [{ node: 'a', paths: ['x'] }] }))).toBe('StorageClass config canonicalization failed: path must start with / for path x on node a');
  expect(readConfig(JSON.stringify({ nodePathMap: [{ node: 'a', paths: ['/'] }] }))).toBe("StorageClass config canonicalization failed: cannot use root ('/') as path on node a");
  for (const [value, said] of [
    [null, 'of type main.ConfigData'],
    [{ nodePathMap: 5 }, 'number into Go struct field ConfigData.nodePathMap of type []*main.NodePathMapData'],
    [{ nodePathMap: [null] }, 'of type main.NodePathMapData'],
    [{ nodePathMap: [{ node: 'a', paths: 'x' }] }, 'string into Go struct field NodePathMapData.nodePathMap.paths of type []string'],
    [{ nodePathMap: [{ node: 'a', paths: [7] }] }, 'of type string'],
    [{ cmdTimeoutSeconds: 'x' }, 'of type int'],
    [{ setupCommand: {} }, 'object into Go struct field ConfigData.setupCommand of type string'],
  ] as const) expect(readConfig(JSON.stringify(value))).toContain(said);
});
