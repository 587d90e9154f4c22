// What is wrong with the text in the editor: each document is applied in a rehearsal (rehearsal.ts), and what kubectl or
// the server says to it becomes a problem at the place it is about, with a way out where there is one. Besides, quiet
// notes on what is accepted but not what somebody may think.

import { keyOf } from '../../sim/api/kind.ts';
import type { Kind } from '../../sim/api/kind.ts';
import type { LintedDocument, Problem } from '../protocol.ts';
import { identityOf, splitManifest, type ManifestDocument } from './documents.ts';
import { fixFor } from './fixes/index.ts';
import { placeName } from './fixes/fields.ts';
import { duplicateKeys, firstLine, rangeOf, type Range } from './nodes.ts';
import { currentNamespace, Rehearsal, type LiveCluster, type Outcome, type RehearsalCache } from './rehearsal.ts';
import { findings, typeFor, type Finding } from './refusals.ts';
import { storedNotes } from './stored.ts';
import { lineStart } from './textEdits.ts';

export interface Lint {
  readonly problems: readonly Problem[];
  readonly documents: readonly LintedDocument[];
}

export function lint(live: LiveCluster, text: string, file: string, cache: RehearsalCache): Lint {
  const documents = splitManifest(text);
  if (documents.length === 0) return { problems: [], documents: [] };
  const rehearsal = new Rehearsal(live, cache);
  const problems: Problem[] = [];
  const linted: LintedDocument[] = [];
  for (const document of documents) {
    const outcome = rehearsal.apply(file, document.text);
    linted.push(summaryOf(live, document, outcome));
    for (const finding of findings(document, outcome)) problems.push(problemOf(live, document, finding));
    problems.push(...notes(live, document));
  }
  return { problems: problems.sort((a, b) => a.from - b.from), documents: linted };
}

function problemOf(live: LiveCluster, document: ManifestDocument, finding: Finding): Problem {
  const range = rangeFor(document, finding);
  const fix = finding.severity === 'error' ? fixFor({ document, finding, type: typeFor(document.value), scheme: live.state.scheme }) : undefined;
  return {
    from: document.from + range.from,
    to: document.from + range.to,
    severity: finding.severity,
    message: finding.message,
    document: document.index,
    where: finding.where,
    output: finding.output,
    code: finding.code,
    field: placeName(finding.path),
    ...(fix ? { fix: { title: `editor.fix${fix.name}`, params: fix.params, edits: fix.edits.map(({ from, to, text }) => ({ from: document.from + from, to: document.from + to, text })) } } : {}),
  };
}

function rangeFor({ text, root }: ManifestDocument, { offset, path, part }: Finding): Range {
  if (offset === undefined) return rangeOf(text, root, path, part);
  // Reading stops at the first thing that does not fit; at the end of the text that is the line before.
  const at = Math.min(offset, text.trimEnd().length);
  return firstLine(text, lineStart(text, at), text.length);
}

function notes(live: LiveCluster, document: ManifestDocument): readonly Problem[] {
  const { root, from, text, index } = document;
  if (!root) return [];
  const note = (range: Range, severity: 'warning' | 'info', field: string, key: string, params: Readonly<Record<string, string>>, message: string): Problem => ({
    from: from + range.from,
    to: from + range.to,
    severity,
    message,
    document: index,
    where: 'note',
    output: '',
    code: 0,
    field,
    note: { key: `editor.${key}`, params },
  });
  const twice = [...duplicateKeys(root)].map(({ key, name }) =>
    note(firstLine(text, key.start.index, key.end.index), 'warning', name, 'noteDuplicate', { field: name }, `${name} is set twice; the last one counts`),
  );
  const stored = storedNotes(live.state.scheme, document).map(({ path, part, what, name }) =>
    note(rangeOf(text, root, path, part), 'info', placeName(path), what === 'kind' ? 'noteStoredKind' : 'noteStoredField', { name }, `${name}: stored, not simulated`),
  );
  return [...twice, ...stored];
}

function summaryOf(live: LiveCluster, document: ManifestDocument, { exit, stdout }: Outcome): LintedDocument {
  const { apiVersion, kind, name, namespace } = identityOf(document.value);
  const known: Kind | undefined = live.state.scheme.kind(apiVersion, kind);
  const where = known?.namespaced === false ? '' : namespace || currentNamespace(live);
  return {
    from: document.from,
    to: document.to,
    apiVersion,
    kind,
    name,
    namespace: where,
    key: known && name !== '' ? keyOf(known, where, name) : '',
    resource: known?.plural ?? '',
    result: exit === 0 ? stdout.trim() : '',
  };
}
