// -f of the test's kubectl.

import { parseDocuments } from '../../../sim/api/yaml.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { ObjectError, objectsIn } from '../../../sim/api/yaml/objects.ts';
import { KubectlError, PlainError } from '../errors.ts';
import { bytesOf, readText } from '../files.ts';
import { goForm } from '../goForm.ts';
import type { Item } from '../object.ts';
import type { Call } from './kubectl.ts';

/**
 * Every object of every file, one by one: what was read before an error has been dealt with by then. An object that
 * cannot be read is an error among the others; what cannot even be parsed ends the file.
 */
export function* readObjects(call: Call, typed = false): Generator<Item | Error> {
  for (const path of call.flags.list('filename')) {
    const source = path === '-' ? 'STDIN' : path;
    for (const document of parseDocuments(textOf(call, path))) {
      if (document.error) {
        yield new KubectlError(`error parsing ${source}: ${document.error.message}`);
        break;
      }
      try {
        for (const object of objectsIn(document)) yield typed ? goForm(object) : object;
      } catch (error) {
        if (!(error instanceof ObjectError || error instanceof KubectlError)) throw error;
        yield new KubectlError(`unable to decode ${goQuote(source)}: ${error.message}`);
      }
    }
  }
}

/** The same, the first error thrown. */
export function* objectsOf(call: Call): Generator<Item> {
  for (const object of readObjects(call)) {
    if (object instanceof Error) throw object;
    yield object;
  }
}

function textOf(call: Call, path: string): string {
  if (path === '-') return call.stdin;
  const { files } = call.world;
  if (!bytesOf(files, path)) {
    if (files.list(path)) throw new KubectlError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
    throw new KubectlError(`the path ${goQuote(path)} does not exist`);
  }
  return readText(files, path);
}

/** Several errors in one: said without `error: `. */
export function manifests(call: Call): readonly Item[] {
  try {
    return [...objectsOf(call)];
  } catch (error) {
    if (error instanceof KubectlError && error.message.startsWith('unable to decode')) throw new PlainError(error.message);
    throw error;
  }
}
