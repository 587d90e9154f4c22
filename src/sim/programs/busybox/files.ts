// Tools for files and folders.

import { civil } from '../../../base/time.ts';
import { sleep } from '../../kernel/task.ts';
import { milliseconds } from '../../../base/time.ts';
import type { FileStat, Process, Program } from '../program.ts';
import { patternOf } from '../shell/patterns.ts';
import { applet, attempt, human, options, pathOf, quick, readFile } from './applet.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const userName = (uid: number): string => (uid === 0 ? 'root' : uid === 65_534 ? 'nobody' : String(uid));

function modeText(stat: FileStat): string {
  const kind = stat.kind === 'directory' ? 'd' : stat.kind === 'link' ? 'l' : '-';
  const bits = [stat.mode >> 6, stat.mode >> 3, stat.mode].map((b) => `${b & 4 ? 'r' : '-'}${b & 2 ? 'w' : '-'}${b & 1 ? 'x' : '-'}`).join('');
  return kind + (stat.mode & 0o1000 ? bits.slice(0, 8) + (bits[8] === 'x' ? 't' : 'T') : stat.mode & 0o2000 ? `${bits.slice(0, 5)}s${bits.slice(6)}` : bits);
}

function longLine(proc: Process, stat: FileStat, name: string, sizes: boolean): string {
  const t = civil(proc.kernel.epochMs + stat.modifiedAt / 1000);
  const date = `${MONTHS[t.month - 1] as string} ${String(t.day).padStart(2)} ${String(t.hour).padStart(2, '0')}:${String(t.minute).padStart(2, '0')}`;
  const size = stat.kind === 'link' ? (stat.target ?? '').length : stat.size;
  return `${modeText(stat)} ${String(stat.links ?? 1).padStart(4)} ${userName(stat.uid).padEnd(8)} ${userName(stat.gid).padEnd(8)} ${(sizes ? human(size) : String(size)).padStart(9)} ${date} ${name}${stat.kind === 'link' ? ` -> ${stat.target ?? ''}` : ''}`;
}

const ls = quick('ls', (proc, args) => {
  const { flags, rest } = options(args);
  const paths = rest.length ? rest : ['.'];
  let status = 0;
  const long = flags.has('l');
  const show = (names: readonly string[], folder: string): void => {
    if (long) {
      const stats = names.map((name) => proc.files.stat(name === '.' ? folder : `${folder}/${name}`) ?? proc.files.stat(folder));
      // In KiB, by whole pages.
      proc.stdout(`total ${stats.reduce((sum, stat) => sum + (stat?.kind === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0), 0)}\n`);
      stats.forEach((stat, i) => stat && proc.stdout(`${longLine(proc, stat, names[i] as string, flags.has('h'))}\n`));
    } else for (const name of names) proc.stdout(`${name}\n`);
  };
  // With -R the folders below follow, each under its name.
  const recursive = flags.has('R');
  const queue = [...paths];
  for (let path = queue.shift(), first = true; path !== undefined; path = queue.shift(), first = false) {
    const full = pathOf(proc, path);
    const stat = proc.files.stat(full);
    if (!stat) {
      proc.stderr(`ls: ${path}: No such file or directory\n`);
      status = 1;
    } else if ((stat.kind === 'directory' || proc.files.isDirectory(full)) && !flags.has('d')) {
      if (paths.length > 1 || recursive) proc.stdout(`${first || !recursive ? '' : '\n'}${path}:\n`);
      const names = (proc.files.list(full) ?? []).filter((n) => flags.has('a') || flags.has('A') || !n.startsWith('.'));
      show(flags.has('a') ? ['.', '..', ...names] : names, full);
      const at = path.replace(/\/$/, '');
      if (recursive) queue.unshift(...names.map((name) => `${at}/${name}`).filter((below) => proc.files.stat(pathOf(proc, below))?.kind === 'directory'));
      else if (paths.length > 1 && path !== paths[paths.length - 1]) proc.stdout('\n');
    } else proc.stdout(long ? `${longLine(proc, stat, path, flags.has('h'))}\n` : `${path}\n`);
  }
  return status;
});

const mkdir = quick('mkdir', (proc, args) => {
  const { flags, values, rest } = options(args, 'm');
  const mode = values.get('m');
  let status = 0;
  for (const path of rest) {
    const full = pathOf(proc, path);
    const parts = full.split('/').filter(Boolean);
    let problem: string | undefined;
    if (flags.has('p')) {
      for (let i = 1; i <= parts.length && !problem; i++) {
        const part = `/${parts.slice(0, i).join('/')}`;
        if (!proc.files.isDirectory(part)) problem = proc.files.stat(part) ? 'File exists' : attempt(() => proc.files.mkdir(part));
      }
    } else problem = proc.files.stat(full) ? 'File exists' : attempt(() => proc.files.mkdir(full));
    if (mode !== undefined) problem ??= attempt(() => proc.files.chmod(full, newMode(0o777, mode)));
    if (problem) {
      proc.stderr(`mkdir: can't create directory '${path}': ${problem}\n`);
      status = 1;
    }
  }
  return status;
});

const rm = quick('rm', (proc, args) => {
  const { flags, rest } = options(args);
  const recursive = flags.has('r') || flags.has('R');
  let status = 0;
  for (const path of rest) {
    const full = pathOf(proc, path);
    const stat = proc.files.stat(full);
    const problem = !stat ? (flags.has('f') ? undefined : 'No such file or directory') : stat.kind === 'directory' && !recursive ? 'Is a directory' : attempt(() => proc.files.remove(full));
    if (problem) {
      proc.stderr(problem === 'Is a directory' ? `rm: '${path}' is a directory\n` : `rm: can't remove '${path}': ${problem}\n`);
      status = 1;
    }
  }
  return status;
});

const rmdir = quick('rmdir', (proc, args) => {
  let status = 0;
  for (const path of options(args).rest) {
    const full = pathOf(proc, path);
    const problem = !proc.files.isDirectory(full) ? 'No such file or directory' : proc.files.list(full)?.length ? 'Directory not empty' : attempt(() => proc.files.remove(full));
    if (problem) {
      proc.stderr(`rmdir: '${path}': ${problem}\n`);
      status = 1;
    }
  }
  return status;
});

const touch = quick('touch', (proc, args) => {
  let status = 0;
  for (const path of options(args, 'dtr').rest) {
    const problem = attempt(() => proc.files.append(pathOf(proc, path), ''));
    if (problem) {
      proc.stderr(`touch: ${path}: ${problem}\n`);
      status = 1;
    }
  }
  return status;
});

/** cp and mv: copies trees. */
function copyTree(proc: Process, from: string, to: string): string | undefined {
  if (proc.files.isDirectory(from)) {
    if (!proc.files.isDirectory(to)) {
      const problem = attempt(() => proc.files.mkdir(to));
      if (problem) return problem;
    }
    for (const name of proc.files.list(from) ?? []) {
      const problem = copyTree(proc, `${from}/${name}`, `${to}/${name}`);
      if (problem) return problem;
    }
    return undefined;
  }
  const content = readFile(proc, from);
  if (typeof content !== 'string') return content.problem;
  return attempt(() => proc.files.write(to, content));
}

/** `gnu`: with the words of a Linux machine. */
export const copier = (name: 'cp' | 'mv', gnu = false) =>
  quick(name, (proc, args) => {
    const { flags, rest } = options(args);
    const target = rest[rest.length - 1];
    if (target === undefined || rest.length < 2) {
      proc.stderr(`${name}: missing file operand\n`);
      return 1;
    }
    let status = 0;
    for (const path of rest.slice(0, -1)) {
      const from = pathOf(proc, path);
      const full = pathOf(proc, target).replace(/(.)\/+$/, '$1');
      const to = proc.files.isDirectory(full) ? `${full}/${path.split('/').pop() ?? path}` : full;
      const stat = proc.files.stat(from);
      let problem: string | undefined;
      if (!stat) problem = gnu ? `cannot stat '${path}': No such file or directory` : `can't ${name === 'cp' ? 'stat' : 'rename'} '${path}': No such file or directory`;
      else if (name === 'cp' && proc.files.isDirectory(from) && !flags.has('r') && !flags.has('R') && !flags.has('a')) problem = gnu ? `-r not specified; omitting directory '${path}'` : `omitting directory '${path}'`;
      else {
        const why = copyTree(proc, from, to);
        if (why) problem = gnu ? `cannot create regular file '${target}': ${why}` : `can't create '${target}': ${why}`;
        else if (name === 'mv') attempt(() => proc.files.remove(from));
      }
      if (problem) {
        proc.stderr(`${name}: ${problem}\n`);
        status = 1;
      }
    }
    return status;
  });

const chmod = quick('chmod', (proc, args) => {
  const { rest } = options(args.map((a) => (/^[-+=][rwxX]+$/.test(a) ? `a${a}` : a)));
  const [mode = '', ...paths] = rest;
  let status = 0;
  for (const path of paths) {
    const full = pathOf(proc, path);
    const stat = proc.files.stat(full);
    const problem = stat ? attempt(() => proc.files.chmod(full, newMode(stat.mode, mode))) : 'No such file or directory';
    if (problem) {
      proc.stderr(`chmod: ${path}: ${problem}\n`);
      status = 1;
    }
  }
  return status;
});

function newMode(old: number, text: string): number {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  let mode = old;
  for (const [, who = '', op, bits = ''] of text.matchAll(/([ugoa]*)([-+=])([rwxXst]*)/g)) {
    const value = (bits.includes('r') ? 4 : 0) | (bits.includes('w') ? 2 : 0) | (bits.includes('x') ? 1 : 0);
    for (const [letter, shift] of [['u', 6], ['g', 3], ['o', 0]] as const) {
      if (who !== '' && !who.includes('a') && !who.includes(letter)) continue;
      if (op === '+') mode |= value << shift;
      else if (op === '-') mode &= ~(value << shift);
      else mode = (mode & ~(7 << shift)) | (value << shift);
    }
  }
  return mode;
}

const df = quick('df', (proc, args) => {
  const { flags, rest } = options(args);
  const sizes = flags.has('h');
  const mounts = proc.files.mounts();
  const chosen = rest.length ? rest.map((path) => [...mounts].sort((a, b) => b.path.length - a.path.length).find((m) => pathOf(proc, path) === m.path || pathOf(proc, path).startsWith(m.path === '/' ? '/' : `${m.path}/`)) ?? mounts[0]) : mounts;
  const shown = (bytes: number): string => (sizes ? (bytes === 0 ? '0' : human(bytes)) : String(Math.floor(bytes / 1024)));
  proc.stdout(sizes ? 'Filesystem                Size      Used Available Use% Mounted on\n' : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n');
  for (const mount of chosen) {
    if (!mount) continue;
    const { device, path, sizeBytes, usedBytes } = mount;
    const percent = sizeBytes ? Math.ceil((usedBytes * 100) / sizeBytes) : 0;
    proc.stdout(`${device.padEnd(20)} ${shown(sizeBytes).padStart(9)} ${shown(usedBytes).padStart(9)} ${shown(sizeBytes - usedBytes).padStart(9)} ${`${percent}%`.padStart(4)} ${path}\n`);
  }
  return 0;
});

function sizeOf(proc: Process, path: string): number {
  const stat = proc.files.stat(path);
  if (stat?.kind !== 'directory') return stat?.size ?? 0;
  return (proc.files.list(path) ?? []).reduce((sum, name) => sum + sizeOf(proc, `${path === '/' ? '' : path}/${name}`), 0);
}

const du = quick('du', (proc, args) => {
  const { flags, rest } = options(args, 'd');
  for (const path of rest.length ? rest : ['.']) {
    const bytes = sizeOf(proc, pathOf(proc, path));
    proc.stdout(`${flags.has('h') ? human(bytes) : String(Math.ceil(bytes / 1024))}\t${path}\n`);
  }
  return 0;
});

const SUFFIX: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, k: 1024, K: 1024, kB: 1000, M: 1024 * 1024, MB: 1_000_000, G: 1024 ** 3, GB: 1_000_000_000 };
const bytesOf = (text: string): number => {
  const m = /^(\d+)(\w*)$/.exec(text);
  return m ? Number(m[1]) * (SUFFIX[m[2] as string] ?? 1) : 0;
};

const dd = applet('dd', function* (proc, args) {
  const given = new Map(args.map((a) => a.split('=') as [string, string]));
  const from = given.get('if') ?? '';
  const to = given.get('of');
  const block = bytesOf(given.get('bs') ?? given.get('ibs') ?? '512');
  const count = given.get('count');
  const zeros = from === '/dev/zero' || from === '/dev/urandom' || from === '/dev/random';
  if (zeros && count === undefined && !to) for (;;) yield* sleep(milliseconds(1000));
  const content = zeros ? '' : readFile(proc, from);
  if (typeof content !== 'string') {
    proc.stderr(`dd: can't open '${from}': ${content.problem}\n`);
    return 1;
  }
  const bytes = zeros ? block * Number(count ?? 1e9) : Math.min(content.length, count === undefined ? Infinity : block * Number(count));
  // About a gigabyte a second.
  yield* sleep(milliseconds(Math.min(5000, bytes / 1e6)));
  if (to !== undefined && to !== '/dev/null') {
    const problem = attempt(() => (zeros ? proc.files.writeZeros(pathOf(proc, to), bytes) : proc.files.write(pathOf(proc, to), content.slice(0, bytes))));
    if (problem) {
      proc.stderr(problem === 'No space left on device' ? `dd: error writing '${to}': ${problem}\n` : `dd: can't open '${to}': ${problem}\n`);
      return 1;
    }
  }
  const blocks = Math.floor(bytes / block);
  proc.stderr(`${blocks}+${bytes % block ? 1 : 0} records in\n${blocks}+${bytes % block ? 1 : 0} records out\n${bytes} bytes (${human(bytes)}B) copied, ${(bytes / 1e9).toFixed(6)} seconds, ${human(1e9)}B/s\n`);
  return 0;
});

const find = quick('find', (proc, args) => {
  const at = args.findIndex((a) => a.startsWith('-'));
  const roots = at < 0 ? args : args.slice(0, at);
  const tests = at < 0 ? [] : args.slice(at);
  const value = (name: string): string | undefined => {
    const i = tests.indexOf(name);
    return i < 0 ? undefined : tests[i + 1];
  };
  const name = value('-name');
  const type = value('-type');
  const depth = Number(value('-maxdepth') ?? Infinity);
  const walk = (path: string, level: number): void => {
    const stat = proc.files.stat(pathOf(proc, path));
    if (!stat) {
      proc.stderr(`find: ${path}: No such file or directory\n`);
      return;
    }
    const base = path.split('/').pop() ?? '';
    if ((name === undefined || patternOf(name).test(base)) && (type === undefined || type === (stat.kind === 'directory' ? 'd' : stat.kind === 'link' ? 'l' : 'f'))) proc.stdout(`${path}\n`);
    if (stat.kind !== 'directory' || level >= depth) return;
    for (const child of proc.files.list(pathOf(proc, path)) ?? []) walk(`${path === '/' ? '' : path}/${child}`, level + 1);
  };
  for (const root of roots.length ? roots : ['.']) walk(root, 0);
  return 0;
});

const stat = quick('stat', (proc, args) => {
  const { values, rest } = options(args, 'c');
  let status = 0;
  for (const path of rest) {
    const found = proc.files.stat(pathOf(proc, path));
    if (!found) {
      proc.stderr(`stat: can't stat '${path}': No such file or directory\n`);
      status = 1;
      continue;
    }
    const format = values.get('c') ?? '  File: %n\n  Size: %s';
    proc.stdout(`${format.replace(/%(.)/g, (_m, c: string) => ({ n: path, s: String(found.size), a: found.mode.toString(8), u: String(found.uid), g: String(found.gid), U: userName(found.uid), G: userName(found.gid), F: found.kind === 'file' ? 'regular file' : found.kind })[c] ?? '').replace(/\\n/g, '\n')}\n`);
  }
  return status;
});

const nothing = (name: string) => quick(name, () => 0);

const readlink = quick('readlink', (proc, args) => {
  const { rest } = options(args);
  const found = proc.files.stat(pathOf(proc, rest[0] ?? ''));
  if (found?.kind !== 'link') return 1;
  proc.stdout(`${found.target ?? ''}\n`);
  return 0;
});

const mount = quick('mount', (proc) => {
  for (const { path, device } of proc.files.mounts()) proc.stdout(`${device} on ${path} type ${device === 'tmpfs' ? 'tmpfs' : 'ext4'} (rw,relatime)\n`);
  return 0;
});

export const FILE_TOOLS: readonly Program[] = [ls, mkdir, rm, rmdir, touch, copier('cp'), copier('mv'), chmod, df, du, dd, find, stat, readlink, mount, nothing('chown'), nothing('chgrp'), nothing('sync'), nothing('ln')];
