import { it } from 'vitest';
import { replay } from '../../testing/nodeHarness.ts';
it('debug', () => {
  const run = replay(process.env.SC ?? 'pods/first-day');
  if (!run) return;
  const { trace } = run.harness.kernel;
  const filter = process.env.F ? new RegExp(process.env.F) : undefined;
  for (let i = 1; i <= trace.size; i++) {
    const s = trace.span(i as never);
    const d = (s.data ?? {}) as Record<string, unknown>;
    const line = `${(s.start / 1000 - 6000).toFixed(1)}-${s.end === undefined ? '?' : (s.end / 1000 - 6000).toFixed(1)} ${s.type} ${s.level} ${s.actor} ${s.name} ${d.type === 'request' ? `${d.component} ${d.verb} ${d.resource}/${d.subresource} ${d.namespace}/${d.name} ${d.code} ${d.lost ?? ''} ${d.code as number >= 400 ? JSON.stringify((d.refused as never as {status:{message:string}})?.status?.message) : ''}` : JSON.stringify(d).slice(0, 200)}`;
    if (s.start / 1000 < 5900) continue;
    if (!filter || filter.test(line)) console.log(line);
  }
});
