import { it } from 'vitest';
import { replay } from './goldenReplay.ts';
it('x', () => {
  const { harness } = replay(`/work/shared/golden/${process.env.ONLY}`);
  const t = harness.kernel.trace;
  for (let i = 1; i <= t.size; i++) { const s = t.span(i as never); const d = s.data as any; if (d?.type === 'reconcile' && (!process.env.C || d.controller === process.env.C) && s.start > 8e6 + Number(process.env.FROM ?? 0) * 1000) console.log((s.start / 1000 - 8000).toFixed(1), d.controller, d.key, d.steps.map((x: any) => `${x.step} ${JSON.stringify(x.values)}`).join(' ; '), d.error ?? ''); }
});
