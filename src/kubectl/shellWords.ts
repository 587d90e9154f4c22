// A typed line as a POSIX shell splits it: words, quotes, escapes, assignments in front, redirections and pipes. What is
// not supported (yet) is named, so that the terminal can say so in one sentence.

export interface ShellCommand {
  /** `KUBE_EDITOR=nano kubectl …` */
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  /** `< file`, `> file`, `>> file` */
  readonly redirects: readonly { readonly operator: '<' | '>' | '>>'; readonly file: string }[];
}

export type ShellLine =
  | { readonly commands: readonly ShellCommand[] }
  /** What the shell says. */
  | { readonly error: string };

interface Word {
  readonly text: string;
  /** Characters that stood outside quotes count as operators. */
  readonly bare: boolean;
}

/** What `$NAME` stands for; null: variables stay as they are written. */
type Variables = Readonly<Record<string, string>> | null;

/** Splits one line; its commands are joined by pipes. */
export function splitLine(line: string, variables: Variables = {}): ShellLine {
  const tokens = tokenize(line, variables);
  if ('error' in tokens) return tokens;
  const commands: ShellCommand[] = [];
  let env: Record<string, string> = {};
  let words: string[] = [];
  let redirects: { operator: '<' | '>' | '>>'; file: string }[] = [];
  const { tokens: list } = tokens;
  for (let i = 0; i < list.length; i++) {
    const token = list[i] as Word;
    if (token.bare && token.text === '|') {
      if (words.length === 0) return { error: "syntax error near unexpected token `|'" };
      commands.push({ env, words, redirects });
      env = {};
      words = [];
      redirects = [];
    } else if (token.bare && (token.text === '>' || token.text === '>>' || token.text === '<')) {
      const file = list[++i];
      if (!file || (file.bare && OPERATORS.includes(file.text))) return { error: "syntax error near unexpected token `newline'" };
      redirects.push({ operator: token.text, file: file.text });
    } else if (token.bare && OPERATORS.includes(token.text)) {
      return { error: `'${token.text}' is not supported here; run one command at a time` };
    } else {
      const assignment = words.length === 0 ? /^([A-Za-z_]\w*)=(.*)$/s.exec(token.text) : null;
      if (assignment) env[assignment[1] as string] = assignment[2] as string;
      else words.push(token.text);
    }
  }
  if (words.length > 0 || redirects.length > 0) commands.push({ env, words, redirects });
  else if (commands.length > 0) return { error: "syntax error: unexpected end of file" };
  return { commands };
}

/** The words of a line that has no operators and of which no variable is replaced; for recordings and tests. */
export function splitWords(line: string): readonly string[] {
  const split = splitLine(line, null);
  return 'error' in split ? [] : (split.commands[0]?.words ?? []);
}

const OPERATORS = ['|', '||', '&', '&&', ';', '<', '>', '>>', '<<', '(', ')'];

function tokenize(line: string, variables: Variables): { readonly tokens: readonly Word[] } | { readonly error: string } {
  const tokens: Word[] = [];
  let current: string | undefined;
  const end = (): void => {
    if (current !== undefined) tokens.push({ text: current, bare: false });
    current = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (c === "'") {
      const close = line.indexOf("'", i + 1);
      if (close < 0) return { error: "unexpected EOF while looking for matching `''" };
      current = (current ?? '') + line.slice(i + 1, close);
      i = close;
    } else if (c === '"') {
      const quoted = doubleQuoted(line, i + 1, variables);
      if (!quoted) return { error: 'unexpected EOF while looking for matching `"\'' };
      current = (current ?? '') + quoted.text;
      i = quoted.end;
    } else if (c === '\\') {
      i++;
      if (line[i] === '\n') continue;
      current = (current ?? '') + (line[i] ?? '\\');
    } else if (c === '$') {
      const variable = expand(line, i, variables);
      current = (current ?? '') + variable.text;
      i = variable.end;
    } else if (/[ \t\r\n]/.test(c)) {
      end();
    } else if (c === '#' && current === undefined) {
      break;
    } else if ('|&;<>()'.includes(c)) {
      end();
      const two = line.slice(i, i + 2);
      const operator = OPERATORS.includes(two) ? two : c;
      tokens.push({ text: operator, bare: true });
      i += operator.length - 1;
    } else {
      current = (current ?? '') + c;
    }
  }
  end();
  return { tokens };
}

function doubleQuoted(line: string, from: number, variables: Variables): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let i = from; i < line.length; i++) {
    const c = line[i] as string;
    if (c === '"') return { text, end: i };
    if (c === '\\' && i + 1 < line.length && '"\\$`\n'.includes(line[i + 1] as string)) {
      if (line[i + 1] !== '\n') text += line[i + 1];
      i++;
    } else if (c === '$') {
      const variable = expand(line, i, variables);
      text += variable.text;
      i = variable.end;
    } else text += c;
  }
  return undefined;
}

/** `$NAME` or `${NAME}`; a dollar sign that begins neither stays. */
function expand(line: string, at: number, variables: Variables): { readonly text: string; readonly end: number } {
  const m = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(line.slice(at));
  if (!m || !variables) return { text: '$', end: at };
  return { text: variables[(m[1] ?? m[2]) as string] ?? '', end: at + m[0].length - 1 };
}
