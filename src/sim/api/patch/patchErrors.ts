// What is wrong with a patch, in the words of the Go libraries. How the API server answers depends on the kind: a
// malformed patch is a bad request, a JSON patch that does not fit is answered without a reason, and most errors of
// strategic merge are taken for the server's own and answered with 500.
// Upstream: k8s.io/apimachinery/pkg/util/mergepatch/errors.go, k8s.io/apiserver/pkg/endpoints/handlers/patch.go

import { ApiError, badRequest, failure } from '../errors.ts';
import { goText, goType } from './goText.ts';

export type PatchErrorKind = 'badRequest' | 'unprocessable' | 'internal';

/** As the API server answers; `text` is what the library said, which a client that patches by itself shows. */
export class PatchError extends ApiError {
  readonly text: string;
  constructor(kind: PatchErrorKind, text: string) {
    super(answer(kind, text).status);
    this.text = text;
  }
}

function answer(kind: PatchErrorKind, text: string): ApiError {
  switch (kind) {
    case 'badRequest':
      return badRequest(text);
    case 'unprocessable':
      return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    case 'internal':
      return failure(500, '', text);
  }
}

export const BAD_PRIMITIVE_LIST = 'invalid patch format of primitive list';
export const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';
export const BAD_ELEMENT_ORDER = 'invalid patch format of setElementOrder list';
export const LIST_OF_LISTS = 'lists of lists are not supported';

export const malformed = (message: string): PatchError => new PatchError('badRequest', message);
export const internal = (message: string): PatchError => new PatchError('internal', message);
export const noMergeKey = (item: unknown, key: string): PatchError => internal(`map: ${goText(item)} does not contain declared merge key: ${key}`);
export const wrongType = (expected: 'list' | 'map', actual: unknown): PatchError =>
  internal(`expected a ${expected === 'list' ? '[]interface {}' : 'map[string]interface {}'}, but received a ${goType(actual)}`);
export const unknownDirective = (directive: unknown, item: unknown): PatchError =>
  internal(`unknown patch type: ${typeof directive === 'string' ? directive : `%!s(${goType(directive)}=${goText(directive)})`} in map: ${goText(item)}`);
