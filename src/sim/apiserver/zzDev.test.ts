import { it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { jsonLines } from '../../testing/shared.ts';
import { CasePlayer, type RecordedCase } from '../kinds/cases.ts';
it('dev', () => {
  const boot = JSON.parse(readFileSync('/work/shared/golden-api/facts/bootstrap.json', 'utf8'));
  const player = new CasePlayer(boot);
  const by: Record<string, [number, number]> = {};
  const out: string[] = [];
  for (const c of jsonLines<RecordedCase>('/tmp/v_mine.jsonl')) {
    if (process.env.ONLY && !c.id.includes(process.env.ONLY)) continue;
    const k = c.area === 'authorization' ? 'authz' : c.id.split('/').slice(0, c.id.startsWith('raw') ? 2 : 1).join('/');
    by[k] ??= [0, 0];
    by[k][1]++;
    let r;
    try { r = player.play(c); } catch (e) { r = { equal: false, differences: ['THROWN ' + (e as Error).stack?.split('\n').slice(0, 4).join(' | ')] }; }
    if (r.equal) by[k][0]++;
    else out.push(c.id + '\n    ' + r.differences.slice(0, 4).map((d) => d.slice(0, 700)).join('\n    '));
  }
  console.log(by);
  writeFileSync('/tmp/dev.txt', out.join('\n'));
});
import { ListPlayer, type ListCase } from './listCases.ts';
it('lists', () => {
  const boot = JSON.parse(readFileSync('/work/shared/golden-api/facts/bootstrap.json', 'utf8'));
  const cases = jsonLines<ListCase>('/work/shared/golden-api/lists.jsonl');
  const player = new ListPlayer(cases, jsonLines<RecordedCase>('/work/shared/golden-api/defaults.jsonl'), boot);
  const by: Record<string, [number, number, number]> = {};
  const out: string[] = [];
  for (const c of cases) {
    const k = c.id.split('/')[1] as string;
    by[k] ??= [0, 0, 0];
    by[k][1]++;
    let r;
    try { r = player.play(c); } catch (e) { r = { equal: false, differences: ['THROWN ' + (e as Error).stack?.split('\n').slice(0, 6).join(' | ')] }; }
    if (!r) by[k][2]++;
    else if (r.equal) by[k][0]++;
    else out.push(c.id + '\n    ' + r.differences.slice(0, 4).map((d) => d.slice(0, 700)).join('\n    '));
  }
  console.log(by);
  writeFileSync('/tmp/lists.txt', out.join('\n'));
});
