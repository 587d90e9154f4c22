// A Pod's own name, and the files in which its containers find names.
// Upstream: pkg/kubelet/kubelet_pods.go (GeneratePodHostNameAndDomain, managedHostsFileContent), pkg/kubelet/network/dns

import type { Pod } from '../kinds/pod.ts';

export const CLUSTER_DOMAIN = 'cluster.local';

/** At most 63 characters, as host names are. */
export function hostnameOf(pod: Pod): string {
  const { hostname } = pod.spec;
  if (hostname) return hostname;
  const { name } = pod.metadata;
  return name.length <= 63 ? name : name.slice(0, 63).replace(/[-.]+$/, '');
}

export function domainOf(pod: Pod): string {
  const { subdomain } = pod.spec;
  return subdomain ? `${subdomain}.${pod.metadata.namespace}.svc.${CLUSTER_DOMAIN}` : '';
}

export function hostsFile(pod: Pod, ip: string, node: string): string {
  if (pod.spec.hostNetwork) return `127.0.0.1\tlocalhost\n127.0.1.1\t${node}\n`;
  let text = '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  const hostname = hostnameOf(pod);
  const domain = domainOf(pod);
  text += domain ? `${ip}\t${hostname}.${domain}\t${hostname}\n` : `${ip}\t${hostname}\n`;
  const aliases = pod.spec.hostAliases ?? [];
  if (aliases.length) {
    text += '\n# Entries added by HostAliases.\n';
    for (const { ip: address, hostnames = [] } of aliases) text += `${address}\t${hostnames.join('\t')}\n`;
  }
  return text;
}

export interface DnsSettings {
  /** The cluster's name server; '' where there is none. */
  readonly clusterDns: string;
  /** The node's own resolv.conf. */
  readonly nodeResolvConf: string;
}

export function resolvConf(pod: Pod, { clusterDns, nodeResolvConf }: DnsSettings): string {
  const { dnsPolicy, hostNetwork, dnsConfig } = pod.spec;
  const searches: string[] = [];
  const servers: string[] = [];
  const options: string[] = [];
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || ((dnsPolicy ?? 'ClusterFirst') === 'ClusterFirst' && !hostNetwork);
  if (cluster && clusterDns) {
    servers.push(clusterDns);
    searches.push(`${pod.metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN);
    options.push('ndots:5');
  } else if (dnsPolicy !== 'None') {
    for (const line of nodeResolvConf.split('\n')) {
      const [key, ...rest] = line.split(/\s+/);
      if (key === 'nameserver') servers.push(...rest);
      else if (key === 'search') searches.push(...rest);
      else if (key === 'options') options.push(...rest);
    }
  }
  for (const server of dnsConfig?.nameservers ?? []) if (!servers.includes(server)) servers.push(server);
  for (const search of dnsConfig?.searches ?? []) if (!searches.includes(search)) searches.push(search);
  for (const { name = '', value } of dnsConfig?.options ?? []) {
    const at = options.findIndex((o) => o.split(':')[0] === name);
    const text = value ? `${name}:${value}` : name;
    if (at >= 0) options[at] = text;
    else options.push(text);
  }
  return `${searches.length ? `search ${searches.join(' ')}\n` : ''}${servers.map((s) => `nameserver ${s}\n`).join('')}${options.length ? `options ${options.join(' ')}\n` : ''}`;
}
