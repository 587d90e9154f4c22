// What comes from the keyboard, as the terminal sends it: letters and control sequences mixed in one string.

export type TerminalKey =
  | { readonly key: 'text'; readonly text: string }
  | { readonly key: 'enter' | 'tab' | 'backspace' | 'delete' | 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'wordLeft' | 'wordRight' | 'killEnd' | 'killStart' | 'killWord' | 'killWordRight' | 'yank' | 'clear' | 'interrupt' | 'eof' };

type Named = Exclude<TerminalKey['key'], 'text'>;

const NAMED: Readonly<Record<string, Named>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[3~': 'delete',
  '\x1b[D': 'left',
  '\x1b[C': 'right',
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1bOD': 'left',
  '\x1bOC': 'right',
  '\x1bOA': 'up',
  '\x1bOB': 'down',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x1b[1;5D': 'wordLeft',
  '\x1b[1;3D': 'wordLeft',
  '\x1bb': 'wordLeft',
  '\x1b[1;5C': 'wordRight',
  '\x1b[1;3C': 'wordRight',
  '\x1bf': 'wordRight',
  '\x1bd': 'killWordRight',
  '\x1b\x7f': 'killWord',
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'eof',
  '\x05': 'end',
  '\x06': 'right',
  '\x0b': 'killEnd',
  '\x0c': 'clear',
  '\x0e': 'down',
  '\x10': 'up',
  '\x15': 'killStart',
  '\x17': 'killWord',
  '\x19': 'yank',
};

// eslint-disable-next-line no-control-regex
const PIECES = /\x1b\[[\d;]*[A-Za-z~]|\x1bO[A-Z]|\x1b[a-z\x7f]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

export function readKeys(data: string): readonly TerminalKey[] {
  return (data.match(PIECES) ?? []).flatMap((piece): readonly TerminalKey[] => {
    const named = NAMED[piece];
    if (named) return [{ key: named }];
    // What we do not know does nothing, rather than end up in the line.
    return piece.charCodeAt(0) < 32 || piece === '\x7f' ? [] : [{ key: 'text', text: piece }];
  });
}
