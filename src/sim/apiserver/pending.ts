// A write has two moments. `begin…` runs everything up to the transaction against the state at that moment and may
// refuse; `commit` is the transaction, which fails where somebody else wrote in between. Then the write begins anew,
// or, where the client insisted on a resourceVersion, is refused with 409.

import type { Status } from '../api/errors.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';

/** What a write will do once its time has come. */
export interface Pending {
  /** Undefined: somebody wrote in between, begin anew. */
  commit(): Committed | undefined;
}

export interface Committed {
  readonly code: number;
  readonly object: KubeObject | Status;
  readonly revision?: number;
  /** What else must be written before the answer leaves (a collection). */
  readonly more?: () => Committed | undefined;
}

/** Who writes, for the account of who set which field. */
export interface Manager {
  readonly name?: string;
  /** Where the caller worked them out itself (server-side apply). */
  readonly entries?: readonly ManagedFieldsEntry[];
}
