// Collects field errors in the order in which validation finds them. The path to the field that is being looked at is a
// stack of steps that becomes text only when there is an error, so checking a valid object allocates nothing.
// Upstream: k8s.io/apimachinery/pkg/util/validation/field

import { duplicate, forbiddenField, invalidValue, notFoundField, notSupported, required, tooLong, tooMany, type FieldError } from '../../api/errors.ts';

const NONE: readonly FieldError[] = Object.freeze([]);

/** Names of fields, indices of items, keys of maps (written `[key]`). */
export type Step = string | number;

export class Report {
  private list: FieldError[] | undefined;
  private readonly path: Step[] = [];

  /** `root`: where the validated part lies in its object, e.g. 'spec'. */
  constructor(root = '') {
    if (root !== '') this.path.push(root);
  }

  get errors(): FieldError[] {
    return this.list ?? (NONE as FieldError[]);
  }

  get count(): number {
    return this.list?.length ?? 0;
  }

  enter(step: Step): void {
    this.path.push(step);
  }

  leave(): void {
    this.path.pop();
  }

  /** Steps into item `index` of the list `name`. */
  enterItem(name: string, index: number): void {
    this.path.push(name, index);
  }

  leaveItem(): void {
    this.path.length -= 2;
  }

  /** The path as messages show it, with `child` below it: a field (`a.b`), an index or key (`[0]`), or nothing. */
  at(child: Step = ''): string {
    let text = '';
    for (const step of this.path) text = join(text, step);
    return child === '' ? text : join(text, child);
  }

  add(error: FieldError): void {
    (this.list ??= []).push(error);
  }

  addAll(errors: readonly FieldError[]): void {
    if (errors.length) (this.list ??= []).push(...errors);
  }

  required(child: Step, detail = ''): void {
    this.add(required(this.at(child), detail));
  }

  invalid(child: Step, value: unknown, detail: string): void {
    this.add(invalidValue(this.at(child), value, detail));
  }

  /** One error for each fault of a name rule. */
  faults(child: Step, value: unknown, faults: readonly string[]): void {
    for (let i = 0; i < faults.length; i++) this.invalid(child, value, faults[i] as string);
  }

  forbidden(child: Step, detail: string): void {
    this.add(forbiddenField(this.at(child), detail));
  }

  duplicate(child: Step, value: unknown): void {
    this.add(duplicate(this.at(child), value));
  }

  notFound(child: Step, value: unknown): void {
    this.add(notFoundField(this.at(child), value));
  }

  /** `supported` in the order in which the message lists them (upstream sorts). */
  unsupported(child: Step, value: unknown, supported: readonly string[]): void {
    this.add(notSupported(this.at(child), value, supported));
  }

  tooLong(child: Step, value: unknown, max: number): void {
    this.add(tooLong(this.at(child), value, max));
  }

  tooMany(child: Step, actual: number, max: number): void {
    this.add(tooMany(this.at(child), actual, max));
  }

  /** Zero or more. */
  nonNegative(child: Step, value: number | undefined): void {
    if (value !== undefined && value < 0) this.invalid(child, value, NEGATIVE);
  }
}

export const NEGATIVE = 'must be greater than or equal to 0';
export const IMMUTABLE = 'field is immutable';

function join(text: string, step: Step): string {
  if (typeof step === 'number') return `${text}[${step}]`;
  return text === '' || step.startsWith('[') ? text + step : `${text}.${step}`;
}
