// kubectl config view: the file, with its secrets blacked out.
// Upstream: k8s.io/kubectl/pkg/cmd/config/view.go, k8s.io/client-go/tools/clientcmd/api/helpers.go

import { KubectlError } from '../../errors.ts';
import { configObject, type KubeConfig } from '../../kubeConfig.ts';
import { configOf, local } from './shared.ts';

const REDACTED = ['token', 'password'];
const OMITTED = ['certificate-authority-data', 'client-certificate-data', 'client-key-data'];

export const view = local('view', (k) => {
  const { flags } = k;
  if (k.args.length) throw k.usage(`unexpected arguments: [${k.args.join(' ')}]`);
  const printer = k.printer('', true);
  if (flags.changed('merge') && flags.text('merge') === 'false' && flags.text('kubeconfig') === '') throw new KubectlError('if merge==false a precise file must be specified');
  let config = configOf(k);
  if (flags.flag('minify')) config = minified(config, flags.text('context') || config.currentContext);
  if (!flags.flag('flatten') && !flags.flag('raw')) config = redacted(config);
  k.print(printer, configObject(config));
});

/** Only what the current context needs. */
function minified(config: KubeConfig, name: string): KubeConfig {
  if (name === '') throw new KubectlError('current-context must exist in order to minify');
  const found = config.contexts.find((c) => c.name === name);
  if (!found) throw new KubectlError(`cannot locate context ${name}`);
  const { cluster, user } = found.context;
  return { clusters: config.clusters.filter((c) => c.name === cluster), contexts: [found], users: config.users.filter((u) => u.name === user), currentContext: name };
}

function redacted(config: KubeConfig): KubeConfig {
  const hide = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, OMITTED.includes(key) ? 'DATA+OMITTED' : REDACTED.includes(key) ? 'REDACTED' : value]));
  return {
    ...config,
    clusters: config.clusters.map(({ name, cluster }) => ({ name, cluster: hide(cluster) })),
    users: config.users.map(({ name, user }) => ({ name, user: hide(user) })),
  };
}
