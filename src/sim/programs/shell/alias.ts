// alias: a name that stands for the beginning of a command.

import { parseShell, ShellSyntaxError, type Command } from './syntax.ts';

type Simple = Extract<Command, { type: 'simple' }>;

/** A command whose first word is an alias, with what that stands for in its place. */
export function withAlias(command: Simple, aliases: ReadonlyMap<string, string>): Simple {
  let out = command;
  const seen = new Set<string>();
  for (;;) {
    const [name] = out.words;
    const text = name === undefined || seen.has(name) ? undefined : aliases.get(name);
    if (text === undefined) return out;
    seen.add(name as string);
    let list: Command;
    try {
      list = parseShell(text);
    } catch (error) {
      if (error instanceof ShellSyntaxError) return out;
      throw error;
    }
    const first = list.type === 'list' && list.items.length === 1 ? list.items[0]?.command : undefined;
    if (first?.type !== 'simple') return out;
    out = { type: 'simple', assigns: [...out.assigns, ...first.assigns], words: [...first.words, ...out.words.slice(1)], redirects: [...first.redirects, ...out.redirects] };
  }
}
