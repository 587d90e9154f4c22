// diff, cmp. Upstream: GNU diffutils

import { utf8Bytes } from '../../../sim/api/yaml/bytes.ts';
import { pathOf } from '../../../sim/programs/busybox/applet.ts';
import { strftime } from '../../../sim/programs/busybox/system.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { normalDiff, unifiedDiff } from '../../unifiedDiff.ts';
import { optionsOf, sources, tool } from './shared.ts';

const diff = tool('diff', function* (proc, args) {
  const options = optionsOf(args, 'UC', { unified: 'u', brief: 'q', 'ignore-all-space': 'w', 'report-identical-files': 's' });
  const [a, b, more] = options.rest;
  if (a === undefined || b === undefined || more !== undefined) {
    proc.stderr(`diff: ${a === undefined ? 'missing operand after \u2018diff\u2019' : b === undefined ? `missing operand after \u2018${a}\u2019` : `extra operand \u2018${more as string}\u2019`}\ndiff: Try 'diff --help' for more information.\n`);
    return 2;
  }
  const { found, failed } = yield* sources(proc, [a, b], (name, problem) => `diff: ${name}: ${problem}`);
  const [from, to] = found;
  if (failed || !from || !to) return 2;
  const seen = (text: string): string => (options.has('w') ? text.replace(/[ \t]+/g, '') : options.has('b') ? text.replace(/[ \t]+/g, ' ').replace(/ $/gm, '') : text);
  if (seen(from.text) === seen(to.text)) {
    if (options.has('s')) proc.stdout(`Files ${a} and ${b} are identical\n`);
    return 0;
  }
  if (options.has('q')) proc.stdout(`Files ${a} and ${b} differ\n`);
  else if (options.has('u') || options.has('U')) proc.stdout(unifiedDiff({ name: a, time: changedAt(proc, a), text: seen(from.text) }, { name: b, time: changedAt(proc, b), text: seen(to.text) }));
  else proc.stdout(normalDiff(seen(from.text), seen(to.text)));
  return 1;
});

function changedAt(proc: Process, name: string): string {
  const at = proc.files.stat(pathOf(proc, name))?.modifiedAt ?? 0;
  return `${strftime('%Y-%m-%d %H:%M:%S', proc.kernel.epochMs + at / 1000)}.${String(at % 1_000_000).padStart(6, '0')}000 +0000`;
}

const cmp = tool('cmp', function* (proc, args) {
  const options = optionsOf(args, 'n', { silent: 's', quiet: 's' });
  const { found, failed } = yield* sources(proc, options.rest.slice(0, 2), (name, problem) => `cmp: ${name}: ${problem}`);
  const [from, to] = found;
  if (failed || !from || !to) return 2;
  if (from.text === to.text) return 0;
  const [a, b] = [utf8Bytes(from.text), utf8Bytes(to.text)];
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  const line = [...a.slice(0, at)].filter((byte) => byte === 10).length + 1;
  if (options.has('s')) return 1;
  if (at < a.length && at < b.length) proc.stdout(`${from.name} ${to.name} differ: byte ${at + 1}, line ${line}\n`);
  else proc.stderr(`cmp: EOF on ${a.length < b.length ? from.name : to.name} after byte ${at}, line ${Math.max(1, line - 1)}\n`);
  return 1;
});

export const DIFFERENCES: readonly Program[] = [diff, cmp];
