// A link that holds a whole run: version, seed, shape, inputs, the moment, the language and the editor's files, compressed
// into the fragment, which browsers send to nobody. `#v1=<base64url of deflate-raw of JSON>`

import { isLanguage, type Language } from '../../locales/i18n.ts';
import type { SessionRecord } from '../../session/protocol.ts';
import type { EditorFile } from '../app/store.ts';
import { readZoom } from '../app/zoom.ts';
import { readPlace, type LessonPlace } from '../lesson/lessonState.ts';
import { isMoment, isObj, isText, MOST_TEXT, readFiles, readRecord } from './record.ts';

export interface Shared {
  readonly record: SessionRecord;
  /** How far the run was known, and where its playhead stood; simulated microseconds. */
  readonly until: number;
  readonly at: number;
  readonly language: Language;
  readonly title: string;
  readonly files: readonly EditorFile[];
  readonly file: string;
  /** The box whose inside is shown. */
  readonly zoom?: string;
  /** The lesson that the run belongs to; how far it has come is read from the run. */
  readonly lesson?: Pick<LessonPlace, 'id' | 'begin' | 'inputs' | 'last'>;
}

/** Longer ones are cut by mail programs and chats; then a file is offered. */
export const LONGEST_LINK = 16_000;
const LONGEST_FRAGMENT = 400_000;
const PREFIX = '#v1=';

export type Opened = { readonly shared: Shared } | { readonly failed: 'newer' | 'broken' };

export async function encodeShared(shared: Shared): Promise<string> {
  return PREFIX + (await packText(JSON.stringify(shared)));
}

/** A text as the end of a fragment. */
export async function packText(text: string): Promise<string> {
  return base64url(await pipe(new TextEncoder().encode(text), new CompressionStream('deflate-raw')));
}

/** Throws where it is cut short, mistyped or too long. */
export async function unpackText(packed: string): Promise<string> {
  if (packed.length > LONGEST_FRAGMENT) throw new Error('too long');
  return new TextDecoder('utf-8', { fatal: true }).decode(await pipe(fromBase64url(packed), new DecompressionStream('deflate-raw')));
}

/** What a fragment holds; undefined where it is not one of ours at all. */
export async function decodeShared(fragment: string): Promise<Opened | undefined> {
  const version = /^#v(\d+)=/.exec(fragment)?.[1];
  if (version === undefined) return undefined;
  if (version !== '1') return { failed: 'newer' };
  try {
    return readShared(await unpackText(fragment.slice(PREFIX.length)));
  } catch {
    // Cut short, mistyped, or no link of ours: the caller says so.
    return { failed: 'broken' };
  }
}

/** The same from a file's text. */
export function readShared(text: string): Opened {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { failed: 'broken' };
  }
  if (!isObj(value)) return { failed: 'broken' };
  if (isObj(value.record) && typeof value.record.version === 'number' && value.record.version > 1) return { failed: 'newer' };
  const record = readRecord(value.record);
  const files = readFiles(value.files);
  const { until, at, language, title, file } = value;
  if (!record || !files || !isMoment(until) || !isMoment(at) || !isLanguage(language) || !isText(title) || title.length > 200 || !isText(file)) return { failed: 'broken' };
  const zoom = value.zoom === undefined ? '' : readZoom(value.zoom);
  const place = value.lesson === undefined ? undefined : readPlace(value.lesson);
  // A lesson is that of a run that begins as the lesson does.
  if (zoom === undefined || (value.lesson !== undefined && (!place || place.begin > until || record.inputs[place.inputs - 1]?.at !== place.last))) return { failed: 'broken' };
  return {
    shared: {
      record,
      until,
      at: Math.min(at, until),
      language,
      title,
      files,
      file: files.some((f) => f.name === file) ? file : (files[0]?.name ?? ''),
      ...(zoom === '' ? {} : { zoom }),
      ...(place ? { lesson: { id: place.id, begin: place.begin, inputs: place.inputs, last: place.last } } : {}),
    },
  };
}

async function pipe(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    // A small link may unfold into gigabytes.
    if (length > 4 * MOST_TEXT) {
      await reader.cancel();
      throw new Error('too large');
    }
    chunks.push(value);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
}
