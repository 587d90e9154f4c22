// kubectl replace: puts what the files say in the place of what is there; with --force by deleting and making it anew.
// Upstream: k8s.io/kubectl/pkg/cmd/replace/replace.go

import type { Sim } from '../../sim/kernel/task.ts';
import type { BuilderOptions, FileOptions } from '../builder.ts';
import { cascadeOf, deleteAll } from '../deleting.ts';
import { KubectlError, isExpected, isNotFound, withSource } from '../errors.ts';
import { validationOf } from '../generators/context.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { rawRequest } from '../raw.ts';

export const replace: CommandModule = {
  name: 'replace',
  *run(k) {
    const { flags } = k;
    const fieldValidation = validationOf(flags);
    const { dryRun } = k;
    const printer = k.printer('replaced');
    const propagation = cascadeOf(k);
    if (!k.hasFiles) throw new KubectlError('must specify one of -f and -k');
    const validator = k.validator();
    check(k);
    if (flags.text('raw') !== '') {
      yield* rawRequest(k, 'PUT', flags.text('raw'), flags.list('filename')[0] as string);
      return;
    }
    if (flags.flag('force')) {
      yield* forceReplace(k, propagation);
      return;
    }
    const subresource = flags.text('subresource');
    const found = yield* k.find({ ...common(k, k.fileOptions), validator, ...(subresource ? { subresource } : {}) });
    yield* found.visit(function* (info) {
      info.object = withSavedConfig(info.object ?? {}, flags.flag('save-config'), false);
      if (dryRun !== 'client') {
        const helper = info.helper({ dryRun: dryRun === 'server', fieldManager: flags.text('field-manager'), fieldValidation, ...(subresource ? { subresource } : {}) });
        try {
          info.refresh(yield* helper.replace(info.namespace, info.name, true, info.object));
        } catch (error) {
          throw isExpected(error) ? withSource('replacing', info.source, error) : error;
        }
      }
      k.print(printer, info.object);
    });
  },
};

const common = (k: Invocation, files: FileOptions): Omit<BuilderOptions, 'process' | 'http' | 'mapper'> => ({
  ...k.usual,
  files,
});

/** Unlike others, this command takes a grace period of 0 only with --force, and then makes it 1. */
const graceOf = (k: Invocation): number => {
  const grace = k.flags.number('grace-period');
  return grace === 0 ? 1 : grace;
};

function check(k: Invocation): void {
  const { flags } = k;
  const force = flags.flag('force');
  if (graceOf(k) >= 0 && !force) throw new KubectlError('--grace-period must have --force specified');
  if (flags.duration('timeout') !== 0 && !force) throw new KubectlError('--timeout must have --force specified');
  if (force && k.dryRun !== 'none') throw new KubectlError('--dry-run can not be used when --force is set');
  if (flags.text('raw') === '') return;
  const { filenames, recursive } = k.fileOptions;
  if (filenames.length !== 1) throw new KubectlError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(filenames[0] as string)) throw new KubectlError('--raw cannot read from a url');
  if (recursive) throw new KubectlError('--raw and --recursive are mutually exclusive');
  if (flags.text('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive');
}

const STDIN_COPY = '/tmp/kubectl_replace_stdin/resource.stdin';

function* forceReplace(k: Invocation, propagation: ReturnType<typeof cascadeOf>): Sim<void> {
  const { flags } = k;
  let files = k.fileOptions;
  if (files.filenames.includes('-')) {
    // It is read twice.
    k.process.files.write(STDIN_COPY, yield* k.process.readAll());
    files = { ...files, filenames: files.filenames.map((name) => (name === '-' ? STDIN_COPY : name)) };
  }
  const old = yield* k.find({ ...common(k, files), args: k.args, requireObject: false });
  yield* deleteAll(k, old, {
    gracePeriod: graceOf(k),
    propagation,
    ignoreNotFound: true,
    wait: flags.number('grace-period') === 0 || flags.flag('wait'),
    timeoutMs: flags.duration('timeout'),
    dryRun: 'none',
    nameOnly: flags.text('output') === 'name',
    warnClusterScope: false,
  });
  const limit = flags.duration('timeout') || 300_000;
  yield* old.visit(function* (info) {
    const end = k.nowMs + limit;
    for (;;) {
      try {
        yield* info.get();
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return;
      }
      if (k.nowMs >= end) throw new KubectlError('timed out waiting for the condition');
      yield* k.process.sleepMs(1000);
    }
  });
  const printer = k.printer('replaced');
  const made = yield* k.find({ ...common(k, files), validator: k.validator() });
  let count = 0;
  yield* made.visit(function* (info) {
    info.object = withSavedConfig(info.object ?? {}, flags.flag('save-config'), false);
    const helper = info.helper({ fieldManager: flags.text('field-manager'), fieldValidation: validationOf(flags) });
    info.refresh(yield* helper.create(info.namespace, info.object));
    count++;
    k.print(printer, info.object);
  });
  if (count === 0) throw new KubectlError('no objects passed to replace');
}
