import { expect, test } from 'vitest';
import { unifiedDiff } from './goDiff.ts';

test('equal texts have no difference', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
});

test('a changed line is shown with three lines around it', () => {
  expect(unifiedDiff('1\n2\n3\n4\n5\n6\n7\n8\n9', '1\n2\n3\n4\nx\n6\n7\n8\n9')).toBe('@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n');
});

test('changes far from each other are shown apart', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const after = [...before];
  after[2] = 'x';
  after.splice(15, 1);
  expect(unifiedDiff(before.join('\n'), after.join('\n'))).toBe(
    '@@ -1,6 +1,6 @@\n line 0\n line 1\n-line 2\n+x\n line 3\n line 4\n line 5\n@@ -13,7 +13,6 @@\n line 12\n line 13\n line 14\n-line 15\n line 16\n line 17\n line 18\n',
  );
});
