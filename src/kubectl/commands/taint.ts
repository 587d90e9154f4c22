// kubectl taint: puts taints on nodes and takes them away.
// Upstream: k8s.io/kubectl/pkg/cmd/taint

import { PATCH_TYPES } from '../../sim/api/http.ts';
import { isLabelValue, isQualifiedName } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Node } from '../../sim/kinds/node.ts';
import { validationOf } from '../generators/context.ts';
import { KubectlError, throwAll } from '../errors.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { strategicPatch, typedForm } from '../patching.ts';

type Taint = NonNullable<Node['spec']['taints']>[number];

interface Change {
  readonly add: readonly Taint[];
  readonly remove: readonly { readonly key: string; readonly effect: string }[];
}

export const taint: CommandModule = {
  name: 'taint',
  *run(k) {
    const { flags } = k;
    void k.dryRun;
    const { resources, specs } = split(k.args);
    if (resources.length < 1) throw new KubectlError('one or more resources must be specified as <resource> <name>');
    if (specs.length < 1) throw new KubectlError('at least one taint update is required');
    const change = parse(k, specs);
    yield* check(k, resources, change);
    const selector = flags.text('selector');
    const all = flags.flag('all');
    const found = yield* k.find({
      continueOnError: true,
      namespace: k.namespace,
      defaultNamespace: true,
      ...(selector || all ? { resourceTypes: ['node'] } : { resourceNames: { resource: 'node', names: resources.slice(1) } }),
      labelSelector: selector,
      selectAll: all,
      latest: true,
      flatten: true,
    });
    yield* found.visit((info) => taintOne(k, info, change));
  },
};

/** What has `=`, `:` or a `-` at its end is a taint. */
function split(args: readonly string[]): { readonly resources: readonly string[]; readonly specs: readonly string[] } {
  const isSpec = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-');
  const first = args.findIndex(isSpec);
  if (first < 0) return { resources: args, specs: [] };
  const specs = args.slice(first);
  const late = specs.find((word) => !isSpec(word));
  if (late !== undefined) throw new KubectlError(`all resources must be specified before taint changes: ${late}`);
  return { resources: args.slice(0, first), specs };
}

function parse(k: Invocation, specs: readonly string[]): Change {
  const add: Taint[] = [];
  const remove: { key: string; effect: string }[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = parseOne(k, spec.slice(0, -1));
      remove.push({ key, effect });
      continue;
    }
    const one = parseOne(k, spec);
    if (one.effect === '') throw k.usage(`invalid taint spec: ${spec}`);
    if (add.some((other) => other.key === one.key && other.effect === one.effect)) throw k.usage(`duplicated taints with the same key and effect: {${one.key} ${one.value ?? ''} ${one.effect} <nil>}`);
    add.push(one as Taint);
  }
  return { add, remove };
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function parseOne(k: Invocation, spec: string): { readonly key: string; readonly value?: string; readonly effect: string } {
  const [head = '', effect, ...more] = spec.split(':');
  if (more.length) throw k.usage(`invalid taint spec: ${spec}`);
  let key = head;
  let value: string | undefined;
  if (effect !== undefined) {
    if (!EFFECTS.includes(effect)) throw k.usage(`invalid taint effect: ${effect}, unsupported taint effect`);
    const parts = head.split('=');
    if (parts.length > 2) throw k.usage(`invalid taint spec: ${spec}`);
    key = parts[0] ?? '';
    value = parts[1];
    const faults = value === undefined ? [] : isLabelValue(value);
    if (faults.length) throw k.usage(`invalid taint spec: ${spec}, ${faults.join('; ')}`);
  }
  const faults = isQualifiedName(key);
  if (faults.length) throw k.usage(`invalid taint spec: ${spec}, ${faults.join('; ')}`);
  return { key, ...(value ? { value } : {}), effect: effect ?? '' };
}

function* check(k: Invocation, resources: readonly string[], { add, remove }: Change): Sim<void> {
  const type = (resources[0] as string).toLowerCase();
  const { kind } = yield* k.mapper.resourceFor(type);
  if (kind !== 'Node') throw new KubectlError(`invalid resource type ${type}, only node types are supported`);
  const both = add.flatMap((a) => remove.filter((r) => a.key === r.key && (r.effect === '' || a.effect === r.effect)));
  if (both.length) throw new KubectlError(`can not both modify and remove the following taint(s) in the same command: ${both.map((r) => `${r.key}=${r.effect}`).join(', ')}`);
  const { flags } = k;
  if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited");
  if (!flags.flag('all') && flags.text('selector') === '' && resources.length < 2) throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set");
}

function* taintOne(k: Invocation, info: Info, change: Change): Sim<void> {
  const { flags } = k;
  const before = typedForm(info.object as AnyItem);
  const { operation, after } = changed(before as unknown as Node, change, flags.flag('overwrite'));
  const patch = strategicPatch(before, typedForm(after as unknown as AnyItem));
  const printer = k.printer(operation, true);
  if (k.dryRun === 'client') {
    k.print(printer, typedForm(after as unknown as AnyItem));
    return;
  }
  const helper = info.helper({ dryRun: k.dryRun === 'server', fieldManager: flags.text('field-manager'), fieldValidation: validationOf(flags) });
  k.print(printer, typedForm(yield* helper.patch(info.namespace, info.name, PATCH_TYPES.strategic, patch)));
}

const same = (a: { readonly key: string; readonly effect: string }, b: Taint): boolean => a.key === b.key && a.effect === b.effect;

/** New taints come first, then those that were there. */
function changed(node: Node, { add, remove }: Change, overwrite: boolean): { readonly operation: string; readonly after: Node } {
  const old = node.spec.taints ?? [];
  const there = add.flatMap((a) => old.filter((o) => same(a, o)).map(() => a.key));
  if (!overwrite && there.length) throw new KubectlError(`node ${node.metadata.name} already has ${there.join(',')} taint(s) with same effect(s) and --overwrite is false`);
  let taints = [...add, ...old.filter((o) => !add.some((a) => same(a, o)))];
  const added = taints.length !== old.length;
  const errors: Error[] = [];
  let removed = false;
  for (const wanted of remove) {
    const kept = taints.filter((t) => (wanted.effect ? !same(wanted, t) : wanted.key !== t.key));
    removed = kept.length !== taints.length;
    taints = kept;
    if (!removed) errors.push(new KubectlError(`taint ${goQuote(wanted.effect ? `${wanted.key}:${wanted.effect}` : wanted.key)} not found`));
  }
  throwAll(errors);
  const operation = (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted';
  const { taints: _, ...spec } = node.spec;
  return { operation, after: { ...node, spec: taints.length ? { ...spec, taints } : spec } as Node };
}
