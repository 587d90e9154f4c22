// Health endpoints: /livez, /readyz and the older /healthz, each a list of named checks that can also be asked one by one.
// Upstream: k8s.io/apiserver/pkg/server/healthz
// Simplified: every check but those of etcd passes as long as the API server answers at all.

import type { Response } from '../api/http.ts';

const HOOKS =
  'start-apiserver-admission-initializer generic-apiserver-start-informers priority-and-fairness-config-consumer priority-and-fairness-filter ' +
  'storage-object-count-tracker-hook start-apiextensions-informers start-apiextensions-controllers crd-informer-synced start-system-namespaces-controller ' +
  'peer-endpoint-reconciler-controller start-cluster-authentication-info-controller start-kube-apiserver-identity-lease-controller ' +
  'start-kube-apiserver-identity-lease-garbage-collector storage-readiness start-legacy-token-tracking-controller start-service-ip-repair-controllers ' +
  'rbac/bootstrap-roles scheduling/bootstrap-system-priority-classes priority-and-fairness-config-producer bootstrap-controller ' +
  'start-kubernetes-service-cidr-controller aggregator-reload-proxy-client-cert start-kube-aggregator-informers ' +
  'apiservice-status-local-available-controller apiservice-status-remote-available-controller apiservice-registration-controller ' +
  'apiservice-discovery-controller kube-apiserver-autoregistration autoregister-completion apiservice-openapi-controller apiservice-openapiv3-controller';

/** The one that is a check of its own although it stands among the hooks. */
const NO_HOOK = 'autoregister-completion';

const hooks = HOOKS.split(' ').map((name) => (name === NO_HOOK ? name : `poststarthook/${name}`));

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...hooks],
  livez: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...hooks],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...hooks, 'shutdown'],
};

export const HEALTH_PATHS: readonly string[] = Object.entries(CHECKS).flatMap(([name, checks]) => [`/${name}`, ...checks.map((check) => `/${name}/${check}`)]);

/** Undefined: the path is none of health. */
export function health(path: string, query: Readonly<Record<string, string>>, storage: boolean): Response | undefined {
  const [, name = '', ...rest] = path.split('/');
  const checks = CHECKS[name];
  if (!checks) return undefined;
  const fails = (check: string): boolean => !storage && check.startsWith('etcd') && check !== query.exclude;
  if (rest.length) {
    const check = rest.join('/');
    return checks.includes(check) ? (fails(check) ? text(`internal server error: ${check} check failed\n`, 500) : text('ok')) : undefined;
  }
  if (checks.some(fails)) return text(`${checks.map((check) => (fails(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`)).join('\n')}\n${name} check failed\n`, 500);
  if (query.verbose === undefined) return text('ok');
  const lines = checks.map((check) => (check === query.exclude ? `[+]${check} excluded: ok` : `[+]${check} ok`));
  return text(`${lines.join('\n')}\n${name} check passed\n`);
}

const text = (body: string, code = 200): Response => ({ code, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
