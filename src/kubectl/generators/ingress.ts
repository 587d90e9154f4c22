// kubectl create ingress: rules such as `host/path*=service:port,tls=secret`.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_ingress.go

import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, type GeneratorContext } from './context.ts';
import { intOrString } from './intOrString.ts';

const RULE = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/;

export function createIngress(name: string, flags: Flags, context: GeneratorContext): Item {
  const rules = flags.list('rule');
  const backend = flags.text('default-backend');
  if (backend === '' && rules.length === 0) {
    throw new KubectlError('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)');
  }
  for (const rule of rules) if (!RULE.test(rule)) throw new KubectlError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const annotations: Record<string, string> = {};
  for (const annotation of flags.list('annotation')) {
    const equals = annotation.indexOf('=');
    if (equals < 0) throw new KubectlError(`annotation ${annotation} is invalid and should be in format key=[value]`);
    annotations[annotation.slice(0, equals)] = annotation.slice(equals + 1);
  }
  if (backend !== '' && backend.split(':').length !== 2) throw new KubectlError('default-backend should be in format servicename:serviceport');
  return goForm({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations, namespace: namespaceFor(context) },
    spec: {
      ingressClassName: flags.text('class') || undefined,
      defaultBackend: backend === '' ? undefined : backendOf(backend),
      tls: tlsOf(rules),
      rules: rulesOf(rules),
    },
  });
}

/** Rules of the same host share an entry. */
function rulesOf(rules: readonly string[]): readonly Item[] {
  const hosts = new Map<string, Item[]>();
  for (const rule of rules) {
    const plain = rule.split(',')[0] as string;
    const slash = plain.indexOf('/');
    const host = plain.slice(0, slash);
    const paths = hosts.get(host) ?? [];
    paths.push(pathOf(plain.slice(slash + 1)));
    hosts.set(host, paths);
  }
  return [...hosts].map(([host, paths]) => ({ host, http: { paths } }));
}

function pathOf(text: string): Item {
  const [end = '', service = ''] = text.split('=');
  const path = `/${end}`;
  return path.endsWith('*') ? { path: path.slice(0, -1), pathType: 'Prefix', backend: backendOf(service) } : { path, pathType: 'Exact', backend: backendOf(service) };
}

function backendOf(text: string): Item {
  const [name = '', portText] = text.split(':');
  // The real one panics.
  if (portText === undefined) throw new KubectlError(`service ${text} is invalid and should be in format svcname:svcport`);
  const port = intOrString(portText);
  return { service: { name, port: typeof port === 'number' ? { number: port } : { name: port } } };
}

/** A host stands in one entry only, beside the others with the same Secret. */
function tlsOf(rules: readonly string[]): readonly Item[] {
  const entries: { secretName: string; hosts: string[] }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(',');
    const host = rule.slice(0, rule.indexOf('/'));
    if (parts.length !== 2 || seen.has(host)) continue;
    seen.add(host);
    const secretName = parts[1]?.split('=')[1] ?? '';
    const entry = entries.find((e) => e.secretName === secretName);
    if (entry) entry.hosts.push(host);
    else if (host !== '' || secretName !== '') entries.push({ secretName, hosts: host === '' ? [] : [host] });
  }
  return entries;
}
