// tar archives as far as `kubectl cp` needs them: headers of 512 characters and contents in blocks of as many.
// Simplified: a text's characters are counted, not its bytes, so an archive is only good for us.

export interface TarEntry {
  readonly name: string;
  /** Undefined: a folder. */
  readonly content: string | undefined;
  readonly mode: number;
}

const BLOCK = 512;
const field = (text: string, length: number): string => text.slice(0, length - 1).padEnd(length, '\0');
const padding = (length: number): string => '\0'.repeat((BLOCK - (length % BLOCK)) % BLOCK);

export function packTar(entries: readonly TarEntry[]): string {
  let out = '';
  for (const { name, content, mode } of entries) {
    const long = name.length >= 100;
    const size = content?.length ?? 0;
    const head = `${field(long ? '' : name, 100)}${field(mode.toString(8).padStart(7, '0'), 8)}${'\0'.repeat(16)}${field(size.toString(8).padStart(11, '0'), 12)}${'\0'.repeat(20)}${content === undefined ? '5' : '0'}${long ? field(name, 256) : ''}`;
    out += head.padEnd(BLOCK, '\0') + (content ?? '') + padding(size);
  }
  return out + '\0'.repeat(2 * BLOCK);
}

/** Undefined where it is none. */
export function unpackTar(text: string): readonly TarEntry[] | undefined {
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= text.length; ) {
    const head = text.slice(at, at + BLOCK);
    const name = untilNul(head.slice(0, 100)) || untilNul(head.slice(157, 413));
    if (name === '') return entries;
    const size = Number.parseInt(untilNul(head.slice(124, 136)), 8);
    if (!(size >= 0)) return undefined;
    at += BLOCK;
    entries.push({ name, mode: Number.parseInt(untilNul(head.slice(100, 108)), 8), content: head[156] === '5' ? undefined : text.slice(at, at + size) });
    at += size + padding(size).length;
  }
  return text === '' ? undefined : entries;
}

const untilNul = (text: string): string => text.split('\0', 1)[0] as string;
