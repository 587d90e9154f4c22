// kubectl create -f: each object of the files is sent; what exists already is an error.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create.go

import type { CommandModule, Invocation } from '../invocation.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isExpected, withSource } from '../errors.ts';
import { validationOf } from '../generators/context.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import { rawRequest } from '../raw.ts';
import { editToCreate } from '../editing/edit.ts';

export const create: CommandModule = {
  name: 'create',
  *run(k) {
    const { flags } = k;
    if (k.args.length) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`);
    const { dryRun } = k;
    const fieldValidation = validationOf(flags);
    const printer = k.printer('created');
    check(k);
    if (flags.text('raw') !== '') {
      yield* rawRequest(k, 'POST', flags.text('raw'), flags.list('filename')[0] as string);
      return;
    }
    if (flags.flag('edit')) {
      yield* editToCreate(k);
      return;
    }
    const found = yield* k.find({
      validator: k.validator(),
      ...k.usual,
      labelSelector: flags.text('selector'),
    });
    let count = 0;
    yield* found.visit(function* (info): Sim<void> {
      info.object = withSavedConfig(info.object ?? {}, flags.flag('save-config'), false);
      if (dryRun !== 'client') {
        try {
          const helper = info.helper({ dryRun: dryRun === 'server', fieldManager: flags.text('field-manager'), fieldValidation });
          info.refresh(yield* helper.create(info.namespace, info.object));
        } catch (error) {
          throw isExpected(error) ? withSource('creating', info.source, error) : error;
        }
      }
      count++;
      k.print(printer, info.object);
    });
    if (count === 0) throw new KubectlError('no objects passed to create');
  },
};

function check(k: Invocation): void {
  const { flags } = k;
  if (!k.hasFiles) throw new KubectlError('must specify one of -f and -k');
  if (flags.text('raw') === '') return;
  const { filenames, recursive } = k.fileOptions;
  if (flags.flag('edit')) throw new KubectlError('--raw and --edit are mutually exclusive');
  if (filenames.length !== 1) throw new KubectlError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(filenames[0] as string)) throw new KubectlError('--raw cannot read from a url');
  if (recursive) throw new KubectlError('--raw and --recursive are mutually exclusive');
  if (flags.text('selector') !== '') throw new KubectlError('--raw and --selector (-l) are mutually exclusive');
  if (flags.text('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive');
}
