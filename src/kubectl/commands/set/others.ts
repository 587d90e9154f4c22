// kubectl set selector, serviceaccount, subject.
// Upstream: k8s.io/kubectl/pkg/cmd/set/{set_selector,set_serviceaccount,set_subject}.go

import { isObject, equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { PATCH_TYPES } from '../../../sim/api/http.ts';
import { SelectorError, parseLabelSelector } from '../../../sim/api/selectorText.ts';
import { KubectlError } from '../../errors.ts';
import type { AnyItem } from '../../info.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { kindOf } from '../../output/object.ts';
import { patchAll, strategicPatch, typedForm } from '../../patching.ts';
import { withPodSpec } from '../../podTemplates.ts';
import { infosFor, refuseLocalServer } from './shared.ts';

export const setSelector: CommandModule = {
  name: 'set selector',
  *run(k) {
    const { flags } = k;
    const local = flags.flag('local');
    const writes = !local && k.dryRun !== 'client';
    // Without anything that names the objects there is nothing to select for.
    if (k.args.length === 1 && !k.hasFiles && !local) yield* k.find({ namespace: k.namespace, args: [], files: k.fileOptions });
    const selector = k.args.length ? parsedLabels(k.args[k.args.length - 1] as string) : undefined;
    const printer = k.printer('selector updated', true);
    if (!selector) throw new KubectlError('one selector is required');
    const found = yield* k.find({ local, ...k.usual, ...(local ? {} : { args: k.args.slice(0, -1), allowEmptySelector: flags.flag('all'), latest: true }) });
    yield* found.visit(function* (info) {
      const before = typedForm(info.object as AnyItem);
      if (kindOf(before) !== 'Service') throw new KubectlError('setting a selector is only supported for Services');
      const spec = isObject(before.spec) ? before.spec : {};
      const after = typedForm({ ...before, spec: { ...spec, selector } });
      if (!writes) {
        k.print(printer, after);
        return;
      }
      const helper = info.helper({ dryRun: k.dryRun === 'server', fieldManager: flags.text('field-manager') });
      k.print(printer, typedForm(yield* helper.patch(info.namespace, info.name, PATCH_TYPES.strategic, strategicPatch(before, after))));
    });
  },
};

const WORDS: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', '!=': 'NotIn' };

/** Only equalities can be a Service's selector. */
function parsedLabels(text: string): Readonly<Record<string, string>> {
  try {
    const { requirements } = parseLabelSelector(text);
    const out: Record<string, string> = {};
    for (const r of requirements) {
      if ((r.operator !== '=' && r.operator !== 'in') || r.values.length !== 1) throw new KubectlError(`match expression [{${r.key} ${WORDS[r.operator] ?? r.operator} [${r.values.join(' ')}]}] not supported on this object`);
      out[r.key] = r.values[0] as string;
    }
    return out;
  } catch (error) {
    if (error instanceof SelectorError) throw new KubectlError(`couldn't parse the selector string ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
}

export const setServiceAccount: CommandModule = {
  name: 'set serviceaccount',
  *run(k) {
    refuseLocalServer(k);
    const printer = k.printer('serviceaccount updated', true);
    const name = k.args[k.args.length - 1];
    if (name === undefined) throw new KubectlError('serviceaccount is required');
    const infos = yield* infosFor(k, k.args.slice(0, -1), { refuseNames: false });
    yield* patchAll(
      k,
      infos,
      { printer, local: k.flags.flag('local'), evenUnchanged: true, failed: 'failed to patch ServiceAccountName ', change: (object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName: name })) },
      [],
    );
  },
};

export const setSubject: CommandModule = {
  name: 'set subject',
  *run(k) {
    const { flags } = k;
    const printer = k.printer('subjects updated', true);
    const infos = yield* infosFor(k, k.args);
    refuseLocalServer(k);
    if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
    const subjects = subjectsAsked(k);
    if (subjects.length === 0) throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
    yield* patchAll(
      k,
      infos,
      {
        printer,
        local: flags.flag('local'),
        failed: 'failed to patch subjects to rolebinding: ',
        change(object) {
          if (!['RoleBinding', 'ClusterRoleBinding'].includes(kindOf(object))) throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
          const now = Array.isArray(object.subjects) ? (object.subjects as AnyItem[]) : [];
          const more = subjects.filter((s) => !now.some((n) => equal(n, s)));
          return more.length ? { ...object, subjects: [...now, ...more] } : undefined;
        },
      },
      [],
    );
  },
};

function subjectsAsked(k: Invocation): readonly AnyItem[] {
  const sorted = (name: string): readonly string[] => [...new Set(k.flags.list(name))].sort(compareText);
  const group = 'rbac.authorization.k8s.io';
  const accounts = sorted('serviceaccount').map((text) => {
    const [namespace = '', name, ...more] = text.split(':');
    if (!name || more.length) throw new KubectlError('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace: namespace || k.namespace };
  });
  return [...sorted('user').map((name) => ({ kind: 'User', apiGroup: group, name })), ...sorted('group').map((name) => ({ kind: 'Group', apiGroup: group, name })), ...accounts];
}
