// Optional lists and maps that a client sent empty. They are gone from the decoded object, as they are from what the
// server stores and serves; but until then Go tells an empty list from none, and a few messages and rules show it.

const sent = new WeakMap<object, string[]>();

export function noteSentEmpty(owner: object, field: string): void {
  const fields = sent.get(owner);
  if (fields) fields.push(field);
  else sent.set(owner, [field]);
}

/** Whether `field`, which `owner` does not have, was there as an empty list or map. */
export const wasSentEmpty = (owner: object, field: string): boolean => sent.get(owner)?.includes(field) === true;

/** For a copy of `owner`, which shows the same. */
export function alsoSentEmpty<T extends object>(copy: T, owner: object): T {
  const fields = sent.get(owner);
  if (fields) sent.set(copy, fields);
  return copy;
}
