import { describe, expect, it } from 'vitest';
import { cellsOf, placeAfter } from './cells.ts';
import { askedAt, programsFor } from './completion.ts';
import { drawEntries, drawLine, eraseLine } from './draw.ts';
import { readKeys } from './keys.ts';
import { completed, emptyLine, inColumns, needsMore, pressKey, type LineState } from './lineEditor.ts';
import type { ShellEntry } from './shellLog.ts';

const HISTORY = ['kubectl get pods', 'ls'];

/** The line after some keys, with a bar at the caret. */
function type(data: string, line: LineState = emptyLine(HISTORY)): string {
  const end = readKeys(data).reduce((now, key) => pressKey(now, key, HISTORY).line, line);
  return `${end.text.slice(0, end.caret)}|${end.text.slice(end.caret)}`;
}

describe('the line editor', () => {
  it.each([
    ['letters go in at the caret', 'ac\x1b[Db', 'ab|c'],
    ['Backspace and Delete', 'abc\x7f\x1b[D\x1b[3~', 'a|'],
    ['Home and End', 'bc\x1b[Ha\x1b[Fd', 'abcd|'],
    ['Ctrl+A and Ctrl+E', 'bc\x01a\x05d', 'abcd|'],
    ['Ctrl+K cuts to the end', 'one two\x1bb\x0b', 'one |'],
    ['Ctrl+U cuts to the start', 'one two\x1bb\x15', '|two'],
    ['Ctrl+W cuts a word of any signs', 'get pod/web-1\x17', 'get |'],
    ['Ctrl+Y brings back what was cut', 'one two\x17\x01\x19', 'two|one '],
    ['Ctrl+Left goes by words', 'get pod/web\x1b[1;5D', 'get pod/|web'],
    ['Ctrl+Right goes by words', 'get pod\x01\x1b[1;5C', 'get| pod'],
    ['Up brings back lines, Down the one that was typed', 'new\x1b[A\x1b[A\x1b[A', 'kubectl get pods|'],
    ['and back again', 'new\x1b[A\x1b[A\x1b[B\x1b[B\x1b[B', 'new|'],
    ['a character of two code units is one', 'a😀\x7f', 'a|'],
    ['Hangul is typed like all else', '파드\x1b[D를', '파를|드'],
    ['unknown sequences do nothing', 'a\x1b[15~b', 'ab|'],
  ])('%s', (_, data, expected) => expect(type(data)).toBe(expected));

  it('hands on what it does not do itself', () => {
    const acts = readKeys('\t\x03\x0c\x04\r').map((key) => pressKey(emptyLine([]), key, []).act);
    expect(acts).toEqual(['complete', 'interrupt', 'clear', 'eof', 'run']);
  });

  it('goes on in the next line while something is open', () => {
    expect(needsMore('echo "a')).toBe(true);
    expect(needsMore("echo it\\'s")).toBe(false);
    expect(needsMore('kubectl get pods |')).toBe(true);
    expect(needsMore('kubectl \\')).toBe(true);
    expect(needsMore('cat <<EOF\na: b')).toBe(true);
    expect(needsMore('cat <<EOF\na: b\nEOF')).toBe(false);
    expect(needsMore('for i in 1 2 3; do')).toBe(true);
    expect(needsMore('for i in 1 2 3\ndo\n  echo $i\ndone')).toBe(false);
    expect(needsMore('while true; do curl web; sleep 1; done')).toBe(false);
    expect(needsMore('if [ -f a ]; then while true; do echo for if; done')).toBe(true);
    expect(needsMore("kubectl get pods -o jsonpath='{.items[0]}'; echo for if")).toBe(false);
    expect(needsMore('kubectl get pods -o jsonpath={.items}')).toBe(false);
    expect(needsMore('f() {')).toBe(true);
    expect(needsMore('case $x in a) echo a;; esac')).toBe(false);
    expect(type('cat <<E\ra\rE')).toBe('cat <<E\na\nE|');
  });
});

describe('completion', () => {
  const line: LineState = { ...emptyLine([]), text: 'kubectl get po', caret: 14 };
  it('takes over what all agree on', () => {
    expect(completed(line, ['pods', 'podtemplates'], 12).line.text).toBe('kubectl get pod');
    expect(completed(line, ['pods'], 12).line.text).toBe('kubectl get pods ');
    expect(completed(line, ['pod', 'po'], 12)).toEqual({ line, choices: ['pod', 'po'] });
    expect(completed(line, [], 12)).toEqual({ line, choices: [] });
  });
  it('leaves room behind = and /', () => expect(completed({ ...line, text: '--nam', caret: 5 }, ['--namespace='], 0).line.text).toBe('--namespace='));
  it('asks about the command around the caret', () => {
    expect(askedAt('ls | k get p', 12)).toEqual({ line: 'kubectl get p', offset: 13, shift: -1 });
    expect(askedAt('kubectl get po', 11)).toEqual({ line: 'kubectl get', offset: 11, shift: 0 });
    expect(programsFor(askedAt('ls | gr', 7))).toEqual(['grep']);
    expect(programsFor(askedAt('ls -l', 5))).toBeUndefined();
  });
  it('lists choices in columns', () => expect(inColumns(['a', 'bb', 'c'], 9, cellsOf)).toBe('a   c\nbb\n'));
});

describe('cells', () => {
  it('counts wide letters twice', () => {
    expect(cellsOf('a파드')).toBe(5);
    expect(cellsOf('e\u0301')).toBe(1);
  });
  it('never cuts a wide letter in two', () => {
    expect(placeAfter('abc파', { row: 0, column: 0 }, 4)).toEqual({ row: 1, column: 2 });
    expect(placeAfter('ab\nc', { row: 0, column: 0 }, 4)).toEqual({ row: 1, column: 1 });
  });
});

describe('drawing', () => {
  const entry = (what: ShellEntry['what'], text = ''): ShellEntry => ({ at: 0, input: 1, what, text });
  // eslint-disable-next-line no-control-regex
  const plain = (text: string): string => text.replace(/\x1b\[[\d;]*[A-Za-z]/g, '');

  it('begins a command on a line of its own', () => {
    const { text, rest } = drawEntries([entry('out', 'no newline'), entry('end'), entry('command', 'ls'), entry('out', '/ # ')]);
    expect(plain(text)).toBe('no newline\r\n$ ls\r\n/ # ');
    expect(rest).toBe('/ # ');
  });
  it('marks errors and leaves the rest', () => {
    expect(drawEntries([entry('err', 'Error from server (NotFound): x\n')]).text).toContain('\x1b[31m');
    expect(drawEntries([entry('err', 'Warning: x\n')]).text).toContain('\x1b[33m');
    expect(drawEntries([entry('err', 'No resources in default namespace.\n')]).text).not.toContain('\x1b[31m');
  });
  it('obeys no control characters of programs', () => expect(plain(drawEntries([entry('out', 'a\x1b[2Jb')]).text)).toBe('a^[[2Jb'));
  it('puts the caret into the line', () => {
    expect(drawLine('$ ', 'abc', 1, '', 80).caret).toEqual({ row: 0, column: 3 });
    expect(drawLine('', 'abc', 3, '/ # ', 80).caret).toEqual({ row: 0, column: 7 });
    expect(drawLine('$ ', 'abcdefgh', 8, '', 10).caret).toEqual({ row: 1, column: 0 });
  });
  it('takes the line away from its first row', () => expect(eraseLine({ row: 2, column: 1 }, '/ # ', 80)).toBe('\x1b[2A\r\x1b[4C\x1b[J'));
});
