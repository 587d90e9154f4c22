// kubectl describe of NetworkPolicies, ServiceCIDRs and IPAddresses.
// Upstream: k8s.io/kubectl/pkg/describe (NetworkPolicyDescriber, ServiceCIDRDescriber, IPAddressDescriber)

import { parseTime } from '../../base/time.ts';
import { labelSelectorText, type LabelSelector } from '../../sim/api/selectors.ts';
import type { IPAddress } from '../../sim/kinds/ipAddress.ts';
import type { NetworkPolicy } from '../../sim/kinds/networkPolicy.ts';
import type { ServiceCIDR } from '../../sim/kinds/serviceCIDR.ts';
import { goTimeText } from '../httpText.ts';
import type { Describer } from './describer.ts';
import type { Page } from './page.ts';
import { orNone, timeText } from './values.ts';

export const describeNetworkPolicy: Describer = function* (d) {
  const { page } = d;
  const policy = yield* d.get<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy');
  const { metadata, spec } = policy;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.field('Created on', goTimeText(parseTime(metadata.creationTimestamp) ?? 0));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.write(0, 'Spec:\n');
  const selected = labelSelectorText(spec.podSelector as LabelSelector);
  page.write(1, `PodSelector:     ${selected === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selected}\n`);
  const types = spec.policyTypes ?? [];
  if (types.includes('Ingress')) {
    page.write(1, 'Allowing ingress traffic:\n');
    writeRules(page, 'From', 'ingress', 'source', (spec.ingress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.from ?? [] })));
  } else page.write(1, 'Not affecting ingress traffic\n');
  if (types.includes('Egress')) {
    page.write(1, 'Allowing egress traffic:\n');
    writeRules(page, 'To', 'egress', 'destination', (spec.egress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.to ?? [] })));
  } else page.write(1, 'Not affecting egress traffic\n');
  page.write(1, `Policy Types: ${orNone(types.join(', '))}\n`);
};

type IngressRule = NonNullable<NetworkPolicy['spec']['ingress']>[number];
interface Rule {
  readonly ports: NonNullable<IngressRule['ports']>;
  readonly peers: NonNullable<IngressRule['from']>;
}

const INDENT = '    ';

function writeRules(page: Page, word: string, direction: string, end: string, rules: readonly Rule[]): void {
  if (rules.length === 0) page.write(0, `${INDENT}<none> (Selected pods are isolated for ${direction} connectivity)\n`);
  rules.forEach(({ ports, peers }, i) => {
    if (i > 0) page.write(0, `${INDENT}----------\n`);
    if (ports.length === 0) page.write(0, `${INDENT}To Port: <any> (traffic allowed to all ports)\n`);
    for (const { port, endPort, protocol = 'TCP' } of ports) {
      const from = port ?? '<nil>';
      page.write(0, endPort === undefined ? `${INDENT}To Port: ${from}/${protocol}\n` : `${INDENT}To Port Range: ${from}-${endPort}/${protocol}\n`);
    }
    if (peers.length === 0) page.write(0, `${INDENT}${word}: <any> (traffic not restricted by ${end})\n`);
    for (const { namespaceSelector, podSelector, ipBlock } of peers) {
      page.write(0, `${INDENT}${word}:\n`);
      if (namespaceSelector) page.write(1, `${INDENT}NamespaceSelector: ${labelSelectorText(namespaceSelector as LabelSelector)}\n`);
      if (podSelector) page.write(1, `${INDENT}PodSelector: ${labelSelectorText(podSelector as LabelSelector)}\n`);
      if (namespaceSelector || podSelector || !ipBlock) continue;
      page.write(1, `${INDENT}IPBlock:\n`);
      page.write(2, `${INDENT}CIDR: ${ipBlock.cidr}\n`);
      page.write(2, `${INDENT}Except: ${(ipBlock.except ?? []).join(', ')}\n`);
    }
  });
}

export const describeServiceCIDR: Describer = function* (d) {
  const { page } = d;
  const cidr = yield* d.get<ServiceCIDR>('networking.k8s.io/v1', 'ServiceCIDR');
  const events = yield* d.eventsOf(cidr, 'ServiceCIDR');
  d.head(cidr, { namespaced: false });
  page.field('CIDRs', (cidr.spec.cidrs ?? []).join(', '));
  const { conditions } = cidr.status;
  if (conditions?.length) {
    page.write(0, 'Status:\n');
    page.write(0, 'Conditions:\n');
    page.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    page.write(1, '----\t------\t------------------\t------\t-------\n');
    for (const c of conditions) page.write(1, `${c.type}\t${c.status}\t${timeText(c.lastTransitionTime)}\t${c.reason}\t${c.message}\n`);
  }
  d.writeEvents(events);
};

export const describeIPAddress: Describer = function* (d) {
  const { page } = d;
  const address = yield* d.get<IPAddress>('networking.k8s.io/v1', 'IPAddress');
  const events = yield* d.eventsOf(address, 'IPAddress');
  d.head(address, { namespaced: false });
  const { parentRef } = address.spec;
  if (parentRef) {
    page.write(0, 'Parent Reference:\n');
    page.inner(1, 'Group', parentRef.group ?? '');
    page.inner(1, 'Resource', parentRef.resource);
    page.inner(1, 'Namespace', parentRef.namespace ?? '');
    page.inner(1, 'Name', parentRef.name);
  }
  d.writeEvents(events);
};
