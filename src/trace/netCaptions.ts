// What the caption says of a request through the cluster's network: where it arrives (and whose rules sent it there), and
// what came back.

import { isLookUp, pathOf } from './netHops.ts';
import type { CaptionCode, CaptionParams } from './captions.ts';
import type { SpanView } from './reader.ts';
import type { HopSummary } from './summary.ts';

export interface Told {
  /** Whose box it is told of. */
  readonly actor: string;
  readonly code: CaptionCode;
  readonly params: CaptionParams;
}

/** `there`: it has arrived; `over`: the answer is back, or nothing more will come. */
export function netSentence(span: SpanView, hop: HopSummary, moment: 'there' | 'over'): Told {
  const { actor, to } = span;
  const base = { actor, who: to, verb: hop.method, path: pathOf(hop), address: hop.reached };
  const said = (code: CaptionCode, params: CaptionParams = {}, at = actor): Told => ({ actor: at, code, params: { ...base, ...params } });
  const rules = `kube-proxy/${hop.node}`;
  const choices = hop.among === '' ? 0 : hop.among.split(',').length;
  if (moment === 'there') {
    if (isLookUp(hop)) return said('netAsks', { text: hop.url }, to);
    if (hop.service !== '' && choices > 0) return said('netChosen', { who: to, actor: rules, text: hop.asked, n: choices }, rules);
    return said(hop.method === 'CONNECT' ? 'netConnects' : 'netReaches', {}, to);
  }
  if (hop.error !== '') return failed();
  if (isLookUp(hop)) return hop.status === 200 && hop.answer !== '' ? said('netNamed', { text: hop.url, address: hop.answer }) : said('netNoName', { text: hop.url });
  if (hop.status === 0) return said('netConnected');
  return said('netHears', { code: String(hop.status) });

  function failed(): Told {
    const refused = /refused/.test(hop.error);
    if (hop.service !== '' && choices === 0) return said(refused ? 'netNobody' : 'netNoneHere', { actor: rules, text: hop.asked, name: hop.service }, rules);
    if (refused) return /^(pod|node)\//.test(to) ? said('netRefused', {}, to) : said('netRefusedAt');
    // Where nothing has an address like this, no road leads to it.
    if (to.startsWith('address/')) return said(actor === 'you' ? 'netNoRoute' : 'netNoOne', { time: span.end - span.start });
    return said('netGivesUp', { time: span.end - span.start });
  }
}
