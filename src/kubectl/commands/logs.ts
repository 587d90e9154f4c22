// kubectl logs: what containers printed, and with -f what they go on to print.
// Upstream: k8s.io/kubectl/pkg/cmd/logs/logs.go

import { parseTime } from '../../base/time.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { all, type Sim } from '../../sim/kernel/task.ts';
import { readLog, type LogQuery } from '../attaching.ts';
import { isListObject } from '../lists.ts';
import { KubectlError, isExpected, isNotFound, messageOf } from '../errors.ts';
import type { RemoteObject } from '../helper.ts';
import type { AnyItem } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { itemsOf, kindOf, nameOf, namespaceOf } from '../output/object.ts';
import { byLogging, containerNamed, containerNames, containersIn, defaultContainer, defaulted, goType, podsFor, selectorOf } from '../podPicking.ts';

const USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

interface Source {
  readonly pod: RemoteObject;
  readonly container: string;
}

export const logs: CommandModule = {
  name: 'logs',
  *run(k) {
    yield* new Logs(k).run();
  },
};

class Logs {
  private readonly k: Invocation;
  private readonly container: string;
  private readonly resource: string;
  private readonly selector: string;

  constructor(k: Invocation) {
    this.k = k;
    const { flags, args } = k;
    this.selector = flags.text('selector');
    if (args.length > 2 || (args.length === 0 && this.selector === '')) throw k.usage(USAGE);
    if (args.length === 1 && this.selector !== '') throw k.usage('only a selector (-l) or a POD name is allowed');
    this.resource = args[0] ?? '';
    this.container = args[1] ?? flags.text('container');
  }

  *run(): Sim<void> {
    const { k } = this;
    const query = this.query();
    k.process.interruptCode = 130;
    const object = yield* this.find();
    this.check();
    const sources = yield* this.sources(object);
    const follow = k.flags.flag('follow');
    if (follow && sources.length > 1) {
      const max = k.flags.number('max-log-requests');
      if (sources.length > max) throw new KubectlError(`you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${max}, use --max-log-requests to increase the limit`);
      yield* all(k.process.kernel, 'kubectl/logs', sources.map((source) => this.consume(source, query)));
      return;
    }
    for (const source of sources) yield* this.consume(source, query);
  }

  private check(): void {
    const { flags, args } = this.k;
    if (flags.text('since-time') !== '' && flags.duration('since') !== 0) throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (flags.flag('all-containers') && this.container !== '') throw new KubectlError(`--all-containers=true should not be specified with container name ${this.container}`);
    if (flags.changed('container') && args.length === 2) throw new KubectlError('only one of -c or an inline [CONTAINER] arg is allowed');
    if (flags.number('limit-bytes') < 0) throw new KubectlError('--limit-bytes must be greater than 0');
    if (flags.duration('since') < 0) throw new KubectlError('--since must be greater than 0');
    if (flags.number('tail') < -1) throw new KubectlError('--tail must be greater than or equal to -1');
  }

  private query(): LogQuery {
    const { flags } = this.k;
    if (flags.duration('pod-running-timeout') <= 0) throw new KubectlError('--pod-running-timeout must be higher than zero');
    const sinceTime = flags.text('since-time');
    if (sinceTime !== '' && parseTime(sinceTime) === undefined) throw new KubectlError(`parsing time ${goQuote(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${goQuote(sinceTime)} as "2006"`);
    const since = flags.duration('since');
    const tail = flags.number('tail');
    const tailLines = this.selector !== '' && tail === -1 && !flags.changed('tail') ? 10 : tail;
    return {
      ...(flags.flag('follow') ? { follow: 'true' } : {}),
      ...(flags.flag('previous') ? { previous: 'true' } : {}),
      ...(flags.flag('timestamps') ? { timestamps: 'true' } : {}),
      ...(flags.flag('insecure-skip-tls-verify-backend') ? { insecureSkipTLSVerifyBackend: 'true' } : {}),
      ...(sinceTime ? { sinceTime } : {}),
      ...(flags.number('limit-bytes') ? { limitBytes: String(flags.number('limit-bytes')) } : {}),
      ...(since ? { sinceSeconds: String(Math.round(since / 1000)) } : {}),
      ...(tailLines !== -1 ? { tailLines: String(tailLines) } : {}),
    };
  }

  private *find(): Sim<AnyItem> {
    const { k } = this;
    const found = yield* k.find({
      namespace: k.namespace,
      defaultNamespace: true,
      singleResourceType: true,
      ...(this.resource ? { resourceNames: { resource: 'pods', names: [this.resource] } } : { resourceTypes: ['pods'], labelSelector: this.selector }),
    });
    const { infos, error } = yield* found.infos();
    if (error) throw isNotFound(error) ? new KubectlError(`error from server (NotFound): ${error.message} in namespace ${goQuote(k.namespace)}`) : error;
    if (this.selector === '' && infos.length !== 1) throw new KubectlError('expected a resource');
    const object = infos[0]?.object as AnyItem;
    if (this.selector !== '' && itemsOf(object).length === 0) k.err(`No resources found in ${k.namespace} namespace.\n`);
    return object;
  }

  // ---- which containers ----

  private *sources(object: AnyItem): Sim<readonly Source[]> {
    if (isListObject(object)) return itemsOf(object).flatMap((pod) => this.podSources({ apiVersion: 'v1', kind: 'Pod', ...(pod as object) } as unknown as RemoteObject));
    if (kindOf(object) === 'Pod') return this.podSources(object as unknown as RemoteObject);
    const { k } = this;
    let selector: string;
    try {
      selector = selectorOf(object);
    } catch (error) {
      throw error instanceof KubectlError ? new KubectlError(`cannot get the logs from ${goType(object)}: ${error.message}`) : error;
    }
    const pods = yield* podsFor(k, namespaceOf(object), selector, k.flags.duration('pod-running-timeout'), byLogging);
    if (k.flags.flag('all-pods')) return pods.flatMap((pod) => this.podSources(pod));
    const [pod] = pods as [RemoteObject];
    if (pods.length > 1) k.err(`Found ${pods.length} pods, using pod/${nameOf(pod)}\n`);
    return this.podSources(pod);
  }

  private podSources(pod: RemoteObject): readonly Source[] {
    const { k } = this;
    if (k.flags.flag('all-containers')) {
      return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((field) => containersIn(pod, field).map((c) => ({ pod, container: c.name })));
    }
    let container = this.container;
    const preset = defaultContainer(pod);
    if (container === '' && preset !== '') {
      if (containerNamed(pod, preset)) container = preset;
      else k.err(`Default container name ${goQuote(preset)} not found in pod ${nameOf(pod)}\n`);
    }
    if (container === '') {
      container = containersIn(pod, 'containers')[0]?.name ?? '';
      if (!k.flags.flag('all-pods')) defaulted(k, pod, container);
    }
    if (!containerNamed(pod, container)) throw new KubectlError(`container ${container} is not valid for pod ${nameOf(pod)} out of: ${containerNames(pod)}`);
    return [{ pod, container }];
  }

  // ---- reading ----

  private *consume({ pod, container }: Source, query: LogQuery): Sim<void> {
    const { k } = this;
    const prefix = k.flags.flag('prefix') || k.flags.flag('all-pods') ? `[pod/${nameOf(pod)}/${container}] ` : '';
    const print = (text: string): void => k.out(prefix ? text.replace(/[^\n]*\n|[^\n]+$/g, (line) => prefix + line) : text);
    const deadline = k.process.kernel.now + k.flags.duration('pod-running-timeout') * 1000;
    for (;;) {
      try {
        yield* readLog(k, pod, container, query, print);
        return;
      } catch (error) {
        if (!isExpected(error)) throw error;
        if (k.flags.flag('ignore-errors')) {
          k.out(`error: ${messageOf(error)}\n`);
          return;
        }
        if (query.follow !== 'true') throw error;
        k.err(`${messageOf(error)}\n`);
        if (!(error instanceof ApiError)) throw error;
        if (k.process.kernel.now + 1_000_000 > deadline) throw new KubectlError('timed out waiting for the condition');
      }
      yield* k.process.sleepMs(1000);
    }
  }
}
