// kubectl describe: things in detail, with what happened to them lately.
// Upstream: k8s.io/kubectl/pkg/cmd/describe/describe.go

import type { Sim } from '../../sim/kernel/task.ts';
import { Description } from '../describe/describer.ts';
import { describerFor } from '../describe/index.ts';
import { KubectlError, isExpected, isNotFound, throwAll } from '../errors.ts';
import type { Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import type { Mapping } from '../restMapper.ts';

export const describe: CommandModule = {
  name: 'describe',
  *run(k) {
    const { flags, args } = k;
    const allNamespaces = flags.flag('all-namespaces');
    const { namespace } = k;
    if (args.length === 0 && !k.hasFiles) throw new KubectlError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n');
    const found = yield* k.find({
      ...k.usual,
      allNamespaces,
      requireNamespace: k.explicitNamespace && !allNamespaces,
      labelSelector: flags.text('selector'),
      allowEmptySelector: true,
      args,
      chunkSize: flags.number('chunk-size'),
    });
    const { infos, error } = yield* found.infos();
    const showEvents = flags.flag('show-events') && (flags.changed('show-events') || (!error && infos.length <= 1));
    if (error && isNotFound(error) && args.length === 2) {
      yield* byPrefix(k, error, showEvents);
      return;
    }
    const errors: Error[] = error ? [error] : [];
    const texts = yield* describeAll(k, infos, showEvents, errors);
    if (infos.length === 0 && errors.length === 0) k.err(allNamespaces ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
    k.out(texts.join('\n\n'));
    throwAll(errors);
  },
};

function* describeAll(k: Invocation, infos: readonly Info[], showEvents: boolean, errors: Error[]): Sim<readonly string[]> {
  const texts: string[] = [];
  const seen = new Set<string>();
  for (const info of infos) {
    try {
      texts.push(yield* description(k, info.mapping, info.namespace, info.name, showEvents));
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!seen.has(error.message)) errors.push(error);
      seen.add(error.message);
    }
  }
  return texts;
}

export function* description(k: Invocation, mapping: Mapping, namespace: string, name: string, showEvents: boolean): Sim<string> {
  const d = new Description(k, mapping, namespace, name, showEvents);
  yield* describerFor(mapping.group, mapping.kind)(d);
  return d.page.text();
}

/** `kubectl describe pod we`: nothing has that name, but some names may begin so. */
function* byPrefix(k: Invocation, notFound: Error, showEvents: boolean): Sim<void> {
  const [resource = '', prefix = ''] = k.args;
  const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, allowEmptySelector: true, args: [resource], singleResourceType: true, chunkSize: k.flags.number('chunk-size'), flatten: true });
  const { infos, error } = yield* found.infos();
  if (error) throw error;
  const named = infos.filter((info) => info.name.startsWith(prefix));
  if (named.length === 0) throw notFound;
  for (const info of named) k.out(`${yield* description(k, info.mapping, info.namespace, info.name, showEvents)}\n`);
}
