// What stops a command, and how kubectl words it on standard error.
// Upstream: k8s.io/kubectl/pkg/cmd/util/helpers.go (checkErr, StandardErrorMessage)

import { ApiError, type StatusCause } from '../../sim/api/errors.ts';

/** A command's own error: printed after `error: `. */
export class KubectlError extends Error {
  override readonly name: string = 'KubectlError';
}

/** Already in its final words: no `error: ` is put in front. */
export class PlainError extends KubectlError {
  override readonly name = 'PlainError';
}

/** A failure after something was already printed. */
export class PartialOutputError extends KubectlError {
  override readonly name = 'PartialOutputError';
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** klog.Exitf: a line of the log ends the program. `place` is the file and line that kubectl names. */
export class LogExit extends KubectlError {
  override readonly name = 'LogExit';
  readonly place: string;
  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

/** Several errors of one command; each on a line of its own. */
export class AggregateFailure extends KubectlError {
  override readonly name = 'AggregateFailure';
  readonly errors: readonly Error[];
  constructor(errors: readonly Error[]) {
    super(errors.length === 1 ? (errors[0] as Error).message : `[${errors.map((e) => e.message).join(', ')}]`);
    this.errors = errors;
  }
}

/** A wrong use of a command, with the hint to its help. */
export const usageError = (commandPath: string, message: string): KubectlError => new KubectlError(`${message}\nSee '${commandPath} -h' for help and examples`);

/** All that is written to standard error when a command fails with this. */
export function errorOutput(error: Error): string {
  const text = wording(error);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function wording(error: Error): string {
  if (error instanceof AggregateFailure) {
    const [only] = error.errors;
    // A collection of one counts as the one; a collection in it does not.
    if (error.errors.length === 1 && only && !(only instanceof AggregateFailure)) return wording(only);
    return leaves(error).map((e) => `${e instanceof ApiError ? standardMessage(e) : e.message}\n`).join('');
  }
  if (error instanceof ApiError) return error.reason === 'Invalid' ? invalidMessage(error) : standardMessage(error);
  if (error instanceof PlainError || error.message.startsWith('error: ')) return error.message;
  return `error: ${error.message}`;
}

const leaves = (error: Error): readonly Error[] => (error instanceof AggregateFailure ? error.errors.flatMap(leaves) : [error]);

/** `Error from server (NotFound): pods "x" not found` */
export function standardMessage(error: ApiError): string {
  const { reason } = error;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message || 'Unauthorized'})`;
  return reason ? `Error from server (${reason}): ${error.message}` : `Error from server: ${error.message}`;
}

function invalidMessage(error: ApiError): string {
  const { details, message } = error.status;
  if (!details) return message ? `The request is invalid: ${message}` : 'The request is invalid';
  let text = 'The request is invalid';
  if (details.kind || details.name) text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (message && !details.causes?.length) text += `: ${message}`;
  if (!details.causes?.length) return text;
  const causes = uniqueCauses(details.causes);
  if (causes.length === 1) return `${text}: ${causes[0]}\n`;
  return `${text}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function uniqueCauses(causes: readonly StatusCause[]): readonly string[] {
  return [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
}
