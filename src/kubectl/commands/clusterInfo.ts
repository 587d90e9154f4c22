// kubectl cluster-info and version: where the server is, and how old.
// Upstream: k8s.io/kubectl/pkg/cmd/{clusterinfo,version}

import { toYaml } from '../../sim/api/yaml.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Service } from '../../sim/kinds/service.ts';
import { KubectlError, isExpected } from '../errors.ts';
import type { CommandModule, Invocation } from '../invocation.ts';

export const clusterInfo: CommandModule = {
  name: 'cluster-info',
  *run(k) {
    const errors: Error[] = [];
    yield* k.attempt(addresses(k), errors);
    k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    if (errors[0]) throw errors[0];
  },
};

function* addresses(k: Invocation): Sim<void> {
  const found = yield* k.find({
    namespace: k.explicitNamespace ? k.namespace : 'kube-system',
    defaultNamespace: true,
    labelSelector: 'kubernetes.io/cluster-service=true',
    args: ['services'],
    latest: true,
  });
  yield* found.visit(function* (info) {
    const { server } = k.http.process.session.transport;
    k.out(`Kubernetes control plane is running at ${server}\n`);
    for (const service of ((info.object as { readonly items?: readonly Service[] } | undefined)?.items ?? [])) {
      k.out(`${service.metadata.labels?.['kubernetes.io/name'] || service.metadata.name} is running at ${linkOf(server, service)}\n`);
    }
  });
}

function linkOf(server: string, { metadata, spec, status }: Service): string {
  const ingress = status.loadBalancer?.ingress?.[0];
  if (ingress) return (spec.ports ?? []).map((port) => `http://${ingress.ip || (ingress.hostname ?? '')}:${port.port} `).join('');
  const port = spec.ports?.[0];
  const scheme = port && (port.name === 'https' || port.port === 443) ? 'https' : '';
  const name = port && (scheme || port.name) ? `${scheme ? `${scheme}:` : ''}${metadata.name}:${port.name ?? ''}` : metadata.name;
  return `${server}/api/v1/namespaces/${metadata.namespace ?? ''}/services/${name}/proxy`;
}

const CLIENT = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};
const KUSTOMIZE = 'v5.8.1';

export const version: CommandModule = {
  name: 'version',
  *run(k) {
    const { flags, args } = k;
    const output = flags.text('output');
    const onlyClient = flags.flag('client');
    if (!onlyClient && args.length) throw new KubectlError(`extra arguments: [${args.join(' ')}]`);
    if (output !== '' && output !== 'yaml' && output !== 'json') throw new KubectlError("--output must be 'yaml' or 'json'");
    let server: { readonly gitVersion: string; readonly [key: string]: unknown } | undefined;
    let failure: Error | undefined;
    if (!onlyClient) {
      k.discovery.invalidate();
      try {
        server = (yield* k.http.send({ method: 'GET', path: '/version', query: { timeout: '32s' } })) as typeof server;
      } catch (error) {
        if (!isExpected(error)) throw error;
        failure = error;
      }
    }
    const info = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server ? { serverVersion: server } : {}) };
    if (output === 'yaml') k.out(`${toYaml(info)}\n`);
    else if (output === 'json') k.out(`${JSON.stringify(info, undefined, 2)}\n`);
    else {
      k.out(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`);
      if (server) k.out(`Server Version: ${server.gitVersion}\n`);
    }
    if (failure) throw failure;
  },
};
