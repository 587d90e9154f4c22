// A container's environment: what its Pod says, with references followed, and the Services of its namespace.
// Upstream: pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables), pkg/kubelet/envvars, third_party/forked/golang/expansion

import { compareText } from '../../base/text.ts';
import type { ConfigMap } from '../kinds/configMap.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Secret } from '../kinds/secret.ts';
import type { Service } from '../kinds/service.ts';
import type { Container, PodStatus } from '../kinds/shared/podTypes.ts';
import { base64Text } from './secretText.ts';
import { containerFor, fieldText, resourceText, type Allocatable } from './downward.ts';
import type { AnyContainer } from './podParts.ts';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface EnvSources {
  readonly pod: Pod;
  readonly status: Pick<PodStatus, 'podIP' | 'podIPs' | 'hostIP' | 'hostIPs'>;
  readonly node: Allocatable;
  readonly configMap: (name: string) => ConfigMap | undefined;
  readonly secret: (name: string) => Secret | undefined;
  readonly services: Iterable<Service>;
}

export type Env = readonly (readonly [name: string, value: string])[];

export function environmentOf(container: AnyContainer, sources: EnvSources): Env {
  const { pod } = sources;
  const own = container as Container;
  const namespace = pod.metadata.namespace ?? '';
  const serviceEnv = serviceVariables(sources.services, namespace, pod.spec.enableServiceLinks !== false);
  const out = new Map<string, string>();
  for (const from of own.envFrom ?? []) {
    const prefix = from.prefix ?? '';
    const ref = from.configMapRef ?? from.secretRef;
    const name = ref?.name ?? '';
    const data = from.configMapRef ? sources.configMap(name)?.data ?? (sources.configMap(name) ? {} : undefined) : secretData(sources.secret(name));
    if (!data) {
      if (ref?.optional) continue;
      throw new ConfigError(`${from.configMapRef ? 'configmap' : 'secret'} ${JSON.stringify(name)} not found`);
    }
    for (const key of Object.keys(data).sort(compareText)) out.set(prefix + key, data[key] as string);
  }
  for (const { name, value = '', valueFrom } of own.env ?? []) {
    const found = valueFrom ? referenced(valueFrom, own, sources) : expand(value, (variable) => out.get(variable) ?? serviceEnv.get(variable));
    if (found !== undefined) out.set(name, found);
  }
  const result: (readonly [string, string])[] = [...out];
  for (const [name, value] of serviceEnv) if (!out.has(name)) result.push([name, value]);
  return result;
}

function referenced(from: NonNullable<NonNullable<Container['env']>[number]['valueFrom']>, container: Container, sources: EnvSources): string | undefined {
  const { pod } = sources;
  const where = `${pod.metadata.namespace}/`;
  if (from.fieldRef) return fieldText(from.fieldRef.fieldPath, pod, sources.status);
  if (from.resourceFieldRef) {
    const { resource, divisor, containerName } = from.resourceFieldRef;
    return resourceText(resource, divisor as string | undefined, containerFor(pod, containerName, container), sources.node);
  }
  if (from.configMapKeyRef) {
    const { name = '', key, optional } = from.configMapKeyRef;
    const map = sources.configMap(name);
    if (!map) {
      if (optional) return undefined;
      throw new ConfigError(`configmap ${JSON.stringify(name)} not found`);
    }
    const value = map.data?.[key];
    if (value !== undefined) return value;
    if (optional) return undefined;
    throw new ConfigError(`couldn't find key ${key} in ConfigMap ${where}${name}`);
  }
  if (from.secretKeyRef) {
    const { name = '', key, optional } = from.secretKeyRef;
    const data = secretData(sources.secret(name));
    if (!data) {
      if (optional) return undefined;
      throw new ConfigError(`secret ${JSON.stringify(name)} not found`);
    }
    const value = data[key];
    if (value !== undefined) return value;
    if (optional) return undefined;
    throw new ConfigError(`couldn't find key ${key} in Secret ${where}${name}`);
  }
  return '';
}

export function secretData(secret: Secret | undefined): Record<string, string> | undefined {
  if (!secret) return undefined;
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(secret.data ?? {})) out[key] = base64Text(value);
  return out;
}

/** `$(NAME)` → its value, `$$` → `$`; what cannot be found stays as it is. */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$' || i + 1 >= text.length) {
      out += text[i];
      continue;
    }
    if (text[i + 1] === '$') {
      out += '$';
      i++;
    } else if (text[i + 1] === '(') {
      const end = text.indexOf(')', i + 2);
      if (end < 0) {
        out += '$(';
        i++;
        continue;
      }
      const name = text.slice(i + 2, end);
      out += lookUp(name) ?? `$(${name})`;
      i = end;
    } else {
      out += `$${text[i + 1]}`;
      i++;
    }
  }
  return out;
}

/** Variables for the Services of the namespace, and always for the API server's. */
export function serviceVariables(services: Iterable<Service>, namespace: string, all: boolean): Map<string, string> {
  const chosen: Service[] = [];
  for (const service of services) {
    const { namespace: own, name } = service.metadata;
    const { clusterIP } = service.spec;
    if (!clusterIP || clusterIP === 'None') continue;
    if ((own === 'default' && name === 'kubernetes') || (all && own === namespace)) chosen.push(service);
  }
  const out = new Map<string, string>();
  for (const { metadata, spec } of chosen.sort((a, b) => compareText(a.metadata.name, b.metadata.name))) {
    const prefix = metadata.name.toUpperCase().replace(/-/g, '_');
    const ip = spec.clusterIP as string;
    const ports = spec.ports ?? [];
    const [first] = ports;
    out.set(`${prefix}_SERVICE_HOST`, ip);
    if (first) out.set(`${prefix}_SERVICE_PORT`, String(first.port));
    for (const { name, port } of ports) if (name) out.set(`${prefix}_SERVICE_PORT_${name.toUpperCase().replace(/-/g, '_')}`, String(port));
    ports.forEach(({ protocol = 'TCP', port }, i) => {
      const proto = protocol.toLowerCase();
      const url = `${proto}://${ip}:${port}`;
      if (i === 0) out.set(`${prefix}_PORT`, url);
      const head = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
      out.set(head, url);
      out.set(`${head}_PROTO`, proto);
      out.set(`${head}_PORT`, String(port));
      out.set(`${head}_ADDR`, ip);
    });
  }
  return out;
}
