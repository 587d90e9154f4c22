import { it } from 'vitest';
import { OURS, replay } from '/work/main/src/testing/controllerReplay.ts';
const only = (process.env.ONLY ?? 'deployments/create-and-scale').split(',');
for (const name of only) it(name, async () => {
  const { compare, readRun } = await import('/work/shared/tools/golden/compare.mjs' as string);
  const folder = `/work/shared/golden/${name}`;
  const golden = readRun(folder, { hideWorkers: true });
  const t0 = performance.now();
  const { run } = replay(folder);
  console.log('ms', performance.now() - t0);
  const mine = (r: any) => ({ ...r, steps: [], requests: r.requests.filter((x: any) => OURS.has(x.component)), history: r.history.filter((e: any) => !/registry\/(pods|minions|leases|csinodes|ipaddresses)\//.test(e.key) && (!e.key.startsWith('/registry/events/') || e.op === 'put' && /^(deployment|replicaset|daemonset|endpoint|endpointslice|node|taint-eviction|garbage-collector|namespace)-controller$/.test(e.value.source?.component ?? ''))) });
  const hide = JSON.parse(JSON.stringify(run).replace(/\bworker-[123]\b/g, 'worker-N'));
  const r = compare(mine(golden), mine({ ...hide, baseline: golden.baseline }));
  console.log(name, JSON.stringify(r.raw));
  const bag = (a: string[], b: string[]) => { const m = new Map<string, number>(); a.forEach((x) => m.set(x, (m.get(x) ?? 0) - 1)); b.forEach((x) => m.set(x, (m.get(x) ?? 0) + 1)); return [...m].filter(([, n]) => n).map(([x, n]) => `${n > 0 ? '+' : ''}${n} ${x}`); };
  console.log(bag(r.objects.eventsWant, r.objects.eventsGot).join('\n'));
  console.log(bag(r.writes.want, r.writes.got).join('\n'));
  if (process.env.OBJ) for (const o of r.objects.rows) if (o.final < 1 || o.way < 1) { console.log(o.name, o.final, o.way); if (o.want && o.got) { console.log(bag(o.want.final, o.got.final).join('\n')); if (process.env.WAY) console.log(bag(o.want.steps, o.got.steps).join('\n')); } }
  if (process.env.REQ) for (const q of run.requests as any[]) if (OURS.has(q.component) || q.component === 'kubectl') console.log(q.t.toFixed(1), q.component, q.verb, q.uri, q.code, process.env.BODY ? JSON.stringify(q.request?.status ?? q.request)?.slice(0, 400) : '');
});
