// kubectl options: the flags that every command knows. Upstream: k8s.io/kubectl/pkg/cmd/options

import { optionsText } from '../help/options.ts';
import type { CommandModule } from '../invocation.ts';

export const options: CommandModule = {
  name: 'options',
  *run(k) {
    k.out(optionsText(k.path[0] as (typeof k.path)[number]));
  },
};
