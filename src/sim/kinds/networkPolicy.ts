// NetworkPolicy: which traffic Pods may receive and send; without one everything may.
// Upstream: pkg/apis/networking/validation, pkg/registry/networking/networkpolicy

import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { DeepReadonly } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isPortName, isPortNumber } from '../api/names.ts';
import { labelSelectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { countGenerations } from './shared/generation.ts';
import { cidrFaults, cidrWarnings, parsePrefix, strictlyInside } from './shared/ipRules.ts';
import { hasInvalidSelectorValue } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, checkSelectorAt, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type NetworkPolicy = Served<INetworkPolicy>;
type Peer = DeepReadonly<INetworkPolicyPeer>;
type Port = DeepReadonly<INetworkPolicyPort>;

export const NetworkPolicy = defineKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  scope: 'Namespaced',
  simulated: 'stored',
  defaults({ spec }) {
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  strategy: {
    ...countGenerations(),
    validate: (o) => reported((r) => checkSpec(r, o, { cidrs: [], anyValues: false })),
    validateUpdate: (o, old) =>
      reported((r) => checkSpec(r, o, { cidrs: peersOf(old).flatMap(({ peer }) => (peer.ipBlock ? [peer.ipBlock.cidr, ...(peer.ipBlock.except ?? [])] : [])), anyValues: hasInvalidSelectorValue(old.spec.podSelector) })),
    warningsOnCreate: warnings,
    warningsOnUpdate: warnings,
  },
  table: tableOf('Name;Pod-Selector;Age', (o, age) => [o.metadata.name, labelSelectorText(o.spec.podSelector), age]),
});

/** What an update may keep although it would be refused today. */
interface Lenience {
  readonly cidrs: readonly string[];
  readonly anyValues: boolean;
}

function peersOf({ spec }: NetworkPolicy): { readonly peer: Peer; readonly path: string }[] {
  const out: { readonly peer: Peer; readonly path: string }[] = [];
  each(spec.ingress, 'spec.ingress', (rule, at) => each(rule.from, `${at}.from`, (peer, path) => out.push({ peer, path })));
  each(spec.egress, 'spec.egress', (rule, at) => each(rule.to, `${at}.to`, (peer, path) => out.push({ peer, path })));
  return out;
}

function warnings(o: NetworkPolicy): string[] {
  return peersOf(o).flatMap(({ peer: { ipBlock }, path }) =>
    ipBlock ? [...cidrWarnings(`${path}.ipBlock.cidr`, ipBlock.cidr), ...(ipBlock.except ?? []).flatMap((e, i) => cidrWarnings(`${path}.ipBlock.except[${i}]`, e))] : [],
  );
}

const TYPES = ['Ingress', 'Egress'];

function checkSpec(r: Report, { spec }: NetworkPolicy, lenience: Lenience): void {
  checkSelectorAt(r, 'spec.podSelector', spec.podSelector, lenience.anyValues);
  const rule = (at: string, ports: readonly Port[] | undefined, list: string, peers: readonly Peer[] | undefined): void => {
    each(ports, `${at}.ports`, (port, path) => checkPort(r, path, port));
    each(peers, `${at}.${list}`, (peer, path) => checkPeer(r, path, peer, lenience));
  };
  each(spec.ingress, 'spec.ingress', ({ ports, from }, at) => rule(at, ports, 'from', from));
  each(spec.egress, 'spec.egress', ({ ports, to }, at) => rule(at, ports, 'to', to));
  if ((spec.policyTypes?.length ?? 0) > TYPES.length) return r.invalid('spec.policyTypes', spec.policyTypes, 'may not specify more than two policyTypes');
  each(spec.policyTypes, 'spec.policyTypes', (type, path) => checkOneOf(r, path, type, TYPES, false));
}

function checkPort(r: Report, at: string, { protocol, port, endPort }: Port): void {
  checkOneOf(r, `${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'], false);
  const end = (fault: string): void => {
    if (endPort !== undefined) r.invalid(`${at}.endPort`, endPort, fault);
  };
  if (port === undefined || port === null) end('may not be specified when `port` is not specified');
  else if (typeof port === 'number') {
    r.faults(`${at}.port`, port, isPortNumber(port));
    if (endPort === undefined) return;
    // Upstream shows the port here.
    if (endPort < port) r.invalid(`${at}.endPort`, port, 'must be greater than or equal to `port`');
    r.faults(`${at}.endPort`, endPort, isPortNumber(endPort));
  } else {
    end('may not be specified when `port` is non-numeric');
    r.faults(`${at}.port`, port, isPortName(port));
  }
}

function checkPeer(r: Report, at: string, { podSelector, namespaceSelector, ipBlock }: Peer, { cidrs, anyValues }: Lenience): void {
  checkSelectorAt(r, `${at}.podSelector`, podSelector, anyValues);
  checkSelectorAt(r, `${at}.namespaceSelector`, namespaceSelector, anyValues);
  if (ipBlock) checkBlock(r, `${at}.ipBlock`, ipBlock, cidrs);
  if (!podSelector && !namespaceSelector && !ipBlock) r.required(at, 'must specify a peer');
  else if (ipBlock && (podSelector || namespaceSelector)) r.forbidden(at, 'may not specify both ipBlock and another peer');
}

function checkBlock(r: Report, at: string, { cidr, except }: NonNullable<Peer['ipBlock']>, allowed: readonly string[]): void {
  if (!cidr) return r.required(`${at}.cidr`);
  if (!allowed.includes(cidr)) r.faults(`${at}.cidr`, cidr, cidrFaults(cidr, false));
  const outer = parsePrefix(cidr);
  if (!outer) return;
  each(except, `${at}.except`, (text, path) => {
    if (!allowed.includes(text)) r.faults(path, text, cidrFaults(text, false));
    const inner = parsePrefix(text);
    if (inner && !strictlyInside(inner, outer)) r.invalid(path, text, 'must be a strict subset of `cidr`');
  });
}
