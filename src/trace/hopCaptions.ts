// What the caption says where a step by hops has ended: one sentence for the message that has just arrived. A request is
// two hops: it reaches the server, and its answer reaches who asked; a watch event is one.

import { linkOf } from './explain.ts';
import type { Boundaries } from './boundaries.ts';
import { inputSentence, refusalSentence, type Caption, type Sentence } from './captions.ts';
import { netSentence } from './netCaptions.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import { isWrite } from './steps.ts';
import { shortName, subjectOf } from './subject.ts';
import type { RequestSummary, WatchSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

/** The caption of the hop that is over exactly at a moment; undefined where none is. */
export function hopCaption(reader: TraceReader, boundaries: Boundaries, at: number): Caption | undefined {
  const id = boundaries.hopAt(at);
  if (id === 0) return undefined;
  const span = reader.span(id);
  const told = sentenceOf(reader, span, at);
  if (!told) return undefined;
  return { ...told, span: id, key: linkOf(reader, id).key, from: at, to: at, after: 0 };
}

type Told = Sentence & { readonly actor: string };

function sentenceOf(reader: TraceReader, span: SpanView, at: number): Told | undefined {
  const { summary } = span;
  switch (summary.type) {
    case 'request': {
      if (summary.lost !== '') return { actor: summary.component, code: 'lost', params: { actor: summary.component, verb: summary.method } };
      const sentence = summary.arrived === at ? reaches(summary) : answered(reader, span, summary);
      return { actor: summary.component, ...sentence };
    }
    case 'watch':
      return { actor: 'kube-apiserver', ...told(span, summary) };
    case 'hop':
      return netSentence(span, summary, summary.arrived === at && span.end !== at ? 'there' : 'over');
    case 'input':
      // A file by itself changes nothing; a fault is told as ever.
      return summary.what === 'kubectl' || summary.what.endsWith('equests') ? { actor: 'kubectl', ...inputSentence(summary.what, summary.text) } : undefined;
    default:
      return undefined;
  }
}

function reaches(r: RequestSummary): Sentence {
  const base = { actor: r.component, verb: r.method, kind: r.resource };
  if (r.resource === '') return { code: 'hopReachesApi', params: base };
  if (r.method === 'GET' && r.name === '') return { code: 'hopReachesMany', params: base };
  // What the server makes up is not known yet when the request gets there.
  const name = r.method === 'POST' && r.subresource === '' ? chosen(r.name) : r.name;
  return { code: 'hopReaches', params: { ...base, name: withPart(name, r.subresource) } };
}

function answered(reader: TraceReader, span: SpanView, r: RequestSummary): Sentence {
  const code = String(r.code);
  const base = { actor: r.component, verb: r.method, kind: r.resource, name: withPart(shortName(r.name), r.subresource), code };
  if (r.code >= 400) {
    if (isWrite(r)) return refusalSentence(reader, span, r);
    return r.code === 404 && r.name !== '' ? { code: 'hopMissing', params: base } : { code: 'hopRefused', params: { ...base, reason: r.reason || code } };
  }
  if (r.resource === '') return { code: 'hopReadApi', params: base };
  if (r.method === 'GET') return { code: r.name === '' ? 'hopReadMany' : 'hopRead', params: base };
  if (r.dryRun) return { code: 'hopDryRun', params: base };
  const write = writeOf(reader, span);
  if (!write) return r.method === 'POST' || r.name === '' ? { code: 'hopAnswered', params: base } : { code: 'hopUnchanged', params: base };
  const params = { ...base, name: shortName(subjectOf(write.key)?.name ?? r.name), revision: String(write.revision) };
  if (write.deleted) return { code: 'hopDeleted', params };
  return { code: r.method === 'DELETE' ? 'hopMarked' : 'hopStored', params };
}

function told(span: SpanView, w: WatchSummary): Sentence {
  const base = { who: span.to, verb: w.event, kind: w.resource };
  if (w.event === 'INITIAL') return { code: 'hopToldAll', params: { ...base, n: w.count } };
  return { code: 'hopTold', params: { ...base, name: shortName(subjectOf(w.key)?.name ?? '') } };
}

/** What became of the object that a request asked for: a kubelet's DELETE first sets its grace period to 0, then takes it away. */
function writeOf(reader: TraceReader, span: SpanView): ChangeView | undefined {
  const { summary } = span;
  if (summary.type !== 'request') return undefined;
  return indexOf(reader).changesOf(span.id).map((i) => reader.change(i)).filter(({ key }) => subjectOf(key)?.resource === summary.resource).at(-1);
}

/** A name that somebody has given; '' where it has an end that was made up. */
const chosen = (name: string): string => (shortName(name) === name ? name : '');
const withPart = (name: string, subresource: string): string => (subresource === '' ? shortName(name) : `${shortName(name)}/${subresource}`);
