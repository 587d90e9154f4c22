// kubectl wait: until a condition holds, a field has a value, a thing is there or gone.
// Upstream: k8s.io/kubectl/pkg/cmd/wait

import { isObject } from '../../base/json.ts';
import type { Micros } from '../../base/time.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { LOCAL_NEEDS_FILES, type Resources } from '../builder.ts';
import { withoutNotFound } from '../lists.ts';
import { KubectlError, isNotFound } from '../errors.ts';
import type { RemoteObject } from '../helper.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { goText } from '../output/goValue.ts';
import { parseJsonPath, type ListNode } from '../output/jsonpath.ts';
import { findJsonPath } from '../output/jsonpathFind.ts';
import { relaxedPath } from '../output/relaxedPath.ts';
import { TimedOut, untilWithSync } from '../waiting.ts';
import { notFound } from '../../sim/api/errors.ts';

/** A week is for ever. */
export const FOREVER_MS = 168 * 3_600_000;

type Check = (k: Invocation, info: Info, how: WaitTime) => Sim<AnyItem | undefined>;

export interface WaitTime {
  readonly timeoutMs: number;
  readonly deadline: Micros;
}

export const wait: CommandModule = {
  name: 'wait',
  *run(k) {
    const { flags } = k;
    const printer = k.printer('condition met');
    const conditions = flags.list('for');
    const checks = checksFor(conditions);
    const given = flags.duration('timeout');
    const timeoutMs = given < 0 ? FOREVER_MS : given;
    const deadline = (k.process.kernel.now + timeoutMs * 1000) as Micros;
    k.process.interruptCode = 1;
    const isFor = (word: string): boolean => conditions.some((c) => c.toLowerCase() === word);
    if (isFor('create')) yield* untilCreated(k, { timeoutMs, deadline });
    let count = 0;
    const found = yield* find(k);
    const visited = found.visit(function* (info) {
      count++;
      for (const check of checks) {
        const object = yield* check(k, info, { timeoutMs, deadline });
        k.print(printer, object ?? info.object);
      }
    });
    try {
      yield* visited;
    } catch (error) {
      const left = isFor('delete') ? withoutNotFound(error as Error) : error;
      if (left) throw left;
    }
    if (count === 0 && !isFor('delete')) throw new KubectlError('no matching resources found');
  },
};

function* find(k: Invocation): Sim<Resources> {
  const { flags } = k;
  const local = flags.flag('local');
  if (local && k.args.length) throw new KubectlError(LOCAL_NEEDS_FILES);
  const common = { local, ...k.usual, allNamespaces: flags.flag('all-namespaces') };
  return yield* k.find(local ? common : { ...common, args: k.args, allowEmptySelector: flags.flag('all'), labelSelector: flags.text('selector'), fieldSelector: flags.text('field-selector'), latest: true });
}

function* untilCreated(k: Invocation, how: WaitTime): Sim<void> {
  for (;;) {
    const found = yield* find(k);
    const { infos, error } = yield* found.infos();
    if (error && !isNotFound(error)) throw error;
    if (!error && infos.length > 0) return;
    if (k.process.kernel.now + 500_000 > how.deadline) {
      yield* k.process.sleepMs(Math.max(0, how.deadline - k.process.kernel.now) / 1000);
      throw new TimedOut();
    }
    yield* k.process.sleepMs(500);
  }
}

function checksFor(conditions: readonly string[]): readonly Check[] {
  if (conditions.length === 0) throw new KubectlError('unrecognized condition: []');
  return conditions.map((text): Check => {
    const lower = text.toLowerCase();
    if (lower === 'delete') return (k, info, how) => isDeleted(k, info, how, undefined);
    if (lower === 'create') return isThere;
    if (text.startsWith('condition=')) {
      const [name = '', ...value] = text.slice('condition='.length).split('=');
      return (k, info, how) => until(k, info, how, (object) => conditionHolds(object, name, value.length ? value.join('=') : 'true'));
    }
    if (text.startsWith('jsonpath=')) {
      const { path, value } = parsePath(text.slice('jsonpath='.length));
      return (k, info, how) => until(k, info, how, (object) => fieldHolds(object, path, value));
    }
    throw new KubectlError(`unrecognized condition: ${goQuote(text)}`);
  });
}

function* isThere(_k: Invocation, info: Info): Sim<AnyItem | undefined> {
  if (info.name === '') throw new KubectlError('resource name must be provided');
  return info.object;
}

const timedOutOn = (info: Info): KubectlError => new KubectlError(`timed out waiting for the condition on ${info.mapping.plural}/${info.name}`);

/** Gone, or replaced by another object of the name where the uid is known. */
export function* isDeleted(k: Invocation, info: Info, how: WaitTime, uid: string | undefined): Sim<AnyItem | undefined> {
  if (info.name === '') throw new KubectlError('resource name must be provided');
  const helper = info.helper();
  let object: RemoteObject;
  try {
    object = yield* helper.get(info.namespace, info.name);
  } catch (error) {
    if (isNotFound(error)) return info.object;
    throw error;
  }
  const isOther = (o: RemoteObject | undefined): boolean => o === undefined || (uid !== undefined && o.metadata.uid !== uid);
  if (isOther(object)) return object;
  if (how.timeoutMs === 0) throw new KubectlError(`condition not met for ${info.objectName}`);
  try {
    yield* untilWithSync(k, helper, { name: info.name, namespace: info.namespace, deadline: how.deadline, precondition: isOther, condition: (event) => event.type === 'DELETED' });
  } catch (error) {
    throw error instanceof TimedOut ? timedOutOn(info) : error;
  }
  return object;
}

function* until(k: Invocation, info: Info, how: WaitTime, holds: (object: RemoteObject) => boolean): Sim<AnyItem | undefined> {
  if (info.name === '') throw new KubectlError('resource name must be provided');
  const helper = info.helper();
  if (how.timeoutMs === 0) {
    const object = yield* helper.get(info.namespace, info.name);
    if (!holds(object)) throw new KubectlError(`condition not met for ${info.objectName}`);
    return object;
  }
  try {
    const event = yield* untilWithSync(k, helper, {
      name: info.name,
      namespace: info.namespace,
      deadline: how.deadline,
      precondition(object) {
        if (!object) throw notFound(info.mapping.group, info.mapping.plural, info.name);
        return false;
      },
      condition: (e) => e.type !== 'DELETED' && e.type !== 'ERROR' && holds(e.object),
    });
    return event?.object;
  } catch (error) {
    throw error instanceof TimedOut ? timedOutOn(info) : error;
  }
}

function conditionHolds(object: RemoteObject, name: string, wanted: string): boolean {
  const status = isObject(object.status) ? object.status : {};
  for (const condition of Array.isArray(status.conditions) ? (status.conditions as unknown[]) : []) {
    if (!isObject(condition) || typeof condition.type !== 'string' || condition.type.toLowerCase() !== name.toLowerCase() || typeof condition.status !== 'string') continue;
    const observed = condition.observedGeneration ?? status.observedGeneration;
    if (object.metadata.generation !== undefined && typeof observed === 'number' && observed < object.metadata.generation) return false;
    return condition.status.toLowerCase() === wanted.toLowerCase();
  }
  return false;
}

// ---- jsonpath ----

function parsePath(input: string): { readonly path: ListNode; readonly value: string | undefined } {
  const parts = splitAtEquals(input);
  const [text = '', given] = parts;
  if (parts.length > 2) throw new KubectlError("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'");
  const relaxed = relaxedPath(text);
  if (given === undefined) return { path: parse(relaxed), value: undefined };
  const value = given.replace(/^['"]+|['"]+$/g, '');
  if (value === '') throw new KubectlError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  return { path: parse(relaxed), value };
}

function parse(path: string): ListNode {
  if (path === '') throw new KubectlError('jsonpath expression cannot be empty');
  return parseJsonPath(path);
}

/** Double equals signs belong to filters. */
function splitAtEquals(input: string): readonly string[] {
  return input.split(/(?<!=)=(?!=)/);
}

function fieldHolds(object: RemoteObject, path: ListNode, value: string | undefined): boolean {
  const results = findJsonPath(path, object);
  const [first] = results;
  if (!first || first.length === 0) return false;
  if (results.length > 1) throw new KubectlError('given jsonpath expression matches more than one list');
  if (first.length > 1) throw new KubectlError('given jsonpath expression matches more than one value');
  if (value === undefined) return true;
  if (typeof first[0] === 'object' && first[0] !== null) throw new KubectlError('jsonpath leads to a nested object or list which is not supported');
  return goText(first[0]).trim() === value.trim();
}
