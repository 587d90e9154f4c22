// Ingress: which hosts and paths of HTTP lead to which Services, for a controller that somebody installs.
// Upstream: pkg/apis/networking/validation, pkg/registry/networking/ingress

import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IIngressBackend } from 'kubernetes-models/networking.k8s.io/v1/IngressBackend';
import type { DeepReadonly } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Label, isDNS1123Subdomain, isPathSegmentName, isPortName, isPortNumber, isWildcardDNS1123Subdomain } from '../api/names.ts';
import { wasSentEmpty } from '../api/schema/sentEmpty.ts';
import type { Served } from '../api/types.ts';
import { countGenerations, startWith } from './shared/generation.ts';
import { ipFaults, parseAddress } from './shared/ipRules.ts';
import type { Report } from './shared/report.ts';
import { checkIfSet, checkName, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Ingress = Served<IIngress>;

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export const Ingress = defineKind<Ingress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  scope: 'Namespaced',
  simulated: 'partly',
  storage: 'ingress',
  status: true,
  strategy: {
    ...countGenerations(['spec'], startWith({ loadBalancer: {} })),
    metaOnUpdate: ['update', 'object'],
    validate: (o) =>
      reported((r) => {
        checkSpec(r, o);
        const annotation = o.metadata.annotations?.[CLASS_ANNOTATION];
        const name = o.spec.ingressClassName;
        if (annotation !== undefined && name !== undefined && annotation !== name) r.invalid(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified');
      }),
    validateUpdate: (o) => reported((r) => checkSpec(r, o)),
    validateStatusUpdate: (o, old) => {
      const known = (old.status.loadBalancer?.ingress ?? []).map((i) => i.ip);
      return reported((r) =>
        each(o.status.loadBalancer?.ingress, 'status.loadBalancer.ingress', ({ ip, hostname }, path) => {
          if (ip && !known.includes(ip)) r.faults(`${path}.ip`, ip, ipFaults(ip, false));
          if (!hostname) return;
          r.faults(`${path}.hostname`, hostname, isDNS1123Subdomain(hostname));
          if (parseAddress(hostname)) r.invalid(`${path}.hostname`, hostname, NOT_AN_ADDRESS);
        }),
      );
    },
    warningsOnCreate: (o) =>
      o.metadata.annotations?.[CLASS_ANNOTATION] !== undefined && o.spec.ingressClassName === undefined ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`] : [],
  },
  table: tableOf('Name;Class;Hosts;Address;Ports;Age', (o, age) => [o.metadata.name, o.spec.ingressClassName ?? '<none>', hosts(o), addresses(o), o.spec.tls?.length ? '80, 443' : '80', age]),
});

const NOT_AN_ADDRESS = 'must be a DNS name, not an IP address';

function hosts(o: Ingress): string {
  const list = (o.spec.rules ?? []).flatMap((rule) => (rule.host ? [rule.host] : []));
  if (list.length === 0) return '*';
  return list.slice(0, 3).join(',') + (list.length > 3 ? ` + ${list.length - 3} more...` : '');
}

const addresses = (o: Ingress): string => [...new Set((o.status.loadBalancer?.ingress ?? []).flatMap((i) => i.ip || i.hostname || []))].sort(compareText).join(',');

function checkSpec(r: Report, { spec }: Ingress): void {
  const { rules, defaultBackend, tls, ingressClassName } = spec;
  if (!rules?.length && !defaultBackend) r.invalid('spec', wasSentEmpty(spec, 'rules') ? [] : null, 'either `defaultBackend` or `rules` must be specified');
  if (defaultBackend) checkBackend(r, 'spec.defaultBackend', defaultBackend);
  each(rules, 'spec.rules', ({ host, http }, path) => {
    if (host && parseAddress(host)) r.invalid(`${path}.host`, host, NOT_AN_ADDRESS);
    checkIfSet(r, `${path}.host`, host, hostRule);
    if (!http) return;
    if (!http.paths?.length) r.required(`${path}.http.paths`);
    each(http.paths, `${path}.http.paths`, (p, at) => checkPath(r, at, p));
  });
  each(tls, 'spec.tls', ({ hosts: names, secretName }, path) => {
    each(names, `${path}.hosts`, (host, at) => r.faults(at, host, hostRule(host)));
    checkIfSet(r, `${path}.secretName`, secretName, isDNS1123Subdomain);
  });
  if (ingressClassName !== undefined) r.faults('spec.ingressClassName', ingressClassName, isDNS1123Subdomain(ingressClassName));
}

const hostRule = (host: string) => (host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host));

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

function checkPath(r: Report, at: string, { path = '', pathType, backend }: { readonly path?: string; readonly pathType?: string | null; readonly backend: DeepReadonly<IIngressBackend> }): void {
  if (typeof pathType !== 'string') return r.required(`${at}.pathType`, 'pathType must be specified');
  const field = `${at}.path`;
  const known = PATH_TYPES.includes(pathType);
  const free = pathType === 'ImplementationSpecific';
  if (!known) r.unsupported(`${at}.pathType`, pathType, PATH_TYPES);
  else if (!path.startsWith('/') && !(free && path === '')) r.invalid(field, path, 'must be an absolute path');
  if (known && !free) {
    for (const sequence of ['//', '/./', '/../', '%2f', '%2F']) if (path.includes(sequence)) r.invalid(field, path, `must not contain '${sequence}'`);
    for (const suffix of ['/..', '/.']) if (path.endsWith(suffix)) r.invalid(field, path, `cannot end with '${suffix}'`);
  }
  checkBackend(r, `${at}.backend`, backend);
}

function checkBackend(r: Report, at: string, { resource, service }: DeepReadonly<IIngressBackend>): void {
  if (resource && service) return r.invalid(at, '', 'cannot set both resource and service backends');
  if (resource) {
    if (typeof resource.apiGroup === 'string') r.faults(`${at}.resource.apiGroup`, resource.apiGroup, isDNS1123Subdomain(resource.apiGroup));
    checkName(r, `${at}.resource.kind`, resource.kind, isPathSegmentName);
    checkName(r, `${at}.resource.name`, resource.name, isPathSegmentName);
  } else if (service) {
    checkName(r, `${at}.service.name`, service.name, isDNS1123Label);
    const { name, number } = service.port ?? {};
    if (name && number) r.invalid(at, '', 'cannot set both port name & port number');
    else if (name) r.faults(`${at}.service.port.name`, name, isPortName(name));
    else if (number) r.faults(`${at}.service.port.number`, number, isPortNumber(number));
    else r.required(at, 'port name or number is required');
  } else r.invalid(at, '', 'resource or service backend is required');
}
