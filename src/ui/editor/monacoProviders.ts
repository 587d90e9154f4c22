// What Monaco asks, passed on to the session: completion, hover, quick fixes.

import { languages, type editor as monaco, type IDisposable, type IRange, type Position } from 'monaco-editor/editor';
import type { Completion, FieldFacts, Problem } from '../../session/protocol.ts';
import type { Translate } from '../../locales/i18n.ts';
import { fixText } from './describe.ts';
import { fieldMarkdown, paragraphs, shortText } from './describeField.ts';

export interface LanguageServices {
  readonly t: () => Translate;
  complete(text: string, offset: number): Promise<readonly Completion[]>;
  hover(text: string, offset: number): Promise<{ readonly facts?: FieldFacts; readonly from: number; readonly to: number }>;
  /** Those of the text that is shown, in its places of now. */
  problems(): readonly Problem[];
}

export function provideLanguage(language: string, services: LanguageServices): IDisposable {
  const parts = [
    languages.registerCompletionItemProvider(language, {
      triggerCharacters: [' ', ':', '-', '{', ','],
      async provideCompletionItems(model, position) {
        const items = await services.complete(model.getValue(), model.getOffsetAt(position));
        return { suggestions: items.map((item, i) => suggestion(services.t(), model, position, item, i)) };
      },
    }),
    languages.registerHoverProvider(language, {
      async provideHover(model, position) {
        const { facts, from, to } = await services.hover(model.getValue(), model.getOffsetAt(position));
        if (!facts) return null;
        return { range: rangeOf(model, from, to), contents: fieldMarkdown(services.t(), facts).map((value) => ({ value })) };
      },
    }),
    languages.registerCodeActionProvider(language, {
      provideCodeActions(model, range) {
        const from = model.getOffsetAt({ lineNumber: range.startLineNumber, column: 1 });
        const to = model.getOffsetAt({ lineNumber: range.endLineNumber, column: model.getLineMaxColumn(range.endLineNumber) });
        const near = services.problems().filter((p) => p.fix && p.from <= to && p.to >= from);
        return { actions: near.map((problem, i) => action(services.t(), model, problem, i === 0)), dispose: () => {} };
      },
    }),
  ];
  return { dispose: () => parts.forEach((part) => part.dispose()) };
}

const { CompletionItemKind, CompletionItemInsertTextRule } = languages;
const KINDS: Readonly<Record<Completion['kind'], languages.CompletionItemKind>> = { field: CompletionItemKind.Field, value: CompletionItemKind.EnumMember, object: CompletionItemKind.Reference, document: CompletionItemKind.File };

function suggestion(t: Translate, model: monaco.ITextModel, position: Position, item: Completion, index: number): languages.CompletionItem {
  const note = item.note ? (t as unknown as (key: string) => string)(item.note) : item.topic ? shortText(t, item.topic) : '';
  const documentation = [note, item.documentation === '' ? '' : paragraphs(item.documentation)].filter(Boolean).join('\n\n');
  const start = model.getPositionAt(item.from);
  // Monaco repeats the blanks in front of the line; behind a dash a block lies deeper than that.
  const lead = /^\s*/.exec(model.getLineContent(start.lineNumber))?.[0].length ?? 0;
  const deeper = ' '.repeat(Math.max(0, start.column - 1 - lead));
  const places = item.insert.includes('${');
  return {
    label: { label: item.label, ...(item.kind === 'field' && item.detail ? { description: item.required ? `${item.detail} · ${t('editor.factRequired')}` : item.detail } : item.kind === 'document' && note ? { description: note } : item.detail ? { description: item.detail } : note ? { description: note } : {}) },
    kind: KINDS[item.kind],
    insertText: (places ? item.insert : item.insert.replace(/[$}\\]/g, '\\$&')).replaceAll('\n', `\n${deeper}`),
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    range: { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: position.lineNumber, endColumn: Math.max(position.column, model.getPositionAt(item.to).column) },
    sortText: String(index).padStart(4, '0'),
    filterText: item.label,
    ...(documentation ? { documentation: { value: documentation } } : {}),
    // Behind a new key comes its value.
    ...(item.kind === 'field' && /[: -]\s*$/.test(item.insert) ? { command: { id: 'editor.action.triggerSuggest', title: '' } } : {}),
  };
}

function action(t: Translate, model: monaco.ITextModel, problem: Problem, preferred: boolean): languages.CodeAction {
  const fix = problem.fix as NonNullable<Problem['fix']>;
  return {
    title: fixText(t, fix),
    kind: 'quickfix',
    isPreferred: preferred,
    edit: { edits: fix.edits.map(({ from, to, text }) => ({ resource: model.uri, versionId: undefined, textEdit: { range: rangeOf(model, from, to), text } })) },
  };
}

export function rangeOf(model: monaco.ITextModel, from: number, to: number): IRange {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  return { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column };
}
