// kubectl config: the clusters and users of the file, and single values of it.
// Upstream: k8s.io/kubectl/pkg/cmd/config/{get_clusters,get_users,delete_cluster,delete_user,set_cluster,set_credentials,set,unset}.go
// Simplified: no exec plugins and no auth providers, which nothing here could run.

import { compareText } from '../../../base/text.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../../errors.ts';
import { helpText } from '../../help/helpText.ts';
import type { Invocation } from '../../invocation.ts';
import type { Context, KubeConfig } from '../../kubeConfig.ts';
import { configOf, fileOf, helpError, local, save, withEntry } from './shared.ts';

type Values = Readonly<Record<string, unknown>>;

export const getClusters = local('get-clusters', (k) => {
  k.out(`NAME\n${configOf(k).clusters.map((c) => `${c.name}\n`).join('')}`);
});

export const getUsers = local('get-users', (k) => {
  const names = configOf(k).users.map((u) => u.name);
  k.out(`NAME\n${names.sort(compareText).map((name) => `${name}\n`).join('')}`);
});

export const deleteCluster = local('delete-cluster', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) {
    k.out(helpText(k.path));
    return;
  }
  const config = configOf(k);
  if (!config.clusters.some((c) => c.name === name)) throw new KubectlError(`cannot delete cluster ${name}, not in ${fileOf(k)}`);
  save(k, { ...config, clusters: config.clusters.filter((c) => c.name !== name) });
  k.out(`deleted cluster ${name} from ${fileOf(k)}\n`);
});

export const deleteUser = local('delete-user', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) throw k.usage('user to delete is required');
  const config = configOf(k);
  if (!config.users.some((u) => u.name === name)) throw new KubectlError(`cannot delete user ${name}, not in ${fileOf(k)}`);
  save(k, { ...config, users: config.users.filter((u) => u.name !== name) });
  k.out(`deleted user ${name} from ${fileOf(k)}\n`);
});

/** The flags that were given, as fields of an entry; flags of truth values as such. */
function given(k: Invocation, names: readonly string[]): Values {
  const out: Record<string, unknown> = {};
  for (const name of names) {
    if (!k.flags.changed(name)) continue;
    const text = k.flags.text(name);
    out[name] = name === 'insecure-skip-tls-verify' ? text === 'true' : text;
  }
  return out;
}

export const setCluster = local('set-cluster', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) throw helpError(k);
  if (name === '') throw new KubectlError('you must specify a non-empty cluster name');
  const values = given(k, ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'proxy-url']);
  if (values['insecure-skip-tls-verify'] === true && values['certificate-authority']) throw new KubectlError('you cannot specify a certificate authority and insecure mode at the same time');
  const config = configOf(k);
  const old = config.clusters.find((c) => c.name === name)?.cluster ?? { server: '' };
  save(k, { ...config, clusters: withEntry(config.clusters, { name, cluster: { ...old, ...values } }) });
  k.out(`Cluster ${goQuote(name)} set.\n`);
});

export const setCredentials = local('set-credentials', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) throw new KubectlError(`unexpected args: [${k.args.join(' ')}]`);
  if (name === '') throw new KubectlError('you must specify a non-empty user name');
  const values = given(k, ['client-certificate', 'client-key', 'token', 'username', 'password']);
  const basic = Boolean(values.username) || Boolean(values.password);
  if (values.token && basic) throw new KubectlError('you cannot specify more than one authentication method at the same time: --token, --username/--password');
  const config = configOf(k);
  const old = config.users.find((u) => u.name === name)?.user ?? {};
  const { token, username, password, ...others } = old;
  const kept = values.token ? { ...others, token } : basic ? { ...others, username, password } : old;
  save(k, { ...config, users: withEntry(config.users, { name, user: { ...kept, ...values } }) });
  k.out(`User ${goQuote(name)} set.\n`);
});

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  clusters: ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'certificate-authority-data', 'proxy-url', 'disable-compression'],
  contexts: ['cluster', 'user', 'namespace'],
  users: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'username', 'password', 'as', 'as-uid'],
};

interface Place {
  readonly list: 'clusters' | 'contexts' | 'users' | 'current-context';
  readonly name: string;
  readonly field: string;
}

/** `contexts.my.context.namespace`: names may hold dots. */
function placeOf(path: string): Place {
  if (path === 'current-context') return { list: 'current-context', name: '', field: '' };
  const [list = '', ...rest] = path.split('.');
  const fields = FIELDS[list];
  if (!fields) throw new KubectlError(`unable to parse ${path} after [] at api.Config`);
  const at = rest.findIndex((part, i) => i > 0 && fields.includes(part));
  return { list: list as Place['list'], name: (at < 0 ? rest : rest.slice(0, at)).join('.'), field: at < 0 ? '' : (rest[at] as string) };
}

function changed(config: KubeConfig, { list, name, field }: Place, value: unknown): KubeConfig {
  const next = (old: Values | undefined): Values => {
    const { [field]: _, ...rest } = old ?? {};
    return value === undefined ? rest : { ...rest, [field]: value };
  };
  const drop = value === undefined && field === '';
  switch (list) {
    case 'current-context':
      return { ...config, currentContext: String(value ?? '') };
    case 'clusters':
      if (drop) return { ...config, clusters: config.clusters.filter((c) => c.name !== name) };
      return { ...config, clusters: withEntry(config.clusters, { name, cluster: next(config.clusters.find((c) => c.name === name)?.cluster ?? { server: '' }) }) };
    case 'contexts':
      if (drop) return { ...config, contexts: config.contexts.filter((c) => c.name !== name) };
      return { ...config, contexts: withEntry(config.contexts, { name, context: next((config.contexts.find((c) => c.name === name)?.context ?? { cluster: '', user: '' }) as unknown as Values) as unknown as Context }) };
    case 'users':
      if (drop) return { ...config, users: config.users.filter((u) => u.name !== name) };
      return { ...config, users: withEntry(config.users, { name, user: next(config.users.find((u) => u.name === name)?.user) }) };
  }
}

export const set = local('set', (k) => {
  const [path, value] = k.args;
  if (path === undefined || value === undefined || k.args.length > 2) throw helpError(k);
  if (value === '') throw new KubectlError('you cannot use set to unset a property');
  if (path === '') throw new KubectlError('you must specify a property');
  const place = placeOf(path);
  if (place.list !== 'current-context' && place.field === '') throw new KubectlError("can't set a map to a value: map[]");
  save(k, changed(configOf(k), place, place.field === 'insecure-skip-tls-verify' ? value === 'true' : value));
  k.out(`Property ${goQuote(path)} set.\n`);
});

export const unset = local('unset', (k) => {
  const [path] = k.args;
  if (path === undefined || k.args.length > 1) throw helpError(k);
  if (path === '') throw new KubectlError('you must specify a property');
  const config = configOf(k);
  const place = placeOf(path);
  if (place.field !== '' && place.list !== 'current-context' && !config[place.list].some((e) => e.name === place.name)) throw new KubectlError(`current map key \`${place.name}\` is invalid`);
  save(k, changed(config, place, undefined));
  k.out(`Property ${goQuote(path)} unset.\n`);
});
