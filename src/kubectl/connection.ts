// Which server a command talks to: what its flags and the kubeconfig say. Only two addresses lead anywhere: the API
// server's, and the local ends of forwarded ports.
// Upstream: k8s.io/client-go/tools/clientcmd/{validation,client_config}.go

import { ExitError, KubectlError } from './errors.ts';
import type { Flags } from './flags.ts';
import { chosenContext, configPath, loadConfig } from './kubeConfig.ts';
import type { Process, Tunnel } from './process.ts';

export interface Target {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  /** A forwarded port; without one and where it is not the API server, nobody listens. */
  readonly tunnel?: Tunnel;
  readonly reachable: boolean;
}

/** Where there is no configuration at all. */
const NOWHERE = 'http://localhost:8080';

/** Throws where flags and file do not go together. */
export function targetOf(process: Process, flags: Flags): Target {
  const { session, files } = process;
  checkFiles(process, flags);
  const config = loadConfig(process, flags);
  const context = chosenContext(config, flags);
  const user = flags.globalText('user');
  if (user !== '' && !config.users.some((u) => u.name === user)) throw new KubectlError(`auth info ${JSON.stringify(user)} does not exist`);
  const name = flags.text('cluster');
  if (name !== '' && !config.clusters.some((c) => c.name === name)) throw new KubectlError(`cluster ${JSON.stringify(name)} does not exist`);
  const cluster = config.clusters.find((c) => c.name === (name || context.cluster))?.cluster ?? {};
  const authority = flags.text('certificate-authority');
  if (authority !== '' && files.read(authority) === undefined) throw new KubectlError(`unable to read certificate-authority ${authority} for ${name || context.cluster} due to open ${authority}: no such file or directory`);
  const given = flags.text('server');
  const server = withScheme(given || String(cluster.server ?? '') || NOWHERE);
  if (server === session.transport.server) return { server, reachable: true };
  const port = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)\/?$/.exec(server)?.[1];
  const tunnel = port === undefined ? undefined : session.tunnels.get(Number(port));
  return tunnel ? { server, tunnel, reachable: true } : { server, reachable: false };
}

const withScheme = (server: string): string => (/^https?:\/\//.test(server) ? server : `http://${server}`).replace(/\/$/, '');

function checkFiles(process: Process, flags: Flags): void {
  const explicit = flags.text('kubeconfig');
  if (explicit !== '' && process.files.read(configPath(process, flags)) === undefined) throw new KubectlError(`stat ${explicit}: no such file or directory`);
  const certificate = flags.text('client-certificate');
  if (certificate === '' || process.files.read(certificate) !== undefined) return;
  const { user } = chosenContext(loadConfig(process, flags), flags);
  const missing = flags.text('client-key') === '' ? `* client-key-data or client-key must be specified for ${user} to use the clientCert authentication method.\n` : '';
  throw new ExitError(1, `Error in configuration: \n${missing}* unable to read client-cert ${certificate} for ${user} due to open ${certificate}: no such file or directory`);
}
