// tar, as `kubectl cp` calls it: `tar cf - path`, `tar -xmf - -C folder`; also with archives that are files.
// Upstream: GNU tar; busybox archival/tar.c

import type { Sim } from '../../kernel/task.ts';
import { packTar, unpackTar, type TarEntry } from '../../api/tar.ts';
import type { Process, Program } from '../program.ts';
import { applet, attempt, pathOf, readFile, rest } from './applet.ts';

interface Asked {
  mode: 'c' | 'x' | 't' | undefined;
  file: string;
  folder: string;
  verbose: boolean;
  readonly names: string[];
}

export const tar: Program = applet('tar', function* (proc, args) {
  const asked: Asked = { mode: undefined, file: '-', folder: proc.cwd, verbose: false, names: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg.startsWith('--')) continue;
    if (!arg.startsWith('-') && i > 0) {
      asked.names.push(arg);
      continue;
    }
    for (const c of arg.replace(/^-/, '')) {
      if (c === 'c' || c === 'x' || c === 't') asked.mode = c;
      else if (c === 'f') asked.file = args[++i] ?? '-';
      else if (c === 'C') asked.folder = pathOf(proc, args[++i] ?? '.');
      else if (c === 'v') asked.verbose = true;
    }
  }
  const problems = wording(proc);
  if (!proc.files.isDirectory(asked.folder)) return problems.noFolder(asked.folder);
  switch (asked.mode) {
    case 'c':
      return create(proc, asked, problems);
    case 'x':
    case 't':
      return yield* extract(proc, asked);
    default:
      proc.stderr("tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n");
      return 2;
  }
});

interface Wording {
  readonly leading: string;
  missing(name: string): void;
  readonly delayed: string;
  readonly code: number;
  noFolder(folder: string): number;
}

/** busybox' own, where the shell is its. */
function wording(proc: Process): Wording {
  if (proc.which('ash') !== undefined) {
    return {
      leading: "tar: removing leading '/' from member names\n",
      missing: (name) => proc.stderr(`tar: ${name}: No such file or directory\n`),
      delayed: 'tar: error exit delayed from previous errors\n',
      code: 1,
      noFolder: (folder) => (proc.stderr(`tar: can't change directory to '${folder}': No such file or directory\n`), 1),
    };
  }
  return {
    leading: "tar: Removing leading `/' from member names\n",
    missing: (name) => proc.stderr(`tar: ${name}: Cannot stat: No such file or directory\n`),
    delayed: 'tar: Exiting with failure status due to previous errors\n',
    code: 2,
    noFolder: (folder) => (proc.stderr(`tar: ${folder}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n`), 2),
  };
}

function create(proc: Process, { names, file, folder, verbose }: Asked, words: Wording): number {
  const entries: TarEntry[] = [];
  let failed = false;
  if (names.some((name) => name.startsWith('/'))) proc.stderr(words.leading);
  const add = (path: string, name: string): void => {
    const stat = proc.files.stat(path);
    const member = name.replace(/^\/+/, '');
    if (proc.files.isDirectory(path)) {
      entries.push({ name: `${member.replace(/\/$/, '')}/`, content: undefined, mode: stat?.mode ?? 0o755 });
      for (const child of proc.files.list(path) ?? []) add(`${path === '/' ? '' : path}/${child}`, `${name.replace(/\/$/, '')}/${child}`);
      return;
    }
    const text = readFile(proc, path);
    if (typeof text === 'string') entries.push({ name: member, content: text, mode: stat?.mode ?? 0o644 });
    else {
      words.missing(name);
      failed = true;
    }
  };
  for (const name of names) add(name.startsWith('/') ? name : `${folder === '/' ? '' : folder}/${name}`.replace(/\/\.$/, ''), name);
  if (verbose) for (const { name } of entries) proc.stderr(`${name}\n`);
  const archive = packTar(entries);
  if (file === '-') proc.stdout(archive);
  else attempt(() => proc.files.write(pathOf(proc, file), archive));
  if (!failed) return 0;
  proc.stderr(words.delayed);
  return words.code;
}

function* extract(proc: Process, { mode, file, folder, verbose }: Asked): Sim<number> {
  const text = file === '-' ? yield* rest(proc) : readFile(proc, file);
  const entries = typeof text === 'string' ? unpackTar(text) : undefined;
  if (!entries) {
    proc.stderr(typeof text === 'string' ? 'tar: This does not look like a tar archive\n' : `tar: ${file}: Cannot open: No such file or directory\n`);
    return 2;
  }
  let code = 0;
  for (const { name, content, mode: bits } of entries) {
    if (mode === 't' || verbose) proc.stdout(`${name}\n`);
    if (mode === 't') continue;
    const path = `${folder === '/' ? '' : folder}/${name.replace(/\/$/, '')}`;
    const problem = attempt(() => {
      makeFolders(proc, content === undefined ? path : path.slice(0, path.lastIndexOf('/')));
      if (content === undefined) return;
      proc.files.write(path, content);
      proc.files.chmod(path, bits);
    });
    if (problem === undefined) continue;
    proc.stderr(`tar: ${name}: Cannot open: ${problem}\n`);
    code = 2;
  }
  if (code !== 0) proc.stderr('tar: Exiting with failure status due to previous errors\n');
  return code;
}

function makeFolders(proc: Process, path: string): void {
  if (path === '' || proc.files.isDirectory(path)) return;
  makeFolders(proc, path.slice(0, path.lastIndexOf('/')));
  proc.files.mkdir(path);
}
