// A background task of the kubelet that tries its best: an API server that refuses or cannot be reached ends it.

import { ApiError } from '../api/errors.ts';
import { ConnectionError } from '../client/transport.ts';
import type { Sim } from '../kernel/task.ts';

export function* quietly(body: Sim<void>): Sim<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
  }
}
