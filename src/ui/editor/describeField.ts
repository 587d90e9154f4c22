// What the page says, in the reader's language, about a field: for hovers and completion.

import type { FieldFacts } from '../../session/protocol.ts';
import type { Translate } from '../../locales/i18n.ts';
import '../widgets/lateTexts.ts';
import { fieldTopics } from './fieldTopics.ts';

type Loose = (key: string) => string;

/** A short text of our own about a field, where there is one: `DeploymentSpec.replicas`. */
export function shortText(t: Translate, topic: string): string {
  const [owner = '', name = ''] = topic.split('.');
  const own = `${owner}_${name}`;
  const key = fieldTopics.has(own) ? own : fieldTopics.has(name) && (TOP_LEVEL.has(name)) ? name : undefined;
  return key === undefined ? '' : (t as unknown as Loose)(`fields.${key}`);
}
const TOP_LEVEL = new Set(['apiVersion', 'kind', 'metadata', 'spec']);

const code = (text: string): string => `\`${text.replace(/`/g, '')}\``;
const plain = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!<>|]/g, '\\$&');

/** For a hover, as paragraphs of Markdown. */
export function fieldMarkdown(t: Translate, facts: FieldFacts): readonly string[] {
  const head = [`**${plain(facts.field)}**`, code(facts.type), ...(facts.required ? [t('editor.factRequired')] : [])].join(' · ');
  const short = shortText(t, facts.topic);
  const lines = [
    ...(facts.default ? [t('editor.factDefault', { value: code(facts.default) })] : []),
    ...(facts.enum.length ? [t('editor.factAllowed', { values: facts.enum.map(code).join(', ') })] : []),
    ...(facts.simulated === 'stored' ? [`*${t('editor.factStored')}*`] : []),
  ];
  return [[head, ...(short ? [plain(short)] : []), ...(lines.length ? [lines.join('  \n')] : [])].join('\n\n'), ...(facts.description ? [described(t, facts.description)] : [])];
}

function described(t: Translate, description: string): string {
  const text = paragraphs(description);
  return t.language === 'en' ? text : `*${t('editor.factInWords')}*\n\n${text}`;
}

/** Kubernetes' descriptions are nearly Markdown: lists and code are, angle brackets are not HTML. */
export const paragraphs = (description: string): string => description.replace(/[<>]/g, '\\$&').replace(/ +- `/g, '\n- `');
