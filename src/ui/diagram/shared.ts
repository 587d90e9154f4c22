// Keeps what did not change: of two equal values the older one, part by part, so that "is it the same?" is a comparison of
// references.

export function shared<T>(before: unknown, now: T): T {
  if (Object.is(before, now)) return now;
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const old = before as Record<string, unknown>;
  const fresh = now as Record<string, unknown>;
  const keys = Object.keys(fresh);
  let same = keys.length === Object.keys(old).length;
  for (const key of keys) {
    const kept = shared(old[key], fresh[key]);
    fresh[key] = kept;
    if (!Object.is(kept, old[key])) same = false;
  }
  return same ? (before as T) : now;
}
