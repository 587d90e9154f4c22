// The syntax of the POSIX shell, as far as scripts in manifests go: words stay as they are written and are expanded when
// they run.

export type Command =
  | { readonly type: 'simple'; readonly assigns: readonly (readonly [name: string, value: string])[]; readonly words: readonly string[]; readonly redirects: readonly Redirect[] }
  | { readonly type: 'pipeline'; readonly commands: readonly Command[]; readonly negate: boolean }
  | { readonly type: 'and' | 'or'; readonly left: Command; readonly right: Command }
  | { readonly type: 'list'; readonly items: readonly { readonly command: Command; readonly background: boolean; /** As it was written. */ readonly text: string }[] }
  | { readonly type: 'subshell' | 'group'; readonly body: Command; readonly redirects: readonly Redirect[] }
  | { readonly type: 'if'; readonly branches: readonly { readonly test: Command; readonly body: Command }[]; readonly otherwise: Command | undefined; readonly redirects: readonly Redirect[] }
  | { readonly type: 'while'; readonly until: boolean; readonly test: Command; readonly body: Command; readonly redirects: readonly Redirect[] }
  | { readonly type: 'for'; readonly name: string; readonly words: readonly string[] | undefined; readonly body: Command; readonly redirects: readonly Redirect[] }
  | { readonly type: 'case'; readonly word: string; readonly items: readonly { readonly patterns: readonly string[]; readonly body: Command }[]; readonly redirects: readonly Redirect[] }
  | { readonly type: 'function'; readonly name: string; readonly body: Command };

export interface Redirect {
  readonly fd: number;
  readonly kind: '<' | '>' | '>>' | '>&' | '<&' | '<<' | '<<<' | '&>';
  readonly target: string;
  /** Of here-documents: nothing in it is expanded. */
  readonly quoted?: boolean;
}

export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  /** The same in bash's words. */
  readonly inBash: string;
  constructor(message: string, inBash: string) {
    super(message);
    this.inBash = inBash;
  }
}

const unclosed = (quote: string): ShellSyntaxError => new ShellSyntaxError('syntax error: unterminated quoted string', `unexpected EOF while looking for matching \`${quote}'`);

interface Token {
  readonly type: 'word' | 'op' | 'newline' | 'end';
  readonly text: string;
  /** A number directly before a redirection. */
  readonly fd?: number;
}

const OPERATORS = ['<<<', '<<-', '&>>', '&&', '||', ';;', '>>', '<<', '>&', '<&', '&>', '>|', ';', '&', '|', '(', ')', '<', '>'];

/** What `name=(…)` is to the shell: a command of this name. */
export const ARRAY = '=(';

export function parseShell(text: string): Command {
  return new Parser(text).program();
}

class Parser {
  private at = 0;
  /** Where the present token begins. */
  private tokenAt = 0;
  private token: Token;
  private readonly text: string;
  private readonly pendingDocs: { delimiter: string; strip: boolean; fill: (content: string) => void }[] = [];

  constructor(text: string) {
    this.text = text;
    this.token = this.next();
  }

  program(): Command {
    const list = this.list([]);
    if (this.token.type !== 'end') this.unexpected();
    return list;
  }

  // ---- grammar ----

  private list(stops: readonly string[]): Command {
    const items: { command: Command; background: boolean; text: string }[] = [];
    this.newlines();
    while (this.token.type !== 'end' && !this.isStop(stops)) {
      const from = this.tokenAt;
      const command = this.andOr();
      const text = this.text.slice(from, this.tokenAt).trim();
      let background = false;
      if (this.isOp('&')) {
        background = true;
        this.advance();
      } else if (this.isOp(';')) this.advance();
      else if (!this.atEnd() && !this.isStop(stops)) this.unexpected();
      items.push({ command, background, text });
      this.newlines();
    }
    return { type: 'list', items };
  }

  private andOr(): Command {
    let left = this.pipeline();
    while (this.isOp('&&') || this.isOp('||')) {
      const type = this.token.text === '&&' ? 'and' : 'or';
      this.advance();
      this.newlines();
      left = { type, left, right: this.pipeline() };
    }
    return left;
  }

  private pipeline(): Command {
    let negate = false;
    while (this.token.type === 'word' && this.token.text === '!') {
      negate = !negate;
      this.advance();
    }
    const commands = [this.command()];
    while (this.isOp('|')) {
      this.advance();
      this.newlines();
      commands.push(this.command());
    }
    return commands.length === 1 && !negate ? (commands[0] as Command) : { type: 'pipeline', commands, negate };
  }

  private command(): Command {
    const { token } = this;
    if (this.isOp('(') && this.text[this.at] === '(') return this.calculation();
    if (this.isOp('(')) {
      this.advance();
      const body = this.list([')']);
      this.expectOp(')');
      return { type: 'subshell', body, redirects: this.redirects() };
    }
    if (token.type !== 'word') this.unexpected();
    switch (token.text) {
      case '{': {
        this.advance();
        const body = this.list(['}']);
        this.expectWord('}');
        return { type: 'group', body, redirects: this.redirects() };
      }
      case 'if':
        return this.ifCommand();
      case 'while':
      case 'until': {
        this.advance();
        const test = this.list(['do']);
        return { type: 'while', until: token.text === 'until', test, body: this.doGroup(), redirects: this.redirects() };
      }
      case 'for':
        return this.forCommand();
      case 'case':
        return this.caseCommand();
      case '[[':
        return this.question();
      case 'then':
      case 'do':
      case 'done':
      case 'fi':
      case 'else':
      case 'elif':
      case 'esac':
      case '}':
        return this.unexpected();
      default:
        return this.simple();
    }
  }

  private ifCommand(): Command {
    const branches: { test: Command; body: Command }[] = [];
    let otherwise: Command | undefined;
    this.advance();
    for (;;) {
      const test = this.list(['then']);
      this.expectWord('then');
      branches.push({ test, body: this.list(['elif', 'else', 'fi']) });
      if (this.isWord('elif')) {
        this.advance();
        continue;
      }
      if (this.isWord('else')) {
        this.advance();
        otherwise = this.list(['fi']);
      }
      this.expectWord('fi');
      return { type: 'if', branches, otherwise, redirects: this.redirects() };
    }
  }

  /** `(( i < 3 ))`: what bash writes `let "i < 3"` for. */
  private calculation(): Command {
    const [words = ''] = this.bracketed();
    return { type: 'simple', assigns: [], words: ['let', `"${words}"`], redirects: this.redirects() };
  }

  /** The parts between two pairs of round brackets, of which the first of the first is the present token. */
  private bracketed(): readonly string[] {
    const from = this.at + 1;
    const end = closing(this.text, this.at, '(', ')');
    if (this.text[end] !== ')') this.unexpected();
    this.at = end + 1;
    this.advance();
    return this.text.slice(from, end - 1).split(';').map((part) => part.trim().replace(/"/g, ''));
  }

  /** `[[ -f x && $y == a* ]]`: a command that is given its operators as words; variables are not split. */
  private question(): Command {
    const words: string[] = [];
    while (!this.isWord(']]')) {
      if (this.token.type === 'end' || this.token.type === 'newline') this.unexpected();
      const { type, text } = this.token;
      if (text === '=~') {
        // An expression goes up to the next blank outside of its brackets.
        const [whole = '', expression = ''] = /^\s*((?:\\.|\([^)]*\)|[^\s\\(])+)/.exec(this.text.slice(this.at)) ?? [];
        words.push(text, /['"]/.test(expression) ? expression : `"${expression}"`);
        this.at += whole.length;
        this.advance();
        continue;
      }
      words.push(type === 'op' ? `'${text}'` : /^[^'"]*\$[^'"]*$/.test(text) ? `"${text}"` : text);
      this.advance();
    }
    this.advance();
    return { type: 'simple', assigns: [], words: [...words, "']]'"], redirects: this.redirects() };
  }

  /** `for ((i = 0; i < 3; i++)); do …` is a loop that calculates. */
  private countingLoop(): Command {
    const [first = '', test = '', step = ''] = this.bracketed();
    if (this.isOp(';')) this.advance();
    this.newlines();
    const body = this.doGroup();
    const calculated = (text: string): Command => ({ type: 'simple', assigns: [], words: text === '' ? [':'] : ['let', `"${text}"`], redirects: [] });
    const item = (command: Command): { command: Command; background: boolean; text: string } => ({ command, background: false, text: '' });
    const loop: Command = { type: 'while', until: false, test: calculated(test), body: { type: 'list', items: [item(body), item(calculated(step))] }, redirects: this.redirects() };
    return { type: 'list', items: [item(calculated(first)), item(loop)] };
  }

  private forCommand(): Command {
    this.advance();
    if (this.isOp('(') && this.text[this.at] === '(') return this.countingLoop();
    const name = this.word();
    let words: string[] | undefined;
    this.newlines();
    if (this.isWord('in')) {
      this.advance();
      words = [];
      while (this.token.type === 'word') words.push(this.word());
    }
    if (this.isOp(';')) this.advance();
    this.newlines();
    return { type: 'for', name, words, body: this.doGroup(), redirects: this.redirects() };
  }

  private caseCommand(): Command {
    this.advance();
    const word = this.word();
    this.newlines();
    this.expectWord('in');
    this.newlines();
    const items: { patterns: string[]; body: Command }[] = [];
    while (!this.isWord('esac')) {
      if (this.isOp('(')) this.advance();
      const patterns = [this.word()];
      while (this.isOp('|')) {
        this.advance();
        patterns.push(this.word());
      }
      this.expectOp(')');
      items.push({ patterns, body: this.list([';;', 'esac']) });
      if (this.isOp(';;')) this.advance();
      this.newlines();
      if (this.token.type === 'end') this.unexpected();
    }
    this.advance();
    return { type: 'case', word, items, redirects: this.redirects() };
  }

  private doGroup(): Command {
    this.expectWord('do');
    const body = this.list(['done']);
    this.expectWord('done');
    return body;
  }

  private simple(): Command {
    const assigns: (readonly [string, string])[] = [];
    const words: string[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      if (this.token.type !== 'word') break;
      const text = this.word();
      const assign = words.length === 0 ? /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) : null;
      if (assign) assigns.push([assign[1] as string, assign[2] as string]);
      else words.push(text);
      if (words.length === 0 && assign?.[2] === '' && this.isOp('(') && this.text[this.tokenAt - 1] === '=') return { type: 'simple', assigns: [], words: [`'${ARRAY}'`, assign[1] as string, ...this.elements()], redirects: [] };
      if (words.length === 1 && assigns.length === 0 && this.isOp('(') && /^[A-Za-z_]\w*$/.test(text)) {
        this.advance();
        this.expectOp(')');
        this.newlines();
        return { type: 'function', name: text, body: this.command() };
      }
    }
    if (assigns.length === 0 && words.length === 0 && redirects.length === 0) this.unexpected();
    return { type: 'simple', assigns, words, redirects };
  }

  /** `(a b c)` behind `name=`. */
  private elements(): readonly string[] {
    const out: string[] = [];
    this.advance();
    for (this.newlines(); this.token.type === 'word'; this.newlines()) out.push(this.word());
    this.expectOp(')');
    return out;
  }

  private redirects(): Redirect[] {
    const out: Redirect[] = [];
    for (let r = this.redirect(); r; r = this.redirect()) out.push(r);
    return out;
  }

  private redirect(): Redirect | undefined {
    const { token } = this;
    if (token.type !== 'op' || !/^(<|>|>>|>&|<&|<<-?|<<<|&>|&>>|>\|)$/.test(token.text)) return undefined;
    const input = token.text.startsWith('<');
    const fd = token.fd ?? (input ? 0 : 1);
    this.advance();
    if (this.token.type !== 'word') this.unexpected(undefined, true);
    if (token.text === '<<<') return { fd, kind: '<<<', target: this.word() };
    if (token.text.startsWith('<<')) {
      const raw = this.token.text;
      const delimiter = raw.replace(/['"\\]/g, '');
      const redirect = { fd, kind: '<<' as const, target: '', quoted: raw !== delimiter };
      this.pendingDocs.push({ delimiter, strip: token.text === '<<-', fill: (content) => Object.assign(redirect, { target: content }) });
      this.advance();
      return redirect;
    }
    const target = this.word();
    return { fd, kind: token.text === '>|' ? '>' : token.text === '&>>' ? '&>' : (token.text as Redirect['kind']), target };
  }

  // ---- tokens ----

  private word(): string {
    if (this.token.type !== 'word') this.unexpected();
    const { text } = this.token;
    this.advance();
    return text;
  }

  private isOp(text: string): boolean {
    return this.token.type === 'op' && this.token.text === text;
  }

  private isWord(text: string): boolean {
    return this.token.type === 'word' && this.token.text === text;
  }

  private isStop(stops: readonly string[]): boolean {
    return (this.token.type === 'op' || this.token.type === 'word') && stops.includes(this.token.text);
  }

  private expectOp(text: string): void {
    if (!this.isOp(text)) this.unexpected(text);
    this.advance();
  }

  private expectWord(text: string): void {
    if (!this.isWord(text)) this.unexpected(text);
    this.advance();
  }

  private atEnd(): boolean {
    return this.token.type === 'newline' || this.token.type === 'end';
  }

  private newlines(): void {
    while (this.token.type === 'newline') this.advance();
  }

  private advance(): void {
    this.token = this.next();
  }

  private unexpected(expecting?: string, afterRedirect = false): never {
    const { type, text } = this.token;
    const what = type === 'end' ? 'end of file' : type === 'newline' ? 'newline' : `"${text}"`;
    const inBash = type === 'end' && !afterRedirect ? 'syntax error: unexpected end of file' : `syntax error near unexpected token \`${type === 'end' || type === 'newline' ? 'newline' : text}'`;
    throw new ShellSyntaxError(`syntax error: unexpected ${what}${expecting ? ` (expecting "${expecting}")` : ''}`, inBash);
  }

  private next(): Token {
    const { text } = this;
    for (;;) {
      while (text[this.at] === ' ' || text[this.at] === '\t' || text[this.at] === '\r') this.at++;
      if (text[this.at] === '\\' && text[this.at + 1] === '\n') {
        this.at += 2;
        continue;
      }
      if (text[this.at] === '#') while (this.at < text.length && text[this.at] !== '\n') this.at++;
      break;
    }
    this.tokenAt = this.at;
    if (this.at >= text.length) return { type: 'end', text: '' };
    if (text[this.at] === '\n') {
      this.at++;
      this.readDocs();
      return { type: 'newline', text: '\n' };
    }
    const number = /^\d+(?=[<>])/.exec(text.slice(this.at, this.at + 4));
    const from = this.at + (number?.[0].length ?? 0);
    const op = OPERATORS.find((o) => text.startsWith(o, from));
    // The output of a command as a file: a word.
    const substituted = op === '<' && text[from + 1] === '(';
    if (op && !substituted) {
      this.at = from + op.length;
      return { type: 'op', text: op, ...(number ? { fd: Number(number[0]) } : {}) };
    }
    const end = substituted ? closing(text, from + 1, '(', ')') : wordEnd(text, this.at);
    const word = text.slice(this.at, end);
    this.at = end;
    return { type: 'word', text: word };
  }

  private readDocs(): void {
    for (const { delimiter, strip, fill } of this.pendingDocs.splice(0)) {
      let content = '';
      while (this.at < this.text.length) {
        const newline = this.text.indexOf('\n', this.at);
        const end = newline < 0 ? this.text.length : newline;
        let line = this.text.slice(this.at, end);
        this.at = Math.min(end + 1, this.text.length);
        if (strip) line = line.replace(/^\t+/, '');
        if (line === delimiter) break;
        content += `${line}\n`;
      }
      fill(content);
    }
  }
}

/** Where a word that begins at `at` ends: quotes, substitutions and escapes belong to it. */
export function wordEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text[i] as string;
    if (/[\s;&|<>()]/.test(c)) break;
    i = partEnd(text, i);
  }
  return i;
}

/** The end of one character, quote or substitution. */
export function partEnd(text: string, i: number): number {
  const c = text[i];
  if (c === '\\') return Math.min(i + 2, text.length);
  if (c === "'") {
    const end = text.indexOf("'", i + 1);
    if (end < 0) throw unclosed("'");
    return end + 1;
  }
  if (c === '"') {
    let j = i + 1;
    while (j < text.length && text[j] !== '"') j = text[j] === '\\' ? j + 2 : text[j] === '$' || text[j] === '`' ? partEnd(text, j) : j + 1;
    if (j >= text.length) throw unclosed('"');
    return j + 1;
  }
  if (c === '`') {
    let j = i + 1;
    while (j < text.length && text[j] !== '`') j += text[j] === '\\' ? 2 : 1;
    return j + 1;
  }
  if (c === '$' && text[i + 1] === '(') return closing(text, i + 1, '(', ')');
  if (c === '$' && text[i + 1] === '{') return closing(text, i + 1, '{', '}');
  return i + 1;
}

function closing(text: string, open: number, left: string, right: string): number {
  let depth = 0;
  for (let i = open; i < text.length; ) {
    const c = text[i];
    if (c === left) depth++;
    if (c === right && --depth === 0) return i + 1;
    i = c === left || c === right ? i + 1 : partEnd(text, i);
  }
  throw new ShellSyntaxError(`syntax error: unexpected end of file (expecting "${right}")`, `unexpected EOF while looking for matching \`${right}'`);
}
