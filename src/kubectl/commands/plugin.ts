// kubectl plugin list: programs on the PATH whose names begin with kubectl-. The learner's machine has none.
// Upstream: k8s.io/kubectl/pkg/cmd/plugin/plugin.go

import { ExitError } from '../errors.ts';
import type { CommandModule } from '../invocation.ts';

export const pluginList: CommandModule = {
  name: 'plugin list',
  *run() {
    throw new ExitError(1, 'error: unable to find any kubectl plugins in your PATH\n');
  },
};
