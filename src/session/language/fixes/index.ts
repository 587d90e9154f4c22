// The list of fixes, in the order in which they are tried.

import type { ManifestDocument } from '../documents.ts';
import { fieldFixes } from './fields.ts';
import type { DocumentFix, Fixer, FixContext } from './fixContext.ts';
import { identityFixes } from './identity.ts';
import { layoutFix } from './layout.ts';
import { selectorFixes } from './selectors.ts';
import { valueFixes } from './values.ts';

const FIXERS: readonly Fixer[] = [...identityFixes, ...selectorFixes, ...fieldFixes, ...valueFixes];

export function fixFor(context: FixContext): DocumentFix | undefined {
  const { document } = context;
  if (document.error) return layoutFix(context);
  if (!document.root) return undefined;
  for (const fixer of FIXERS) {
    const found = fixer(context, document.root);
    if (found && changes(document, found)) return found;
  }
  return undefined;
}

/** A fix that changes nothing is none. */
const changes = (document: ManifestDocument, found: DocumentFix): boolean => found.edits.some((edit) => document.text.slice(edit.from, edit.to) !== edit.text);
