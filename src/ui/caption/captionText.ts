// A sentence of the narration in the reader's language: facts become words (an actor its name, a resource its kind, a time
// its figure) and go into the text of their code.

import type { Key, TextPart, Translate } from '../../locales/i18n.ts';
import { formatSpan } from '../../locales/format.ts';
import type { CaptionCode, CaptionParams, Sentence } from '../../trace/captions.ts';
import { shortName } from '../../trace/subject.ts';
import { controllerLooks } from './controllers.ts';
import { kindName } from './kindNames.ts';

/** Sentences in which a kind comes up for the first time. */
const FIRST_MENTION = new Set<CaptionCode>(['createNew']);

/** `kubelet/worker-1` → kubelet on worker-1; `replicaset-controller` → ReplicaSet controller. */
export function actorName(t: Translate, actor: string): string {
  const slash = actor.indexOf('/');
  if (slash > 0) {
    const what = actor.slice(0, slash);
    if (BY_NAME.has(what)) return placeName(actor);
    return t('caption.onNode', { what: what === 'cni' ? 'CNI' : what, node: actor.slice(slash + 1) });
  }
  if (actor === 'you') return t('caption.laptop');
  const key: Key | undefined = actor === 'kube-scheduler' ? 'caption.scheduler' : controllerLooks(actor)?.name;
  return key ? (t as (key: Key) => string)(key) : actor;
}

/** Who sends and answers in the network of the cluster goes by a name alone. */
const BY_NAME = new Set(['pod', 'node', 'address']);

function placeName(actor: string): string {
  if (actor.startsWith('pod/kube-system/coredns-')) return 'CoreDNS';
  return shortName(actor.slice(actor.lastIndexOf('/') + 1));
}

/** In the middle of a sentence: the Deployment controller, but kubectl, whose name is that of a program. */
function inSentence(t: Translate, actor: string): string {
  const name = actorName(t, actor);
  return name === actor || BY_NAME.has(actor.slice(0, actor.indexOf('/'))) ? name : t('caption.withArticle', { name });
}

/** The parts of a sentence: what is plain, what is marked. */
export function sentenceParts(t: Translate, { code, params }: Sentence): readonly TextPart[] {
  const parts = (t.parts as (key: string, params: Readonly<Record<string, string | number>>) => readonly TextPart[])(code.startsWith('boot') ? `boot.${code}` : `caption.${code}`, words(t, code, params));
  // A name that is not known yet leaves a gap.
  return parts.map((part, i) => ({ ...part, text: (i === parts.length - 1 ? part.text.trimEnd() : part.text).replace(/ {2,}/g, ' ') }));
}

export const sentenceText = (t: Translate, sentence: Sentence): string => sentenceParts(t, sentence).map((part) => part.text).join('');

function words(t: Translate, caption: CaptionCode, params: CaptionParams): Readonly<Record<string, string | number>> {
  const { actor, who, kind, component, time, code, best, second, ...rest } = params;
  return {
    ...(rest as Readonly<Record<string, string | number>>),
    ...(actor === undefined ? {} : { actor: actorName(t, actor) }),
    ...(who === undefined ? {} : { who: inSentence(t, who) }),
    ...(component === undefined ? {} : { component: actorName(t, component) }),
    ...(kind === undefined ? {} : { kind: kindName(t.language, kind, FIRST_MENTION.has(caption) ? 'full' : 'one'), kinds: kindName(t.language, kind, 'many') }),
    ...(time === undefined ? {} : { time: formatSpan(time, t.language) }),
    // Scores and codes are names rather than counts: no thousands separators.
    ...(code === undefined ? {} : { code }),
    ...(best === undefined ? {} : { best: String(best) }),
    ...(second === undefined ? {} : { second: String(second) }),
  };
}
