// apt and apk: what people install in a running container to look around. A package brings programs that are simulated
// anyway; it lies in the container's own layer, so that it is gone with the container.
//
// Simplified: packages that would bring nothing simulated are not found; there are no dependencies.

import { milliseconds } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { applet } from './busybox/applet.ts';
import type { Process, Program } from './program.ts';

/** Package → what it brings, and its size in kB. */
const PACKAGES: Readonly<Record<string, readonly [size: number, version: string, ...programs: string[]]>> = {
  curl: [322, '7.88.1-10+deb12u14', 'curl'],
  wget: [937, '1.21.3-1+deb12u1', 'wget'],
  procps: [709, '2:4.0.2-3', 'ps', 'top', 'free', 'uptime', 'watch', 'pkill', 'pgrep'],
  psmisc: [259, '23.6-1', 'killall'],
  'iputils-ping': [47, '3:20221126-1+deb12u1', 'ping'],
  iputils: [47, '20240905-r0', 'ping'],
  dnsutils: [4, '1:9.18.33-1~deb12u2', 'nslookup'],
  'bind9-dnsutils': [405, '1:9.18.33-1~deb12u2', 'nslookup'],
  'bind-tools': [405, '9.18.37-r0', 'nslookup'],
  'netcat-openbsd': [42, '1.219-1', 'nc'],
  'netcat-traditional': [67, '1.10-47', 'nc'],
  'redis-tools': [990, '5:7.0.15-1~deb12u5', 'redis-cli'],
  stress: [22, '1.0.7-1', 'stress'],
  bash: [1491, '5.2.15-2+b8', 'bash'],
  'default-mysql-client': [3, '1.1.0', 'mysql'],
  'mariadb-client': [3100, '1:10.11.11-0+deb12u1', 'mysql'],
};
const LISTS = '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease';

/** How a file looks that stands for a program. */
export const EXECUTABLE = '\x7fELF';

function put(proc: Process, name: string): boolean {
  const brings = (PACKAGES[name] as (typeof PACKAGES)[string]).slice(2) as string[];
  const missing = brings.filter((program) => proc.which(program) === undefined);
  for (const program of missing) {
    proc.files.write(`/usr/bin/${program}`, EXECUTABLE);
    proc.files.chmod(`/usr/bin/${program}`, 0o755);
  }
  return missing.length > 0;
}

function* apt(proc: Process, args: readonly string[]): Sim<number> {
  const [command, ...names] = args.filter((a) => !a.startsWith('-'));
  const yes = args.some((a) => /^-\w*y|^--(assume-)?yes$/.test(a));
  const short = proc.argv0.endsWith('apt');
  if (proc.user !== 0 && command !== undefined) {
    proc.stderr(command === 'update' ? 'Reading package lists... Done\nE: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)\n' : 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n');
    return 100;
  }
  if (command === 'update') {
    for (const line of ['Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]', 'Get:2 http://deb.debian.org/debian bookworm-updates InRelease [55.4 kB]', 'Get:3 http://deb.debian.org/debian-security bookworm-security InRelease [48.0 kB]', 'Get:4 http://deb.debian.org/debian bookworm/main amd64 Packages [8793 kB]']) {
      yield* sleep(milliseconds(150 + proc.random.below(250)));
      proc.stdout(`${line}\n`);
    }
    yield* sleep(milliseconds(600));
    folders(proc, '/var/lib/apt/lists');
    proc.files.write(LISTS, '');
    proc.stdout(`Fetched 9048 kB in 1s (6911 kB/s)\nReading package lists... Done\n${short ? 'Building dependency tree... Done\nReading state information... Done\nAll packages are up to date.\n' : ''}`);
    return 0;
  }
  if (command !== 'install') {
    proc.stderr(command === undefined ? `${short ? 'apt' : 'apt-get'} 2.6.1 (amd64)\nUsage: ${short ? 'apt' : 'apt-get'} [options] command\n` : `E: Invalid operation ${command}\n`);
    return command === undefined ? 0 : 100;
  }
  proc.stdout('Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n');
  const listed = proc.files.stat(LISTS) !== undefined;
  for (const name of names) {
    if (PACKAGES[name] && listed) continue;
    proc.stderr(`E: Unable to locate package ${name}\n`);
    return 100;
  }
  const wanted = names.filter((name) => (PACKAGES[name] as (typeof PACKAGES)[string]).slice(2).some((program) => proc.which(program as string) === undefined));
  for (const name of names) if (!wanted.includes(name)) proc.stdout(`${name} is already the newest version (${(PACKAGES[name] as (typeof PACKAGES)[string])[1]}).\n`);
  if (wanted.length) proc.stdout(`The following NEW packages will be installed:\n  ${wanted.join(' ')}\n`);
  proc.stdout(`0 upgraded, ${wanted.length} newly installed, 0 to remove and 0 not upgraded.\n`);
  if (!wanted.length) return 0;
  const size = wanted.reduce((sum, name) => sum + (PACKAGES[name] as (typeof PACKAGES)[string])[0], 0);
  proc.stdout(`Need to get ${size} kB of archives.\nAfter this operation, ${size * 3} kB of additional disk space will be used.\n`);
  if (!yes) {
    proc.stdout('Do you want to continue? [Y/n] ');
    const said = yield* proc.stdin();
    if (said === undefined || /^\s*n/i.test(said)) {
      proc.stdout('Abort.\n');
      return 1;
    }
  }
  for (const [i, name] of wanted.entries()) {
    const [kB, version] = PACKAGES[name] as (typeof PACKAGES)[string];
    yield* sleep(milliseconds(120 + proc.random.below(200)));
    proc.stdout(`Get:${i + 1} http://deb.debian.org/debian bookworm/main amd64 ${name} amd64 ${version} [${kB} kB]\n`);
  }
  proc.stdout(`Fetched ${size} kB in 0s (3120 kB/s)\n`);
  for (const name of wanted) {
    const [, version] = PACKAGES[name] as (typeof PACKAGES)[string];
    proc.stdout(`Selecting previously unselected package ${name}.\nPreparing to unpack .../${name}_${version.replace(/:/g, '%3a')}_amd64.deb ...\nUnpacking ${name} (${version}) ...\n`);
    yield* sleep(milliseconds(200));
    put(proc, name);
    proc.stdout(`Setting up ${name} (${version}) ...\n`);
  }
  return 0;
}

function* apk(proc: Process, args: readonly string[]): Sim<number> {
  const [command, ...names] = args.filter((a) => !a.startsWith('-'));
  if (proc.user !== 0) {
    proc.stderr('ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n');
    return 99;
  }
  if (command !== 'add' && command !== 'update') {
    proc.stderr('apk-tools 2.14.6, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n');
    return 1;
  }
  for (const part of ['main', 'community']) {
    yield* sleep(milliseconds(150 + proc.random.below(250)));
    proc.stdout(`fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/${part}/x86_64/APKINDEX.tar.gz\n`);
  }
  const unknown = names.filter((name) => !PACKAGES[name]);
  if (unknown.length) {
    proc.stderr(`ERROR: unable to select packages:\n${unknown.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`);
    return unknown.length;
  }
  for (const [i, name] of names.entries()) {
    yield* sleep(milliseconds(120 + proc.random.below(200)));
    put(proc, name);
    proc.stdout(`(${i + 1}/${names.length}) Installing ${name} (${(PACKAGES[name] as (typeof PACKAGES)[string])[1].replace(/^\d+:|[-+~].*$/g, '')}-r0)\n`);
  }
  proc.stdout(`OK: ${9 + names.length * 3} MiB in ${15 + names.length} packages\n`);
  return 0;
}

function folders(proc: Process, path: string): void {
  const parts = path.split('/').filter(Boolean);
  for (let i = 1; i <= parts.length; i++) {
    const at = `/${parts.slice(0, i).join('/')}`;
    if (!proc.files.isDirectory(at)) proc.files.mkdir(at);
  }
}

export const APT: readonly Program[] = ['apt', 'apt-get'].map((name) => applet(name, apt));
export const APK: Program = applet('apk', apk);
