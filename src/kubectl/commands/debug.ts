// kubectl debug: a container more in a running Pod, a changed copy of a Pod, or a Pod that looks at a node.
// Upstream: k8s.io/kubectl/pkg/cmd/debug/debug.go

import { isObject } from '../../base/json.ts';
import { ApiError, notFound } from '../../sim/api/errors.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { parseYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { attachTo, readLog } from '../attaching.ts';
import { checkProfile, withProfile, type Kept, type Style } from '../debugging/profiles.ts';
import { KubectlError, isExpected, messageOf } from '../errors.ts';
import { isImageReference } from '../generators/run.ts';
import { Helper, type RemoteObject } from '../helper.ts';
import type { AnyItem } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { kindOf } from '../output/object.ts';
import { strategicPatch, typedForm } from '../patching.ts';
import { kindText } from '../restMapper.ts';
import { typed } from '../typed.ts';
import { untilWithSync } from '../waiting.ts';

export const debug: CommandModule = {
  name: 'debug',
  *run(k) {
    yield* new Debug(k).run();
  },
};

/** The Pod that is debugged, and the container to join. */
interface Made {
  readonly pod: RemoteObject;
  readonly container: string;
}

class Debug {
  private readonly k: Invocation;
  private readonly names: readonly string[];
  private readonly words: readonly string[];
  private readonly image: string;
  private readonly profile: string;
  private readonly custom: AnyItem | undefined;
  private readonly attach: boolean;

  constructor(k: Invocation) {
    const { flags } = k;
    const dash = flags.argsBeforeDash ?? flags.args.length;
    this.k = k;
    this.names = flags.args.slice(0, dash);
    this.words = flags.args.slice(dash);
    this.image = flags.text('image');
    this.profile = flags.text('profile');
    this.attach = flags.changed('attach') ? flags.flag('attach') : flags.flag('stdin');
    checkProfile(this.profile);
    this.custom = customProfile(k);
    this.check();
  }

  private check(): void {
    const { image, words, names, attach } = this;
    const { flags } = this.k;
    const container = flags.text('container');
    const images = flags.map('set-image');
    if (attach && flags.changed('attach') && image === '' && container === '') throw new KubectlError('you must specify --container or create a new container using --image in order to attach.');
    if (flags.text('copy-to') !== '') {
      if (image === '' && images.size === 0 && words.length === 0) throw new KubectlError('you must specify --image, --set-image or command arguments.');
      if (words.length > 0 && container === '' && image === '') throw new KubectlError('you must specify an existing container or a new image when specifying args.');
    } else {
      for (const [given, name] of [[flags.flag('replace'), 'replace'], [flags.flag('same-node'), 'same-node'], [images.size > 0, 'set-image']] as const) {
        if (given) throw new KubectlError(`--${name} may only be used with --copy-to.`);
      }
      if (image === '') throw new KubectlError('you must specify --image when not using --copy-to.');
    }
    if (image !== '' && !isImageReference(image)) throw new KubectlError(`invalid image name ${goQuote(image)}: invalid reference format`);
    if (names.length === 0 && flags.list('filename').length === 0) throw new KubectlError('NAME or filename is required for debug');
    const policy = flags.text('image-pull-policy');
    if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw new KubectlError(`invalid image pull policy: ${policy}`);
    for (const [name, other] of images) if (!isImageReference(other)) throw new KubectlError(`invalid image name ${goQuote(other)} for container ${goQuote(name)}: invalid reference format`);
    const target = flags.text('target');
    if (target !== '') {
      if (flags.text('copy-to') !== '') throw new KubectlError('--target is incompatible with --copy-to. Use --share-processes instead.');
      this.say(`Targeting container ${goQuote(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.`);
    }
    if (flags.flag('tty') && !flags.flag('stdin')) throw new KubectlError('-i/--stdin is required for containers with -t/--tty=true');
    if (this.profile === 'legacy') this.k.err('--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n');
  }

  private say(text: string): void {
    if (!this.k.flags.flag('quiet')) this.k.out(`${text}\n`);
  }

  *run(): Sim<void> {
    const { k } = this;
    const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, requireNamespace: k.explicitNamespace, files: k.fileOptions, resourceNames: { resource: 'pods', names: this.names } });
    const debugOne = this.debugOne.bind(this);
    const join = this.join.bind(this);
    yield* found.visit(function* (info) {
      const made = yield* debugOne(info.object as AnyItem, () => kindText(info.mapping));
      yield* join(made);
    });
  }

  private *debugOne(object: AnyItem, words: () => string): Sim<Made> {
    switch (kindOf(object)) {
      case 'Node':
        return yield* this.onNode(object);
      case 'Pod':
        return this.k.flags.text('copy-to') === '' ? yield* this.inPod(object) : yield* this.byCopy(object);
      default:
        throw new KubectlError(`${goQuote(words())} not supported by debug`);
    }
  }

  private get pods(): Helper {
    return new Helper(this.k.http, typed('v1', 'Pod'));
  }

  /** What every debugging container has. */
  private container(name: string): AnyItem {
    const { flags } = this.k;
    const env = [...flags.map('env')].map(([key, value]) => ({ name: key, value }));
    const policy = flags.text('image-pull-policy');
    return {
      name,
      image: this.image,
      ...(this.words.length ? { [flags.flag('arguments-only') ? 'args' : 'command']: this.words } : {}),
      ...(env.length ? { env } : {}),
      terminationMessagePolicy: 'File',
      ...(policy ? { imagePullPolicy: policy } : {}),
      ...(flags.flag('stdin') ? { stdin: true } : {}),
      ...(flags.flag('tty') ? { tty: true } : {}),
    };
  }

  private shaped(pod: AnyItem, container: string, style: Style): AnyItem {
    const { flags } = this.k;
    const kept: Kept = {
      labels: flags.flag('keep-labels'),
      annotations: flags.flag('keep-annotations'),
      liveness: flags.flag('keep-liveness'),
      readiness: flags.flag('keep-readiness'),
      startup: flags.flag('keep-startup'),
      initContainers: flags.flag('keep-init-containers'),
    };
    const out = withProfile(pod, container, this.profile, style, kept);
    return this.custom ? withCustom(out, container, this.custom) : out;
  }

  private newName(pod: AnyItem): string {
    const given = this.k.flags.text('container');
    if (given !== '') return given;
    const taken = new Set(allContainers(pod).map((c) => c.name));
    let name = '';
    while (name === '' || taken.has(name)) name = `debugger-${this.suffix()}`;
    this.say(`Defaulting debug container name to ${name}.`);
    return name;
  }

  private suffix(): string {
    return this.k.process.kernel.stream('kubectl/suffix').suffix(5);
  }

  private *inPod(object: AnyItem): Sim<Made> {
    const { flags } = this.k;
    const before = typedForm(object);
    const name = this.newName(before);
    const target = flags.text('target');
    const spec = isObject(before.spec) ? before.spec : {};
    const others = Array.isArray(spec.ephemeralContainers) ? (spec.ephemeralContainers as readonly AnyItem[]) : [];
    const added = { ...this.container(name), ...(target ? { targetContainerName: target } : {}) };
    const after = this.shaped({ ...before, spec: { ...spec, ephemeralContainers: [...others, added] } }, name, 'ephemeral');
    const { name: podName, namespace = '' } = (before as unknown as Pod).metadata;
    try {
      const pod = yield* this.pods.with({ subresource: 'ephemeralcontainers' }).patch(namespace, podName, PATCH_TYPES.strategic, strategicPatch(before, typedForm(after)));
      return { pod, container: name };
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound' && !error.status.details?.name) throw new KubectlError(`ephemeral containers are disabled for this cluster (error from server: ${goQuote(messageOf(error))})`);
      throw error;
    }
  }

  private *byCopy(object: AnyItem): Sim<Made> {
    const { k, words } = this;
    const { flags } = k;
    const pod = typedForm(object);
    const { name: podName, namespace = '', labels, annotations } = (pod as unknown as Pod).metadata;
    const spec: Record<string, unknown> = { ...(isObject(pod.spec) ? pod.spec : {}) };
    delete spec.ephemeralContainers;
    if (flags.changed('share-processes')) spec.shareProcessNamespace = flags.flag('share-processes');
    if (!flags.flag('same-node')) delete spec.nodeName;
    const images = flags.map('set-image');
    const containers = (spec.containers as readonly AnyItem[]).map((c) => {
      const image = images.get(String(c.name)) ?? images.get('*');
      return image ? { ...c, image } : c;
    });
    let name = flags.text('container');
    const copy: AnyItem = { apiVersion: 'v1', kind: 'Pod', metadata: { name: flags.text('copy-to'), namespace, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) }, spec: { ...spec, containers } };
    const known = allContainers(copy).some((c) => c.name === name);
    if (!known && this.image === '') {
      if (images.size === 0) throw new KubectlError('you must specify image when creating new container');
      return { pod: yield* this.pods.create(namespace, typedForm(copy)), container: '' };
    }
    if (!known && name === '') name = this.newName(copy);
    const own = this.container(name);
    const changed = (c: AnyItem): AnyItem => {
      const { args: _, ...rest } = c;
      const { image, terminationMessagePolicy: _policy, ...others } = own;
      return { ...(words.length && !flags.flag('arguments-only') ? rest : c), ...others, ...(image ? { image } : {}), stdin: flags.flag('stdin'), tty: flags.flag('tty') };
    };
    const next = known ? containers.map((c) => (c.name === name ? changed(c) : c)) : [...containers, own];
    const made = this.shaped({ ...copy, spec: { ...spec, containers: next } }, name, 'copy');
    const created = yield* this.pods.create(namespace, typedForm(made));
    if (flags.flag('replace')) yield* this.pods.delete(namespace, podName, { gracePeriodSeconds: 0 });
    return { pod: created, container: name };
  }

  private *onNode(node: AnyItem): Sim<Made> {
    const { k } = this;
    const nodeName = (node as unknown as Pod).metadata.name;
    const container = k.flags.text('container') || 'debugger';
    const name = `node-debugger-${nodeName}-${this.suffix()}`;
    this.say(`Creating debugging pod ${name} with container ${container} on node ${nodeName}.`);
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
      spec: { containers: [this.container(container)], restartPolicy: 'Never', nodeName, tolerations: [{ operator: 'Exists' }] },
    };
    return { pod: yield* this.pods.create(k.namespace, typedForm(this.shaped(pod, container, 'node'))), container };
  }

  // ---- joining it ----

  private *join({ pod, container }: Made): Sim<void> {
    if (!this.attach || container === '') return;
    const { k } = this;
    const { flags } = k;
    const { name, namespace = '' } = pod.metadata;
    k.process.interruptCode = 1;
    const event = yield* untilWithSync(k, this.pods, {
      name,
      namespace,
      condition: ({ type, object }) => {
        if (type === 'DELETED') throw notFound('', 'pods', '');
        const state = stateOf(object, container);
        if (!state) return false;
        if (state.running || state.terminated) return true;
        if (state.waiting?.message && !flags.flag('quiet')) k.err(`Warning: container ${container}: ${state.waiting.message}\n`);
        return false;
      },
    });
    if (!event) return;
    const showLogs = (): Sim<void> => readLog(k, event.object, container, {}, (text) => k.out(text));
    if (stateOf(event.object, container)?.terminated) {
      yield* showLogs();
      return;
    }
    try {
      yield* attachTo(k, event.object, { stdin: flags.flag('stdin'), tty: flags.flag('tty'), quiet: flags.flag('quiet') }, container);
    } catch (error) {
      if (!isExpected(error)) throw error;
      k.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${messageOf(error)}\n`);
      yield* showLogs();
    }
  }
}

interface State {
  readonly running?: object;
  readonly terminated?: object;
  readonly waiting?: { readonly message?: string };
}

function stateOf(pod: RemoteObject, container: string): State | undefined {
  const { status } = pod as unknown as Pod;
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])];
  return all.find((c) => c.name === container)?.state as State | undefined;
}

function allContainers(pod: AnyItem): readonly { readonly name: string }[] {
  const spec = isObject(pod.spec) ? pod.spec : {};
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => (Array.isArray(spec[list]) ? (spec[list] as { name: string }[]) : []));
}

function customProfile(k: Invocation): AnyItem | undefined {
  const path = k.flags.text('custom');
  if (path === '') return undefined;
  const text = k.process.files.read(path);
  if (text === undefined) throw new KubectlError(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`);
  const value = parseYaml(text) as unknown;
  if (!isObject(value)) throw new KubectlError(`${path} does not contain a valid container spec`);
  if (value.name || value.command || value.image || value.lifecycle || value.volumeDevices) throw new KubectlError('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
  return value;
}

function withCustom(pod: AnyItem, container: string, custom: AnyItem): AnyItem {
  const spec = isObject(pod.spec) ? pod.spec : {};
  const out: Record<string, unknown> = { ...spec };
  for (const list of ['containers', 'ephemeralContainers']) {
    if (Array.isArray(spec[list])) out[list] = (spec[list] as readonly AnyItem[]).map((c) => (c.name === container ? { ...c, ...custom } : c));
  }
  return { ...pod, spec: out };
}
