// Names and titles in the reader's language: who acts, what a message or a piece of work is called.

import type { Translate } from '../../locales/i18n.ts';
import { formatMoment } from '../../locales/format.ts';
import { linkOf, queuedKey } from '../../trace/explain.ts';
import { isLookUp } from '../../trace/netHops.ts';
import type { SpanView } from '../../trace/reader.ts';
import { shortImage, shortName, subjectOf } from '../../trace/subject.ts';
import type { NodeSummary, RequestSummary } from '../../trace/summary.ts';
import type { KindGlyphName } from '../widgets/glyphs/kindGlyphs.ts';
import { actorName } from '../caption/captionText.ts';
import { kindName } from '../caption/kindNames.ts';
import { spelledOut, type ComponentRole } from './model/actors.ts';
import { ofMany } from './model/request.ts';
import type { PanelIndex } from './model/panelIndex.ts';

export const GLYPHS: Readonly<Record<ComponentRole, KindGlyphName>> = {
  you: 'you',
  kubectl: 'kubectl',
  apiserver: 'apiserver',
  etcd: 'etcd',
  manager: 'controllerManager',
  controller: 'controllerManager',
  scheduler: 'scheduler',
  kubelet: 'kubelet',
  containerd: 'containerd',
  cni: 'cni',
  kubeProxy: 'kubeProxy',
  node: 'node',
  other: 'other',
};

/** A moment as the page writes it: seconds since the cluster had booted. */
export const momentText = (at: number, origin: number): string => formatMoment(Math.max(0, at - origin));

/** One plain sentence for a span. */
export function spanTitle(t: Translate, index: PanelIndex, span: SpanView): string {
  const { summary, name } = span;
  switch (summary.type) {
    case 'request':
      return requestTitle(t, index, span, summary);
    case 'watch': {
      const kind = kindName(t.language, summary.resource);
      switch (summary.event) {
        case 'ADDED':
          return t('inspector.newsAdded', { kind });
        case 'MODIFIED':
          return t('inspector.newsModified', { kind });
        case 'DELETED':
          return t('inspector.newsDeleted', { kind });
        case 'BOOKMARK':
          return t('inspector.newsBookmark', { revision: String(summary.revision) });
        case 'INITIAL':
          return t('inspector.newsInitial', { n: summary.count, resource: summary.resource });
        default:
          return t('inspector.newsError');
      }
    }
    case 'notify':
      return t('inspector.notify', { revision: String(summary.revision) });
    case 'reconcile':
      return t('inspector.reconcile', { kind: kindName(t.language, subjectOf(queuedKey(summary.controller, summary.key))?.resource ?? summary.controller) });
    case 'schedule':
      return t('inspector.schedule');
    case 'node':
      return workTitle(t, name, summary.container, summary.image);
    case 'input':
      return inputTitle(t, summary.what, summary.text, name);
    case 'hop':
      return isLookUp(summary) ? t('inspector.netLookUp', { name: summary.url }) : t('inspector.netRequest', { verb: summary.method, path: summary.url });
    case 'load':
      return t('inspector.netLoad', { n: summary.number, run: summary.run });
    case 'requests':
      return t('inspector.netRun', { n: summary.perSecond });
    case 'none':
      return span.type === 'timer' ? t('inspector.timer', { name }) : name === 'bind' ? t('inspector.bind') : name;
  }
}

function requestTitle(t: Translate, index: PanelIndex, span: SpanView, summary: RequestSummary): string {
  const title = plainTitle(t, index, summary);
  const { at, of } = ofMany(index, span, summary);
  return of > 1 ? t('inspector.nth', { title, at, of }) : title;
}

function plainTitle(t: Translate, index: PanelIndex, { verb, resource, subresource, revision }: RequestSummary): string {
  const kind = kindName(t.language, resource);
  if (resource === '') return t('inspector.discover');
  if (resource === 'leases' && verb !== 'watch' && verb !== 'list') return t('inspector.renew');
  switch (subresource) {
    case '':
      break;
    case 'status':
      return t('inspector.status', { kind });
    case 'binding': {
      const change = revision > 0 ? index.changeOf(revision) : -1;
      const pod = change < 0 ? undefined : index.reader.change(change).summary;
      return pod?.kind === 'Pod' && pod.node ? t('inspector.bindTo', { node: pod.node }) : t('inspector.bind');
    }
    case 'eviction':
      return t('inspector.evict');
    case 'scale':
      if (verb !== 'get') return t('inspector.scale', { kind });
      break;
    default:
      return t('inspector.sub', { verb: spelledOut(verb), kind, sub: subresource });
  }
  switch (verb) {
    case 'create':
      return t('inspector.create', { kind });
    case 'update':
      return t('inspector.update', { kind });
    case 'patch':
      return t('inspector.patch', { kind });
    case 'delete':
      return t('inspector.delete', { kind });
    case 'deletecollection':
      return t('inspector.deleteMany', { kind });
    case 'list':
      return t('inspector.list', { kind });
    case 'watch':
      return t('inspector.watchOpen', { kind });
    default:
      return t('inspector.get', { kind });
  }
}

function workTitle(t: Translate, name: string, container: string, image: string): string {
  switch (name) {
    case 'sandbox':
    case 'cni':
    case 'backoff':
    case 'syncPod':
      return t(`inspector.work_${name}`);
    case 'pull':
      return t('inspector.work_pull', { image: shortImage(image, 30) });
    case 'create':
    case 'start':
    case 'probe':
    case 'kill':
      return t(`inspector.work_${name}`, { container });
    default:
      return t('inspector.work_other', { name });
  }
}

/** The same as a link of a chain: who does what. */
export function workSentence(t: Translate, name: string, actor: string, { container, image }: NodeSummary): string {
  switch (name) {
    case 'sandbox':
    case 'cni':
    case 'backoff':
    case 'syncPod':
      return t(`inspector.whyWork_${name}`, { actor });
    case 'pull':
      return t('inspector.whyWork_pull', { actor, image: shortImage(image, 30) });
    case 'create':
    case 'start':
    case 'probe':
    case 'kill':
      return t(`inspector.whyWork_${name}`, { actor, container });
    default:
      return t('inspector.whyWork_other', { actor, name });
  }
}

function inputTitle(t: Translate, what: string, text: string, name: string): string {
  switch (what) {
    case 'kubectl':
      return t('inspector.inputCommand');
    case 'file':
      return t('inspector.inputFile', { text });
    case 'reply':
      return t('inspector.inputReply');
    case 'fault':
      return t('inspector.inputFault');
    case 'requests':
    case 'stopRequests':
      return t('inspector.inputRequests');
    default:
      return name === 'boot' ? t('inspector.inputBoot') : t('inspector.inputOther', { name });
  }
}

/** Who sends and who receives, as the line under the title. */
export function spanParties(t: Translate, { summary, actor, to }: SpanView): string {
  const from = actorName(t, summary.type === 'request' ? summary.component : actor);
  return to === '' ? from : t('inspector.fromTo', { from, to: actorName(t, to) });
}

/** `…x2k4q` of what a span is about; '' where that has no name. */
export function spanObject(index: PanelIndex, id: number): string {
  const { subject, what, text } = linkOf(index.reader, id);
  // An Event is called after what it is about, and a number.
  if (subject?.name) return shortName(subject.resource === 'events' ? subject.name.replace(/\.[0-9a-f]+$/, '') : subject.name);
  return what === 'input' ? text : '';
}
