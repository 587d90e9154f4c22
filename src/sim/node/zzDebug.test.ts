import { it } from 'vitest';
import { replay } from '../../testing/nodeHarness.ts';
it('debug', () => {
  const r = replay(process.env.SC as string)!;
  for (const h of r.history) {
    const v = h.value as any;
    if (h.key.includes('/events/')) console.log(h.t, v.reason, v.message?.slice(0,110), v.involvedObject.name, v.count);
    if (h.key.includes('/pods/')) console.log(h.t, h.op, h.key, v?.metadata?.deletionTimestamp, JSON.stringify(v?.status?.containerStatuses?.map((c:any)=>[c.ready,c.state])));
  }
}, 60000);
