// Where webhooks are called: a URL, or a Service with a path.      Upstream: k8s.io/apiserver/pkg/util/webhook/validation.go

import { isDNS1035Label, isDNS1123Subdomain, isPortNumber } from '../../api/names.ts';
import type { Report } from './report.ts';
import { each } from './rules.ts';

interface ClientConfig {
  readonly url?: string;
  readonly service?: { readonly name: string; readonly namespace: string; readonly path?: string; readonly port?: number };
}

export function checkClientConfig(r: Report, at: string, { url, service }: ClientConfig): void {
  if ((url === undefined) === !service) r.required(at, 'exactly one of url or service is required');
  else if (url !== undefined) checkUrl(r, `${at}.url`, url);
  else if (service) checkService(r, `${at}.service`, service);
}

const FORM = '; desired format: https://host[/path]';

function checkUrl(r: Report, field: string, url: string): void {
  const [, scheme = '', , authority = '', , query = '', fragment = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  if (url.startsWith(':')) return r.required(field, `url must be a valid URL: parse ${JSON.stringify(url)}: missing protocol scheme${FORM}`);
  if (scheme.toLowerCase() !== 'https') r.invalid(field, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`);
  const user = authority.lastIndexOf('@');
  if (authority.slice(user + 1) === '') r.invalid(field, '', `host must be specified${FORM}`);
  if (user >= 0) r.invalid(field, authority.slice(0, user), 'user information is not permitted in the URL');
  if (fragment) r.invalid(field, fragment, 'fragments are not permitted in the URL');
  if (query) r.invalid(field, query, 'query parameters are not permitted in the URL');
}

function checkService(r: Report, at: string, { name, namespace, path, port = 0 }: NonNullable<ClientConfig['service']>): void {
  // Upstream hands over name and namespace the wrong way round, so this is the order.
  if (!namespace) r.required(`${at}.name`);
  if (!name) r.required(`${at}.namespace`);
  const faults = isPortNumber(port);
  if (faults.length) r.invalid(`${at}.port`, port, `port is not valid: ${faults.join(', ')}`);
  if (!path || path === '/') return;
  const field = `${at}.path`;
  if (path === '//') return r.invalid(field, path, 'segment[0] may not be empty');
  if (!path.startsWith('/')) r.invalid(field, path, "must start with a '/'");
  each(path.slice(1).replace(/\/$/, '').split('/'), 'segment', (segment, label) => {
    if (segment === '') r.invalid(field, path, `${label} may not be empty`);
    else r.faults(field, path, isDNS1123Subdomain(segment).map((f) => `${label}: ${f}`));
  });
}

const REVIEW_VERSIONS = ['v1', 'v1beta1'];

/** Versions of the review that the webhook understands. */
export function checkReviewVersions(r: Report, field: string, versions: readonly string[] | undefined, missing: string, anyVersion = false): void {
  if (!versions?.length) return r.required(field, missing);
  each(versions, field, (version, path, i) => {
    if (versions.indexOf(version) < i) r.invalid(path, version, 'duplicate version');
    else r.faults(path, version, isDNS1035Label(version));
  });
  if (!anyVersion && !hasKnownReview(versions)) r.invalid(field, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`);
}

export const hasKnownReview = (versions: readonly string[] | undefined): boolean => (versions ?? []).some((v) => REVIEW_VERSIONS.includes(v));
