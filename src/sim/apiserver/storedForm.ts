// A kind that is stored in another group or version than it is read in, or that is read with more than is stored.

import { deepFreeze } from '../../base/json.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import type { ServerState } from './context.ts';

export function toStored(kind: Kind, object: KubeObject): KubeObject {
  return kind.storedAs ? deepFreeze(kind.storedAs.toStored(object as never)) : object;
}

export function fromStored(kind: Kind, object: KubeObject, state: ServerState): KubeObject {
  if (kind.storedAs) return deepFreeze(kind.storedAs.fromStored(object as never));
  return kind.addsOnRead ? asRead(kind, object, state) : object;
}

/** Stored objects → as they are read, where that is more. */
const READ = new WeakMap<KubeObject, KubeObject>();

function asRead(kind: Kind, object: KubeObject, state: ServerState): KubeObject {
  let read = READ.get(object);
  if (read) return read;
  read = deepFreeze(kind.strategy?.asRead?.(object as never) as unknown as KubeObject);
  if (read !== object) state.provenance.inherit(read, object);
  READ.set(object, read);
  return read;
}
