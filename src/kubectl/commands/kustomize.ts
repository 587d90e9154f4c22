// kubectl kustomize: prints what a kustomization comes to. Upstream: sigs.k8s.io/kustomize/kustomize/v5/commands/build

import { KubectlError } from '../errors.ts';
import type { CommandModule } from '../invocation.ts';
import { buildKustomization } from '../kustomize/build.ts';

export const kustomize: CommandModule = {
  name: 'kustomize',
  *run(k) {
    if (k.args.length > 1) throw new KubectlError('specify one path to kustomization.yaml');
    const text = buildKustomization(k.process.files, k.args[0] ?? '.', (line) => k.err(`${line}\n`));
    const output = k.flags.text('output');
    if (output) k.process.files.write(output, text);
    else k.out(text);
  },
};
