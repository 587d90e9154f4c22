// kubectl edit: an object as text, in an editor. Upstream: k8s.io/kubectl/pkg/cmd/edit

import { editFound } from '../editing/edit.ts';
import type { CommandModule } from '../invocation.ts';

export const edit: CommandModule = {
  name: 'edit',
  *run(k) {
    yield* editFound(k, 'normal');
  },
};
