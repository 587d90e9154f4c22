import { test } from 'vitest';
import { apiHarness } from '../testing/apiHarness.ts';
import { ShellHarness } from '../testing/shellHarness.ts';
test('x', () => {
  const api = apiHarness();
  const h = new ShellHarness(api.kernel, api.server);
  for (const line of (process.env.LINES ?? '').split(';;')) {
    const r = h.run(line, { stdin: '' });
    console.log(`$ ${line} -> ${r.exit}\n${r.stdout}${r.stderr}`);
  }
});
