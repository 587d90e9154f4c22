// The refusal of an apply that would alter what others own: 409, with a cause for each field.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go

import { compareText } from '../../../base/text.ts';
import { failure, type ApiError } from '../errors.ts';
import { paths, type FieldSet } from './fieldSet.ts';
import type { Owner } from './managers.ts';
import { pathText } from './pathElement.ts';

export function conflictStatus(conflicts: ReadonlyMap<string, FieldSet>, owners: ReadonlyMap<string, Owner>): ApiError {
  const causes: { readonly manager: string; readonly field: string }[] = [];
  const lines: string[] = [];
  for (const id of [...conflicts.keys()].sort(compareText)) {
    const manager = managerText(owners.get(id) as Owner);
    lines.push(`conflicts with ${manager}:`);
    for (const path of paths(conflicts.get(id) as FieldSet)) {
      const field = pathText(path);
      causes.push({ manager, field });
      lines.push(`- ${field}`);
    }
  }
  const only = causes.length === 1 ? causes[0] : undefined;
  const message = only ? `Apply failed with 1 conflict: conflict with ${only.manager}: ${only.field}` : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
  return failure(409, 'Conflict', message, {
    causes: causes.map(({ manager, field }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  });
}

/** `"hpa" with subresource "scale" using apps/v1` */
function managerText(owner: Owner): string {
  const name = JSON.stringify(owner.manager);
  const through = owner.subresource ? `${name} with subresource ${JSON.stringify(owner.subresource)}` : name;
  return owner.operation === 'Update' ? `${through} using ${owner.apiVersion}` : through;
}
