// kubectl auth can-i and whoami: what one may do, and who one is to the server.
// Upstream: k8s.io/kubectl/pkg/cmd/auth

import { sortedKeys } from '../describe/page.ts';
import { ruleLines } from '../describe/access.ts';
import { slice } from '../describe/values.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { SelfSubjectAccessReview, SelfSubjectReview, SelfSubjectRulesReview } from '../../sim/kinds/reviews.ts';
import { ExitError, KubectlError, isExpected, isForbidden, isNotFound } from '../errors.ts';
import { Helper } from '../helper.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { goForm } from '../output/goForm.ts';
import { TabWriter } from '../output/tabWriter.ts';
import { typed } from '../typed.ts';

const AUTHORIZATION = 'authorization.k8s.io/v1';

const VERBS = 'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' ');
const ADDRESS_VERBS = 'get put post head options delete patch *'.split(' ');

export const canI: CommandModule = {
  name: 'auth can-i',
  *run(k) {
    const { flags, args } = k;
    const all = flags.flag('all-namespaces');
    const quiet = flags.flag('quiet');
    const subresource = flags.text('subresource');
    if (flags.flag('list')) {
      if (args.length) throw new KubectlError('list option must be specified with no arguments');
      if (quiet || all || subresource !== '') throw new KubectlError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
      yield* list(k);
      return;
    }
    const [verb, what] = args;
    if (verb === undefined || what === undefined || args.length > 2) {
      throw new KubectlError("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.");
    }
    const spec = what.startsWith('/') ? addressAttributes(k, verb, what) : yield* resourceAttributes(k, verb, what);
    if (flags.flag('no-headers')) throw new KubectlError('--no-headers cannot be set without --list specified');
    const { status } = yield* review<SelfSubjectAccessReview>(k, AUTHORIZATION, 'SelfSubjectAccessReview', spec);
    const text = status.allowed ? 'yes' : ['no', status.reason, status.evaluationError].filter(Boolean).join(' - ');
    if (!quiet) k.out(`${text}\n`);
    if (!status.allowed) throw new ExitError(1);
  },
};

const warn = (k: Invocation, text: string): void => k.err(`Warning: ${text}\n\n`);

function addressAttributes(k: Invocation, verb: string, path: string): object {
  if (k.flags.text('subresource') !== '') throw new KubectlError('--subresource can not be used with NonResourceURL');
  if (!ADDRESS_VERBS.includes(verb)) warn(k, `verb '${verb}' is not a known verb`);
  return { nonResourceAttributes: { path, verb } };
}

function* resourceAttributes(k: Invocation, verb: string, what: string): Sim<object> {
  const slash = what.indexOf('/');
  const [word, name] = slash < 0 ? [what, ''] : [what.slice(0, slash), what.slice(slash + 1)];
  const all = k.flags.flag('all-namespaces');
  const found = word === '*' ? { resource: '*', group: '', version: '' } : yield* resourceFor(k, word);
  if (!all) yield* checkScope(k, found);
  if (!all && !VERBS.includes(verb)) warn(k, `verb '${verb}' is not a known verb`);
  const subresource = k.flags.text('subresource');
  const namespace = all ? '' : k.namespace;
  return {
    resourceAttributes: {
      ...(namespace ? { namespace } : {}),
      verb,
      ...(found.group ? { group: found.group } : {}),
      resource: found.resource,
      ...(subresource ? { subresource } : {}),
      ...(name ? { name } : {}),
    },
  };
}

interface Found {
  readonly resource: string;
  readonly group: string;
  readonly version: string;
}

/** A word that the server does not know is asked for as it is. */
function* resourceFor(k: Invocation, word: string): Sim<Found> {
  const lower = word.toLowerCase();
  try {
    const { plural, group, version } = yield* k.mapper.forArgument(lower);
    return { resource: plural, group, version };
  } catch (error) {
    if (!isExpected(error)) throw error;
    const dot = lower.indexOf('.');
    const [resource, group] = dot < 0 ? [lower, ''] : [lower.slice(0, dot), lower.slice(dot + 1)];
    if (lower !== 'users' && lower !== 'groups') warn(k, `the server doesn't have a resource type '${resource}'${group ? ` in group '${group}'` : ''}`);
    return { resource: word, group: '', version: '' };
  }
}

/** One more request, which only serves this warning. */
function* checkScope(k: Invocation, { resource, group, version }: Found): Sim<void> {
  if (resource === '*') return;
  const path = group ? `/apis/${group}/${version}` : `/api/${version || 'v1'}`;
  try {
    const body = (yield* k.http.send({ method: 'GET', path })) as { readonly resources?: readonly { readonly name: string; readonly namespaced: boolean }[] };
    if (body.resources?.find((r) => r.name === resource)?.namespaced === false) warn(k, `resource '${resource}' is not namespace scoped${group ? ` in group '${group}'` : ''}`);
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}

function* list(k: Invocation): Sim<void> {
  const { status } = yield* review<SelfSubjectRulesReview>(k, AUTHORIZATION, 'SelfSubjectRulesReview', { namespace: k.namespace });
  if (status.incomplete) k.err(`Warning: the list may be incomplete: ${status.evaluationError ?? ''}\n`);
  const tabs = new TabWriter();
  if (!k.flags.flag('no-headers')) tabs.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  for (const line of ruleLines([...(status.resourceRules ?? []), ...(status.nonResourceRules ?? [])])) tabs.write(line);
  k.out(tabs.flush());
}

function* review<T>(k: Invocation, apiVersion: string, kind: string, spec?: object): Sim<T> {
  const body = { kind, apiVersion, metadata: {}, ...(spec ? { spec } : {}), status: kind === 'SelfSubjectAccessReview' ? { allowed: false } : kind === 'SelfSubjectRulesReview' ? { resourceRules: null, nonResourceRules: null, incomplete: false } : { userInfo: {} } };
  return (yield* new Helper(k.http, typed(apiVersion, kind)).create('', body)) as unknown as T;
}

export const whoAmI: CommandModule = {
  name: 'auth whoami',
  *run(k) {
    const printer = k.flags.text('output') === '' ? undefined : k.printer('', true);
    let answer: SelfSubjectReview;
    try {
      answer = yield* review<SelfSubjectReview>(k, 'authentication.k8s.io/v1', 'SelfSubjectReview');
    } catch (error) {
      if (isForbidden(error)) throw new KubectlError('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it');
      if (isNotFound(error)) throw new KubectlError('the selfsubjectreviews API is not enabled in the cluster');
      throw error;
    }
    if (printer) {
      k.print(printer, goForm(answer));
      return;
    }
    const { username, uid, groups, extra } = answer.status.userInfo ?? {};
    const tabs = new TabWriter();
    tabs.write('ATTRIBUTE\tVALUE\n');
    if (username) tabs.write(`Username\t${username}\n`);
    if (uid) tabs.write(`UID\t${uid}\n`);
    if (groups?.length) tabs.write(`Groups\t${slice(groups)}\n`);
    for (const key of sortedKeys(extra)) tabs.write(`Extra: ${key}\t${slice(extra?.[key])}\n`);
    k.out(tabs.flush());
  },
};
