// What differs between a recorded case and ours, field by field.

export interface Difference {
  /** `status.message`, `steps[3].scores`. */
  readonly field: string;
  /** Undefined: nothing. */
  readonly recorded: unknown;
  readonly ours: unknown;
}

/** Long enough for any message; a whole object is cut. */
const LONGEST = 2000;

export const differenceText = ({ field, recorded, ours }: Difference): string => `${field}: ${valueText(ours)} instead of ${valueText(recorded)}`;

export function valueText(value: unknown, longest = LONGEST): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Something of ours that threw where it should have answered. */
export function failure(error: unknown): Difference {
  return { field: 'failed', recorded: undefined, ours: (error as Error).stack ?? String(error) };
}
