// How a command ends when something is wrong: the words on standard error and the exit code.
// Upstream: k8s.io/kubectl/pkg/cmd/util/helpers.go (checkErr, AddSourceToErr)

import { ApiError, type Status } from '../sim/api/errors.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import { AggregateFailure, KubectlError, PlainError, errorOutput } from './output/errors.ts';

export { AggregateFailure, KubectlError, LogExit, PartialOutputError, PlainError, usageError } from './output/errors.ts';

/** Ends a command with a code and, where there is one, a text that stands as it is. */
export class ExitError extends KubectlError {
  override readonly name = 'ExitError';
  readonly code: number;
  constructor(code: number, text = '') {
    super(text);
    this.code = code;
  }
}

/** A kind that no discovery document names. */
export class NoKindMatch extends KubectlError {
  override readonly name = 'NoKindMatch';
}

/** The words of an error as Go's err.Error() gives them. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What can go wrong while a command runs; anything else is a bug of ours and must halt the simulation. */
export const isExpected = (error: unknown): error is Error => error instanceof KubectlError || error instanceof ApiError || error instanceof ConnectionError;

/** `error when creating "web.yaml": …`; a refusal of the server stays one. */
export function withSource(verb: string, source: string, error: Error): Error {
  if (source === '') return error;
  const message = `error when ${verb} ${goQuote(source)}: ${error.message}`;
  return error instanceof ApiError ? withMessage(error, message) : new KubectlError(message);
}

/** The same refusal in other words. */
export const withMessage = (error: ApiError, message: string): ApiError => new ApiError({ ...error.status, message } as Status);

export const isNotFound = (error: unknown): error is ApiError => error instanceof ApiError && error.reason === 'NotFound';
export const isForbidden = (error: unknown): error is ApiError => error instanceof ApiError && error.reason === 'Forbidden';
export const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.reason === 'Conflict';

/** One error as it is, several as one; undefined where there is none. */
export function aggregate(errors: readonly Error[]): Error | undefined {
  return errors.length === 0 ? undefined : errors.length === 1 ? (errors[0] as Error) : new AggregateFailure(flat(errors));
}

const flat = (errors: readonly Error[]): Error[] => errors.flatMap((e) => (e instanceof AggregateFailure ? flat(e.errors) : [e]));

export function throwAll(errors: readonly Error[]): void {
  const error = aggregate(errors);
  if (error) throw error;
}

/** The errors that a command ran into, those inside a collection one by one. */
export const errorsOf = (error: Error): readonly Error[] => (error instanceof AggregateFailure ? error.errors.flatMap(errorsOf) : [error]);

export interface Ending {
  readonly code: number;
  readonly text: string;
}

export function ending(error: Error): Ending {
  if (error instanceof ExitError) return { code: error.code, text: error.message === '' || error.message.endsWith('\n') ? error.message : `${error.message}\n` };
  return { code: 1, text: errorOutput(worded(error)) };
}

function worded(error: Error): Error {
  if (error instanceof AggregateFailure) return new AggregateFailure(error.errors.map(worded));
  if (error instanceof ConnectionError) return new PlainError(connectionText(error));
  return error;
}

/** `Get "https://host:6443/api": dial tcp host:6443: connect: connection refused` */
function connectionText(error: ConnectionError): string {
  const m = /^\w+ "(?:\w+:\/\/)?([^/"]*)[^"]*": (.*)$/s.exec(error.message);
  if (!m) return `Unable to connect to the server: ${error.message}`;
  return error.kind === 'refused' ? `The connection to the server ${m[1]} was refused - did you specify the right host or port?` : `Unable to connect to the server: ${m[2]}`;
}

/** The words for one of several errors. */
export const errorText = (error: Error): string => ending(error).text.replace(/\n$/, '');
