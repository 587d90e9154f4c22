// kubectl config: contexts are shown, chosen, changed, renamed and deleted.
// Upstream: k8s.io/kubectl/pkg/cmd/config/{current_context,use_context,get_contexts,set_context,rename_context,delete_context}.go

import { compareText } from '../../../base/text.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError, throwAll } from '../../errors.ts';
import { helpText } from '../../help/helpText.ts';
import { noContext, type Context } from '../../kubeConfig.ts';
import { TabWriter } from '../../output/tabWriter.ts';
import { configOf, fileOf, helpError, local, save, withEntry } from './shared.ts';

export const currentContext = local('current-context', (k) => {
  const { currentContext: name } = configOf(k);
  if (name === '') throw new KubectlError('current-context is not set');
  k.out(`${name}\n`);
});

export const useContext = local('use-context', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) throw helpError(k);
  if (name === '') throw new KubectlError('empty context names are not allowed');
  const config = configOf(k);
  if (!config.contexts.some((c) => c.name === name)) throw noContext(name);
  save(k, { ...config, currentContext: name });
  k.out(`Switched to context ${goQuote(name)}.\n`);
});

export const getContexts = local('get-contexts', (k) => {
  const { flags, args } = k;
  const output = flags.text('output');
  if (output !== '' && output !== 'name') throw new KubectlError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
  const config = configOf(k);
  const errors = args.filter((name) => !config.contexts.some((c) => c.name === name)).map((name) => new KubectlError(`context ${name} not found`));
  const tabs = new TabWriter();
  const onlyNames = output === 'name';
  if (!flags.flag('no-headers') && !onlyNames) tabs.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
  for (const { name, context } of [...config.contexts].sort((a, b) => compareText(a.name, b.name))) {
    if (args.length && !args.includes(name)) continue;
    tabs.write(onlyNames ? `${name}\n` : `${name === config.currentContext ? '*' : ' '}\t${name}\t${context.cluster}\t${context.user}\t${context.namespace ?? ''}\n`);
  }
  k.out(tabs.flush());
  throwAll(errors);
});

export const setContext = local('set-context', (k) => {
  const { flags, args } = k;
  if (args.length > 1) throw helpError(k);
  const current = flags.flag('current');
  const [given = ''] = args;
  if (given === '' && !current) throw new KubectlError('you must specify a non-empty context name or --current');
  if (given !== '' && current) throw new KubectlError('you cannot specify both a context name and --current');
  const config = configOf(k);
  if (current && config.currentContext === '') throw new KubectlError('no current context is set');
  const name = current ? config.currentContext : given;
  const old = config.contexts.find((c) => c.name === name)?.context;
  const context: Context = {
    ...(old ?? { cluster: '', user: '' }),
    ...(flags.changed('cluster') ? { cluster: flags.text('cluster') } : {}),
    ...(flags.changed('user') ? { user: flags.text('user') } : {}),
    ...(flags.changed('namespace') ? { namespace: flags.text('namespace') } : {}),
  };
  save(k, { ...config, contexts: withEntry(config.contexts, { name, context }) });
  k.out(`Context ${goQuote(name)} ${old ? 'modified' : 'created'}.\n`);
});

export const renameContext = local('rename-context', (k) => {
  const [from, to] = k.args;
  if (from === undefined || to === undefined || k.args.length > 2) throw helpError(k);
  if (to === '') throw new KubectlError('You must specify a new non-empty context name');
  const config = configOf(k);
  const found = config.contexts.find((c) => c.name === from);
  if (!found) throw new KubectlError(`cannot rename the context ${goQuote(from)}, it's not in ${fileOf(k)}`);
  if (config.contexts.some((c) => c.name === to)) throw new KubectlError(`cannot rename the context ${goQuote(from)}, the context ${goQuote(to)} already exists in ${fileOf(k)}`);
  save(k, { ...config, contexts: config.contexts.map((c) => (c === found ? { ...c, name: to } : c)), currentContext: config.currentContext === from ? to : config.currentContext });
  k.out(`Context ${goQuote(from)} renamed to ${goQuote(to)}.\n`);
});

export const deleteContext = local('delete-context', (k) => {
  const [name] = k.args;
  if (name === undefined || k.args.length > 1) {
    k.out(helpText(k.path));
    return;
  }
  const config = configOf(k);
  if (!config.contexts.some((c) => c.name === name)) throw new KubectlError(`cannot delete context ${name}, not in ${fileOf(k)}`);
  if (config.currentContext === name) k.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
  save(k, { ...config, contexts: config.contexts.filter((c) => c.name !== name) });
  k.out(`deleted context ${name} from ${fileOf(k)}\n`);
});
