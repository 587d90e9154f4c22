// kubectl completion: a script for the shell. The page completes by itself, so ours is short and asks kubectl only for the
// names of its commands.
// Upstream: k8s.io/kubectl/pkg/cmd/completion/completion.go
// Simplified: the real scripts ask `kubectl __complete` for every word.

import { KUBECTL } from '../flags/table.ts';
import type { CommandModule } from '../invocation.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion: CommandModule = {
  name: 'completion',
  // eslint-disable-next-line require-yield
  *run(k) {
    const { args } = k;
    if (args.length === 0) throw k.usage('Shell not specified.');
    if (args.length > 1) throw k.usage('Too many arguments. Expected only the shell type.');
    const shell = SHELLS.find((name) => name === args[0]);
    if (!shell) throw k.usage(`Unsupported shell type ${JSON.stringify(args[0])}.`);
    const names = (KUBECTL.commands ?? []).map((command) => command.name);
    k.out(SCRIPTS[shell](names.join(' ')));
  },
};

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (names: string) => string>> = {
  bash: (names) => `# bash completion for kubectl (the page's terminal completes by itself: press Tab)
__start_kubectl() {
  COMPREPLY=$(compgen -W "${names}" -- "\${COMP_WORDS}")
}
complete -o default -F __start_kubectl kubectl
`,
  zsh: (names) => `#compdef kubectl
compdef _kubectl kubectl
# zsh completion for kubectl
_kubectl() {
  compadd ${names}
}
`,
  fish: (names) => `# fish completion for kubectl
complete -c kubectl -f -n __fish_use_subcommand -a "${names}"
`,
  powershell: (names) => `# powershell completion for kubectl
Register-ArgumentCompleter -CommandName 'kubectl' -ScriptBlock { '${names}'.Split(' ') }
`,
};
