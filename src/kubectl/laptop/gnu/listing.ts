// ls and rm. Upstream: GNU coreutils
// Simplified: ls writes one name a line, as into a pipe.

import { utf8Bytes } from '../../../sim/api/yaml/bytes.ts';
import { pathOf } from '../../../sim/programs/busybox/applet.ts';
import { strftime } from '../../../sim/programs/busybox/system.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { optionsOf, tool } from './shared.ts';

const BLOCK = 4096;

interface Entry {
  readonly name: string;
  readonly path: string;
}

/** The long form, columns as wide as their widest. */
function longLines(proc: Process, entries: readonly Entry[]): readonly string[] {
  const rows = entries.map(({ name, path }) => {
    const stat = proc.files.stat(path);
    const folder = stat?.kind === 'directory';
    return {
      name,
      mode: folder ? 'drwxr-xr-x' : '-rw-r--r--',
      links: folder ? 2 : 1,
      size: folder ? BLOCK : utf8Bytes(proc.files.read(path) ?? '').length,
      date: strftime('%b %e %H:%M', proc.kernel.epochMs + (stat?.modifiedAt ?? 0) / 1000),
    };
  });
  const wide = Math.max(0, ...rows.map(({ size }) => String(size).length));
  return rows.map(({ name, mode, links, size, date }) => `${mode} ${links} admin admin ${String(size).padStart(wide)} ${date} ${name}`);
}

const ls = tool('ls', function* (proc, args) {
  const options = optionsOf(args, '');
  const hidden = options.has('a') || options.has('A') || options.has('all');
  const names = options.rest.length > 0 ? options.rest : ['.'];
  let failed = false;
  const files: Entry[] = [];
  const folders: Entry[] = [];
  for (const name of names) {
    const path = pathOf(proc, name).replace(/(?:\/\.)+$|(?<=.)\/$/, '');
    const stat = proc.files.stat(path);
    if (stat) (stat.kind === 'directory' && !options.has('d') ? folders : files).push({ name, path });
    else {
      proc.stderr(`ls: cannot access '${name}': No such file or directory\n`);
      failed = true;
    }
  }
  const print = (entries: readonly Entry[]): void => {
    const lines = options.has('l') ? longLines(proc, entries) : entries.map(({ name }) => name);
    for (const line of options.has('r') ? [...lines].reverse() : lines) proc.stdout(`${line}\n`);
  };
  print(files);
  let first = files.length === 0;
  const show = ({ name, path }: Entry): void => {
    const inside = (proc.files.list(path) ?? []).filter((n) => hidden || !n.startsWith('.')).map((n) => ({ name: n, path: `${path}/${n}` }));
    if (names.length > 1 || options.has('R')) proc.stdout(`${first ? '' : '\n'}${name}:\n`);
    first = false;
    if (options.has('l')) proc.stdout(`total ${inside.reduce((sum, entry) => sum + (BLOCK / 1024) * Math.max(1, Math.ceil((proc.files.read(entry.path)?.length ?? 1) / BLOCK)), 0)}\n`);
    print(inside);
    if (options.has('R')) for (const entry of inside) if (proc.files.isDirectory(entry.path)) show({ name: `${name}/${entry.name}`, path: entry.path });
  };
  folders.forEach(show);
  return failed ? 2 : 0;
});

const rm = tool('rm', function* (proc, args) {
  const options = optionsOf(args, '', { recursive: 'r', force: 'f', verbose: 'v' });
  const recursive = options.has('r') || options.has('R');
  let failed = false;
  const remove = (path: string, shown: string): void => {
    const folder = proc.files.isDirectory(path);
    if (folder) for (const name of proc.files.list(path) ?? []) remove(`${path}/${name}`, `${shown}/${name}`);
    // A folder that was there by its files only is gone with them.
    if (proc.files.stat(path)) proc.files.remove(path);
    if (options.has('v')) proc.stdout(`removed ${folder ? 'directory ' : ''}'${shown}'\n`);
  };
  for (const name of options.rest) {
    const path = pathOf(proc, name).replace(/(?<=.)\/$/, '');
    if (!proc.files.stat(path)) {
      if (options.has('f')) continue;
      proc.stderr(`rm: cannot remove '${name}': No such file or directory\n`);
      failed = true;
    } else if (proc.files.isDirectory(path) && !recursive) {
      proc.stderr(`rm: cannot remove '${name}': Is a directory\n`);
      failed = true;
    } else remove(path, name);
  }
  return failed ? 1 : 0;
});

export const LISTING: readonly Program[] = [ls, rm];
