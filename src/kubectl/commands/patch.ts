// kubectl patch: sends a patch as it was given, or applies it to a file.
// Upstream: k8s.io/kubectl/pkg/cmd/patch/patch.go

import { equal } from '../../base/json.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { YamlError, parseYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../errors.ts';
import { patchLocally, type PatchType } from '../generators/localPatch.ts';
import type { AnyItem } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { compactJson } from '../output/json.ts';
import { kindText } from '../restMapper.ts';

const TYPES: readonly PatchType[] = ['json', 'merge', 'strategic'];

export const patch: CommandModule = {
  name: 'patch',
  *run(k) {
    const { flags, dryRun } = k;
    const local = flags.flag('local');
    check(k, local);
    const type = (flags.text('type').toLowerCase() || 'strategic') as PatchType;
    const body = patchBody(k);
    const subresource = flags.text('subresource');
    const found = yield* k.find({
      local,
      ...k.usual,
      subresource,
      args: k.args,
    });
    let count = 0;
    yield* found.visit(function* (info) {
      count++;
      const before = info.object as AnyItem;
      if (local || dryRun === 'client') {
        const after = patchLocally(before, type, body) as AnyItem;
        k.print(k.printer(words(!equal(before, after))), after);
        return;
      }
      const helper = info.helper({ dryRun: dryRun === 'server', fieldManager: flags.text('field-manager'), ...(subresource ? { subresource } : {}) });
      try {
        const after = yield* helper.patch(info.namespace, info.name, PATCH_TYPES[type], sent(body));
        k.print(k.printer(words(!equal(before, after))), after);
      } catch (error) {
        if (error instanceof ApiError && error.reason === 'UnsupportedMediaType') throw new KubectlError(`${PATCH_TYPES[type]} is not supported by ${kindText(info.mapping)}: ${error.message}`);
        throw error;
      }
    });
    if (count === 0) throw new KubectlError('no objects passed to patch');
  },
};

const words = (changed: boolean): string => (changed ? 'patched' : 'patched (no change)');

function check(k: Invocation, local: boolean): void {
  const { flags, dryRun } = k;
  const inline = flags.text('patch') !== '';
  const file = flags.text('patch-file') !== '';
  if (inline && file) throw new KubectlError('cannot specify --patch and --patch-file together');
  if (!inline && !file) throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
  if (local && k.args.length) throw new KubectlError('cannot specify --local and server resources');
  if (local && dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const type = flags.text('type');
  if (type !== '' && !TYPES.includes(type.toLowerCase() as PatchType)) throw new KubectlError(`--type must be one of [${TYPES.join(' ')}], not ${goQuote(type)}`);
}

/** JSON as it was given; YAML becomes JSON. */
function patchBody(k: Invocation): string {
  const { flags } = k;
  const file = flags.text('patch-file');
  const text = file ? k.process.files.read(file) : flags.text('patch');
  if (text === undefined) throw new KubectlError(`unable to read patch file: open ${file}: no such file or directory`);
  if (text.trimStart().startsWith('{')) return text;
  try {
    return compactJson(parseYaml(text));
  } catch (error) {
    if (error instanceof YamlError) throw new KubectlError(`unable to parse ${goQuote(flags.text('patch'))}: ${error.message}`);
    throw error;
  }
}

/** Bodies travel as objects where they can be read and are such. */
function sent(body: string): unknown {
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'string' ? body : value;
  } catch {
    return body;
  }
}
