/** The class names that are there, with blanks between. */
export function joinClass(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
