// kubectl expose: a Service for Pods, found by the labels and ports of the object that is exposed.
// Upstream: k8s.io/kubectl/pkg/cmd/expose/expose.go, k8s.io/kubectl/pkg/polymorphichelpers

import { isObject } from '../../base/json.ts';
import type { Flags } from '../flags.ts';
import { parseDecimal } from '../flags/values.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import { groupOf, kindOf, labelsOf, nameOf, type Item } from '../output/object.ts';
import { namespaceFor, type GeneratorContext } from './context.ts';
import { intOrString } from './intOrString.ts';
import { parseLabelSpec, type LabelMap } from './labelSpec.ts';
import { withOverrides } from './localPatch.ts';

const EXPOSABLE = ['ReplicationController', 'Service', 'Pod', 'Deployment.apps', 'ReplicaSet.apps'];

/**
 * Makes the Services of one command. What it has found out about one object it also takes for those after it, as the real
 * one does: the second of two exposed Pods gets a Service for the first.
 */
export class Exposer {
  private readonly flags: Flags;
  private readonly context: GeneratorContext;
  private selector: LabelMap | undefined;
  private labels: LabelMap | undefined;
  private ports: readonly string[] | undefined;
  private manyPorts: readonly string[] | undefined;
  private protocols: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(flags: Flags, context: GeneratorContext) {
    this.flags = flags;
    this.context = context;
  }

  /** The Service for an object, overrides applied. */
  service(object: unknown): Item {
    const { flags } = this;
    const text = (name: string): string => flags.text(name);
    const group = groupOf(object);
    const kind = `${kindOf(object)}${group && `.${group}`}`;
    if (!EXPOSABLE.includes(kind)) throw new KubectlError(`cannot expose a ${kind}`);
    this.lookAt(object);
    const name = text('name') || nameOf(object).slice(0, 63);
    const selector = text('selector') === '' ? (this.selector as LabelMap) : parseLabelSpec(text('selector'));
    const labels = text('labels') === '' ? this.labels : parseLabelSpec(text('labels'));
    if (name === '') throw new KubectlError('name must be specified');
    const ports = servicePorts(this.manyPorts ?? this.ports ?? [], text('protocol'), this.protocols);
    const affinity = text('session-affinity');
    if (!['', 'None', 'ClientIP'].includes(affinity)) throw new KubectlError(`unknown session affinity: ${affinity}`);
    const targetPort = text('target-port');
    const type = text('type');
    const service = goForm({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, labels, namespace: namespaceFor(this.context) },
      spec: {
        selector,
        ports: ports.map((port) => ({ ...port, targetPort: targetPort === '' ? port.port : intOrString(targetPort) })),
        externalIPs: text('external-ip') === '' ? undefined : [text('external-ip')],
        type,
        loadBalancerIP: type === 'LoadBalancer' ? text('load-balancer-ip') : undefined,
        sessionAffinity: affinity,
        clusterIP: text('cluster-ip'),
      },
    });
    return withOverrides(service, flags);
  }

  private lookAt(object: unknown): void {
    const { flags } = this;
    if (flags.text('selector') === '' && !this.selector) {
      const found = selectorOf(object);
      if (Object.keys(found).length > 0) this.selector = found;
    }
    if (flags.text('port') !== '') this.ports = flags.text('port').split(',');
    else if (!this.ports) {
      const found = [...new Set(portEntries(object).map((p) => p.port))];
      if (found.length === 0 && flags.text('cluster-ip') !== 'None') throw new KubectlError("couldn't find port via --port flag or introspection");
      if (found.length === 1) this.ports = found;
      if (found.length > 1) this.manyPorts = found;
    }
    const protocols = protocolsOf(object);
    if (protocols.size > 0) this.protocols = protocols;
    const labels = labelsOf(object);
    if (!this.labels && Object.keys(labels).length > 0) this.labels = labels;
    if (flags.text('selector') === '' && !this.selector) throw new KubectlError('selector must be specified');
  }
}

const at = (object: unknown, ...path: readonly string[]): Item => path.reduce<Item>((o, key) => (isObject(o[key]) ? (o[key] as Item) : {}), isObject(object) ? object : {});
const listAt = (object: Item, key: string): readonly unknown[] => (Array.isArray(object[key]) ? (object[key] as readonly unknown[]) : []);

function selectorOf(object: unknown): LabelMap {
  const failed = (why: string): KubectlError => new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  const spec = at(object, 'spec');
  switch (kindOf(object)) {
    case 'Pod': {
      const labels = labelsOf(object);
      if (Object.keys(labels).length === 0) throw failed('the pod has no labels and cannot be exposed');
      return labels;
    }
    case 'Service':
      if (!isObject(spec.selector)) throw failed('the service has no pod selector set');
      return spec.selector as LabelMap;
    case 'ReplicationController':
      return at(spec, 'selector') as LabelMap;
    default: {
      const labels = at(spec, 'selector', 'matchLabels') as LabelMap;
      if (Object.keys(labels).length === 0) throw failed(`invalid ${kindOf(object).toLowerCase()}: no selectors, therefore cannot be exposed`);
      const expressions = listAt(at(spec, 'selector'), 'matchExpressions');
      if (expressions.length > 0) throw failed(`couldn't convert expressions - "[${expressions.map(expressionText).join(' ')}]" to map-based selector format`);
      return labels;
    }
  }
}

/** %+v of a Go struct */
function expressionText(expression: unknown): string {
  const e = at(expression);
  return `{Key:${String(e.key)} Operator:${String(e.operator)} Values:[${listAt(e, 'values').join(' ')}]}`;
}

const containersOf = (object: unknown): readonly unknown[] => listAt(kindOf(object) === 'Pod' ? at(object, 'spec') : at(object, 'spec', 'template', 'spec'), 'containers');
const portEntries = (object: unknown): readonly { port: string; protocol: string }[] =>
  (kindOf(object) === 'Service'
    ? listAt(at(object, 'spec'), 'ports').map((p) => [at(p), at(p).port] as const)
    : containersOf(object).flatMap((c) => listAt(at(c), 'ports').map((p) => [at(p), at(p).containerPort] as const))
  ).map(([entry, port]) => ({ port: String(port), protocol: typeof entry.protocol === 'string' && entry.protocol !== '' ? entry.protocol : 'TCP' }));

function protocolsOf(object: unknown): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  for (const { port, protocol } of portEntries(object)) out.set(port, [...(out.get(port) ?? []), protocol]);
  return out;
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
}

/** A port with two protocols becomes two ports. */
function servicePorts(texts: readonly string[], protocol: string, protocols: ReadonlyMap<string, readonly string[]>): readonly ServicePort[] {
  return texts.flatMap((text, i): readonly ServicePort[] => {
    const port = parseDecimal(text) | 0;
    const name = texts.length > 1 ? { name: `port-${i + 1}` } : {};
    const known = protocol === '' ? protocols.get(text) : undefined;
    if (known && known.length > 1) return known.map((p) => ({ name: `port-${i + 1}-${p.toLowerCase()}`, port, protocol: p }));
    return [{ ...name, port, protocol: protocol || known?.[0] || 'TCP' }];
  });
}
