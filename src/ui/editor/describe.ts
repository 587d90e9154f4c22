// What the page says, in the reader's language, about what the session knows of fields and problems.

import type { Fix, Problem, FieldFacts } from '../../session/protocol.ts';
import type { Key, TextPart, Translate } from '../../locales/i18n.ts';
import { fieldTopics } from './fieldTopics.ts';

/** Keys that come from the session are checked by a test, not by the compiler. */
type Loose = ((key: string, params: Readonly<Record<string, string | number>>) => string) & { parts(key: string, params: Readonly<Record<string, string | number>>): readonly TextPart[] };
const loose = (t: Translate): Loose => t as unknown as Loose;

/** A short text of our own about a field, where there is one: `DeploymentSpec.replicas`. */
export function shortText(t: Translate, topic: string): string {
  const [owner = '', name = ''] = topic.split('.');
  const own = `${owner}_${name}`;
  const key = fieldTopics.has(own) ? own : fieldTopics.has(name) && (TOP_LEVEL.has(name)) ? name : undefined;
  return key === undefined ? '' : loose(t)(`editor.field_${key}`, {});
}
const TOP_LEVEL = new Set(['apiVersion', 'kind', 'metadata', 'spec']);

export const fixParts = (t: Translate, fix: Fix): readonly TextPart[] => loose(t).parts(fix.title, fix.params);
export const fixText = (t: Translate, fix: Fix): string => fixParts(t, fix).map((part) => part.text).join('').replace(/[.]$/, '');
export const fixWhy = (t: Translate, fix: Fix): string => loose(t)(`${fix.title}Why`, fix.params);

/** The words of kubectl or the server; notes are our own. */
export const problemParts = (t: Translate, problem: Problem): readonly TextPart[] => (problem.note ? loose(t).parts(problem.note.key, problem.note.params) : [{ tag: null, text: problem.message }]);
export const problemText = (t: Translate, problem: Problem): string => problemParts(t, problem).map((part) => part.text).join('');

/** Whose words they are. */
export function saidBy(problem: Problem): Key | undefined {
  if (problem.note) return undefined;
  if (problem.severity === 'warning') return 'editor.wordsWarning';
  return problem.where === 'not sent' ? 'editor.wordsKubectl' : 'editor.wordsServer';
}

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
