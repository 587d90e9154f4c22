// What is wrong with a CEL expression, in the form in which cel-go shows it: the line, and a caret below the place.
// Upstream: github.com/google/cel-go/common/error.go

export interface CelIssue {
  readonly at: number;
  readonly text: string;
}

export class CelFault extends Error {
  override readonly name = 'CelFault';
  readonly issues: readonly CelIssue[];
  constructor(issues: readonly CelIssue[]) {
    super(issues[0]?.text);
    this.issues = issues;
  }
}

export function issuesText(source: string, issues: readonly CelIssue[]): string {
  return [...issues]
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => {
      const before = source.slice(0, at);
      const lineStart = before.lastIndexOf('\n') + 1;
      const lineEnd = source.indexOf('\n', at);
      const line = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
      const head = `ERROR: <input>:${before.split('\n').length}:${source === '' ? 0 : at - lineStart + 1}: ${text}`;
      return source === '' ? head : `${head}\n | ${line}\n | ${'.'.repeat(at - lineStart)}^`;
    })
    .join('\n');
}
