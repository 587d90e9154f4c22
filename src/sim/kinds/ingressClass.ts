// IngressClass: which controller serves the Ingresses that name it.
// Upstream: pkg/apis/networking/validation, pkg/registry/networking/ingressclass

import type { IIngressClass } from 'kubernetes-models/networking.k8s.io/v1/IngressClass';
import { defineKind } from '../api/kind.ts';
import { domainPrefixedPathFaults, isDNS1123Label, isDNS1123Subdomain, isPathSegmentName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { countGenerations } from './shared/generation.ts';
import { checkImmutable } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkLength, checkName, checkOneOf, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type IngressClass = Served<IIngressClass>;

export const IngressClass = defineKind<IngressClass>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  scope: 'Cluster',
  simulated: 'partly',
  defaults({ spec: { parameters } }) {
    if (parameters) parameters.scope ??= 'Cluster';
  },
  strategy: {
    ...countGenerations(),
    metaOnUpdate: ['update', 'object'],
    validate: (o) => reported((r) => checkSpec(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        checkImmutable(r, 'spec.controller', o.spec.controller ?? '', old.spec.controller ?? '');
        checkSpec(r, o);
      }),
  },
  table: tableOf('Name;Controller;Parameters;Age', ({ metadata, spec: { controller = '', parameters: p } }, age) => [
    metadata.name,
    controller,
    p ? `${p.kind}${p.apiGroup === undefined ? '' : `.${p.apiGroup}`}/${p.name}` : '<none>',
    age,
  ]),
});

function checkSpec(r: Report, { spec: { controller, parameters } }: IngressClass): void {
  if (!controller) r.required('spec.controller');
  else {
    checkLength(r, 'spec.controller', controller, 250);
    for (const { value, fault } of domainPrefixedPathFaults(controller)) r.invalid('spec.controller', value, fault);
  }
  if (!parameters) return;
  const at = 'spec.parameters';
  const { apiGroup, kind, name, scope, namespace } = parameters;
  if (apiGroup !== undefined) r.faults(`${at}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup));
  checkName(r, `${at}.kind`, kind, isPathSegmentName);
  checkName(r, `${at}.name`, name, isPathSegmentName);
  checkOneOf(r, `${at}.scope`, scope, ['Cluster', 'Namespace']);
  if (scope === 'Namespace') {
    if (namespace === undefined) r.required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'");
    else r.faults(`${at}.namespace`, namespace, isDNS1123Label(namespace));
  } else if (scope === 'Cluster' && namespace !== undefined) r.forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'");
}
