// kubectl run: one Pod, and with --attach or -it what it prints.
// Upstream: k8s.io/kubectl/pkg/cmd/run/run.go

import { isObject } from '../../base/json.ts';
import type { Micros } from '../../base/time.ts';
import { ApiError, notFound } from '../../sim/api/errors.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { attachTo, shownLogs } from '../attaching.ts';
import { contextFor } from './createObjects.ts';
import { deleteAll } from '../deleting.ts';
import { ExitError, KubectlError, isExpected, throwAll } from '../errors.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import { planRun, podToRun, serviceToRun, type RunPlan } from '../generators/run.ts';
import { Helper } from '../helper.ts';
import { withNamespace, type AnyItem } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { apiVersionOf, kindOf, nameOf, namespaceOf } from '../output/object.ts';
import { typedForm } from '../patching.ts';
import { typed } from '../typed.ts';
import { TimedOut, untilWithSync } from '../waiting.ts';
import type { WatchEvent } from '../../sim/api/types.ts';
import type { RemoteObject } from '../helper.ts';

export const run: CommandModule = {
  name: 'run',
  *run(k) {
    const { flags, dryRun } = k;
    const printer = k.printer('created', true);
    const plan = planRun(flags, dryRun, k.commandPath);
    yield* k.discovery.load();
    const context = yield* contextFor(k, false);
    const pod = yield* send(k, podToRun(plan.name, flags, context) as AnyItem);
    const created = [pod];
    const errors: Error[] = [];
    if (flags.flag('expose')) {
      const service = yield* k.attempt(send(k, serviceToRun(plan.name, flags, context) as AnyItem), errors);
      if (service) {
        created.push(service);
        k.print(printer, service);
        if (flags.text('output') === 'yaml') k.out('---\n');
      }
    }
    if (plan.attach) {
      yield* attached(k, plan, pod, created);
      return;
    }
    k.print(printer, pod);
    throwAll(errors);
  },
};

function* send(k: Invocation, made: AnyItem): Sim<AnyItem> {
  const { flags, dryRun } = k;
  if (dryRun === 'client') return k.explicitNamespace ? typedForm(withNamespace(made, k.namespace)) : made;
  const object = withSavedConfig(made, flags.flag('save-config'), true);
  const helper = new Helper(k.http, typed(apiVersionOf(object), kindOf(object)), { dryRun: dryRun === 'server', fieldManager: flags.text('field-manager') });
  return typedForm(yield* helper.create(k.namespace, object));
}

// ---- attached ----

function* attached(k: Invocation, plan: RunPlan, pod: AnyItem, created: readonly AnyItem[]): Sim<void> {
  let failure: unknown;
  try {
    yield* follow(k, plan, pod);
  } catch (error) {
    if (!isExpected(error)) throw error;
    failure = error;
  }
  if (plan.remove) yield* removeAll(k, created);
  if (failure) throw failure;
}

function* follow(k: Invocation, plan: RunPlan, pod: AnyItem): Sim<void> {
  const name = nameOf(pod);
  const namespace = namespaceOf(pod);
  const running = yield* waitForPod(k, namespace, name, (event) => ['Succeeded', 'Failed'].includes(phaseOf(event.object)) || isRunningAndReady(event.object));
  const phase = phaseOf(running);
  if (phase === 'Succeeded' || phase === 'Failed') yield* shownLogs(k, running, {});
  else {
    try {
      yield* attachTo(k, running, { stdin: k.flags.flag('stdin'), tty: k.flags.flag('tty') });
    } catch (error) {
      // It ended in the moment between.
      if (!(error instanceof ApiError)) throw error;
      k.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
      yield* shownLogs(k, running, {});
    }
  }
  if (k.flags.flag('leave-stdin-open') || plan.restartPolicy === 'Always') return;
  const onlySuccess = plan.restartPolicy === 'OnFailure';
  const ended = yield* waitForPod(k, namespace, name, (event) => phaseOf(event.object) === 'Succeeded' || (!onlySuccess && phaseOf(event.object) === 'Failed'));
  reportEnd(ended, `${namespace}/${name}`);
}

function reportEnd(pod: RemoteObject, name: string): void {
  const phase = phaseOf(pod);
  if (phase === 'Succeeded') return;
  if (phase !== 'Failed') throw new KubectlError(`pod ${name} left in phase ${phase}`);
  const terminated = terminationOf(pod);
  if (!terminated || !terminated.exitCode) throw new KubectlError(`pod ${name} failed with unknown exit code`);
  throw new ExitError(terminated.exitCode, `pod ${name} terminated (${terminated.reason ?? ''})\n${terminated.message ?? ''}`);
}

function* waitForPod(k: Invocation, namespace: string, name: string, condition: (event: WatchEvent<RemoteObject>) => boolean): Sim<RemoteObject> {
  k.process.interruptCode = 1;
  const deadline = (k.process.kernel.now + k.flags.duration('pod-running-timeout') * 1000) as Micros;
  const event = yield* untilWithSync(k, new Helper(k.http, typed('v1', 'Pod')), {
    name,
    namespace,
    deadline,
    condition(e) {
      if (e.type === 'DELETED') throw notFound('', 'pods', '');
      return condition(e);
    },
  });
  if (!event) throw new TimedOut();
  return event.object;
}

const statusOf = (pod: RemoteObject): AnyItem => (isObject(pod.status) ? pod.status : {});
const phaseOf = (pod: RemoteObject): string => String(statusOf(pod).phase ?? '');

function isRunningAndReady(pod: RemoteObject): boolean {
  const { conditions } = statusOf(pod);
  return phaseOf(pod) === 'Running' && Array.isArray(conditions) && conditions.some((c) => isObject(c) && c.type === 'Ready' && c.status === 'True');
}

function terminationOf(pod: RemoteObject): { readonly exitCode?: number; readonly reason?: string; readonly message?: string } | undefined {
  const [first] = (statusOf(pod).containerStatuses ?? []) as readonly { state?: { terminated?: { exitCode?: number; reason?: string; message?: string } } }[];
  return first?.state?.terminated;
}

function* removeAll(k: Invocation, objects: readonly AnyItem[]): Sim<void> {
  for (const object of objects) {
    const found = yield* k.find({ continueOnError: true, namespace: namespaceOf(object), defaultNamespace: true, resourceNames: { resource: typed(apiVersionOf(object), kindOf(object)).plural, names: [nameOf(object)] }, flatten: true });
    yield* deleteAll(k, found, { gracePeriod: k.flags.number('grace-period'), propagation: 'Background', ignoreNotFound: true, wait: false, timeoutMs: 0, dryRun: 'none', nameOnly: false, quiet: k.flags.flag('quiet') });
  }
}
