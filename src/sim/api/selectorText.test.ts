import { expect, test } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { ApiError } from './errors.ts';
import { parseFieldSelector, parseLabelSelector } from './selectorText.ts';
import { matches, selectorText } from './selectors.ts';

const shown = (text: string): string => selectorText(parseLabelSelector(text));

test('label selectors are read, sorted by key, and mean what they say', () => {
  expect(shown('b=c,a!=d')).toBe('a!=d,b=c');
  expect(shown('e in (y,x), f notin (), !g ,h')).toBe('e in (x,y),f notin (),!g,h');
  expect(shown('n>1,m<2')).toBe('m<2,n>1');
  expect(shown('in in (in,notin)')).toBe('in in (in,notin)');
  expect(shown('a==b')).toBe('a=b');
  expect(shown('')).toBe('');
  expect(matches(parseLabelSelector('x in (,a)'), { x: '' })).toBe(true);
  expect(matches(parseLabelSelector('x in (a,,b)'), { x: '' })).toBe(true);
  expect(matches(parseLabelSelector('x notin (a)'), {})).toBe(true);
});

test('field selectors keep their order of texts and undo escapes', () => {
  expect(parseFieldSelector('status.phase!=Running,metadata.name==x')).toEqual([
    { field: 'metadata.name', operator: '=', value: 'x' },
    { field: 'status.phase', operator: '!=', value: 'Running' },
  ]);
  expect(parseFieldSelector('a=b\\,c\\=d\\\\')).toEqual([{ field: 'a', operator: '=', value: 'b,c=d\\' }]);
  expect(parseFieldSelector(',')).toEqual([]);
  expect(() => parseFieldSelector('a=b=c')).toThrow('invalid field selector: unescaped character in value: 61');
});

interface Case {
  readonly id: string;
  readonly path?: string;
  readonly code?: number;
  readonly status?: { readonly message?: string } | string;
  readonly accept?: string;
}

const files = ['validation.jsonl', 'lists.jsonl'].map((name) => sharedPath(`golden-api/${name}`));

test.skipIf(!files[0])(`selectors are refused in the words of the API server ${files[0] ? '' : `(${SKIPPED})`}`, () => {
  let checked = 0;
  for (const file of files) {
    for (const c of jsonLines<Case>(file as string)) {
      const at = c.path?.indexOf('?') ?? -1;
      if (at < 0 || c.id.startsWith('query/accept') || typeof c.status === 'string') continue;
      // Go drops what has a raw semicolon in it from a query.
      const parts = (c.path as string).slice(at + 1).split('&').filter((part) => !part.includes(';'));
      const query = new URLSearchParams(parts.join('&'));
      for (const [name, parse] of [['labelSelector', parseLabelSelector], ['fieldSelector', parseFieldSelector]] as const) {
        const text = query.get(name);
        if (text === null) continue;
        const message = c.status?.message ?? '';
        // Whether the kind knows the field is asked elsewhere.
        const want = c.code === 200 || /not a known field|not supported|watch|continue|resourceVersion/.test(message) ? '' : message;
        expect(`${text}: ${outcome(() => parse(text))}`).toBe(`${text}: ${want}`);
        checked++;
      }
    }
  }
  expect(checked).toBeGreaterThanOrEqual(150);
});

function outcome(parse: () => unknown): string {
  try {
    parse();
    return '';
  } catch (error) {
    if (error instanceof ApiError && error.code === 400) return error.message;
    throw error;
  }
}
