// One write's effect on managedFields: what the manager changed is now its own.

import { updateManagedFields } from '../api/managedFields/update.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { Fold } from './provenance.ts';

export const foldManagedFields: Fold = (entries, before, after, write) => {
  const type = typeOf(after.apiVersion, after.kind);
  if (!type) return entries;
  return updateManagedFields(entries, before, after, {
    manager: write.manager,
    operation: 'Update',
    apiVersion: write.apiVersion,
    time: write.time,
    subresource: write.subresource,
    type,
  });
};
