// What a packet's flag says: verb as on the wire, kind in the singular, one detail. At most 26 characters.

import type { SpanView } from '../../trace/reader.ts';
import { kindOf, shortName, subjectOf } from '../../trace/subject.ts';
import type { RequestSummary } from '../../trace/summary.ts';
import type { MessageClass } from '../widgets/glyphs/headGlyphs.ts';
import type { Leg } from './sceneIndex.ts';

export interface PacketWords {
  readonly message: MessageClass;
  readonly verb: string;
  readonly noun: string;
  readonly detail: string;
}

export const LONGEST = 26;

export function packetWords(span: SpanView, leg: Pick<Leg, 'part'>): PacketWords {
  const { summary } = span;
  switch (summary.type) {
    case 'request':
      return leg.part === 'answer' ? answer(summary) : leg.part === 'store' ? store(summary) : request(summary);
    case 'watch': {
      const name = subjectOf(summary.key)?.name ?? '';
      const many = summary.event === 'INITIAL' ? `×${summary.count}` : '';
      return fitted({ message: summary.event === 'ERROR' ? 'refused' : 'watch', verb: summary.event, noun: kindOf(summary.resource), detail: many || [name && shortName(name, 8), `r${summary.revision}`].filter(Boolean).join(' ') });
    }
    case 'notify': {
      const subject = subjectOf(summary.key);
      return fitted({ message: 'inside', verb: `r${summary.revision}`, noun: subject?.kind ?? '', detail: subject ? shortName(subject.name, 10) : '' });
    }
    default:
      return { message: 'inside', verb: span.name, noun: '', detail: '' };
  }
}

function request(r: RequestSummary): PacketWords {
  const kind = r.resource === '' ? '' : kindOf(r.resource);
  const noun = r.subresource === '' ? kind : `${kind} ${r.subresource}`;
  const name = r.verb === 'list' || r.verb === 'watch' || r.verb === 'deletecollection' ? r.verb : r.name === '' ? '' : shortName(r.name, 10);
  return fitted({ message: classOf(r), verb: r.method, noun: noun || 'API', detail: name === noun ? '' : name });
}

export function classOf(r: RequestSummary): MessageClass {
  if (r.method === 'GET') return 'read';
  if (r.method === 'DELETE') return 'delete';
  return r.subresource === 'status' || r.resource === 'leases' ? 'status' : 'write';
}

function answer(r: RequestSummary): PacketWords {
  // Nothing there yet is an answer, no refusal.
  const refused = r.code >= 400 && !(r.code === 404 && r.method === 'GET');
  const kind = r.resource === '' ? '' : kindOf(r.resource);
  const said = r.reason || REASONS[r.code] || '';
  return fitted({ message: refused ? 'refused' : 'answer', verb: String(r.code), noun: said || kind, detail: r.revision > 0 ? `r${r.revision}` : '' });
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted', 404: 'NotFound', 409: 'Conflict', 410: 'Gone', 429: 'TooManyRequests' };

function store(r: RequestSummary): PacketWords {
  return fitted({ message: 'inside', verb: r.verb === 'delete' ? 'DELETE' : 'PUT', noun: r.resource === '' ? 'key' : kindOf(r.resource), detail: `r${r.revision}` });
}

/** Cuts the detail, then the noun, from the front. */
function fitted(words: PacketWords): PacketWords {
  const { verb } = words;
  let { noun, detail } = words;
  const length = (): number => [verb, noun, detail].filter(Boolean).join(' ').length;
  if (length() > LONGEST) detail = detail.split(' ').pop() ?? '';
  if (length() > LONGEST) detail = '';
  if (length() > LONGEST) noun = `${noun.slice(0, LONGEST - verb.length - 2)}…`;
  return { ...words, noun, detail };
}
