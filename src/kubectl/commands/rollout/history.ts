// kubectl rollout history and undo: the revisions of what can be rolled out, and the way back to one of them.
// Upstream: k8s.io/kubectl/pkg/cmd/rollout/{rollout_history,rollout_undo}.go, k8s.io/kubectl/pkg/polymorphichelpers/{history,rollback}.go

import { equal, isObject } from '../../../base/json.ts';
import { PATCH_TYPES } from '../../../sim/api/http.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import { describePodTemplate } from '../../describe/podTemplate.ts';
import { Page } from '../../describe/page.ts';
import { KubectlError } from '../../errors.ts';
import { LAST_APPLIED, lastAppliedOf } from '../../generators/lastApplied.ts';
import { Helper, type RemoteObject } from '../../helper.ts';
import type { AnyItem, Info } from '../../info.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { TabWriter } from '../../output/tabWriter.ts';
import { typedForm } from '../../patching.ts';
import type { Mapping } from '../../restMapper.ts';
import { typed } from '../../typed.ts';
import { atRevision, controllerRevisions, field, findRollouts, replicaSetsOf, requireResource, revisionOf, sameTemplate, withoutHash, worded } from './shared.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One revision: its number, its cause, its template, and the object that keeps it. */
interface Revision {
  readonly number: number;
  readonly cause: string;
  readonly template: unknown;
  readonly object: AnyItem;
}

export const rolloutHistory: CommandModule = {
  name: 'rollout history',
  *run(k) {
    const { flags } = k;
    requireResource(k);
    const wanted = flags.number('revision');
    if (wanted < 0) throw new KubectlError(`revision must be a positive integer: ${wanted}`);
    const found = yield* findRollouts(k);
    const asObjects = flags.changed('output');
    const printer = asObjects ? k.printer('') : undefined;
    yield* found.visit(function* (info) {
      const revisions = yield* revisionsOf(k, info);
      const chosen = revisions.find((r) => r.number === wanted);
      if (printer) {
        if (wanted > 0 && !chosen) throw new KubectlError('unable to find the specified revision');
        for (const r of wanted > 0 ? [chosen as Revision] : revisions) k.print(printer, typedForm(r.object));
        return;
      }
      const text = historyText(revisions, wanted, chosen);
      k.print(k.printer(`${wanted > 0 ? `with revision #${wanted}` : ''}\n${text}`), info.object);
    });
  },
};

function historyText(revisions: readonly Revision[], wanted: number, chosen: Revision | undefined): string {
  if (revisions.length === 0) return 'No rollout history found.';
  if (wanted > 0) {
    if (!chosen) throw new KubectlError('unable to find the specified revision');
    return templateText(chosen);
  }
  const tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
  tabs.write('REVISION\tCHANGE-CAUSE\n');
  for (const r of revisions) tabs.write(`${r.number}\t${r.cause || '<none>'}\n`);
  return tabs.flush();
}

function templateText(revision: Revision): string {
  const page = new Page();
  describePodTemplate(page, withCause(revision));
  return page.text({ align: false });
}

/** The cause is shown among the annotations of the template. */
function withCause({ template, cause }: Revision): AnyItem {
  const base = isObject(template) ? template : {};
  if (!cause) return base;
  const metadata = isObject(base.metadata) ? base.metadata : {};
  return { ...base, metadata: { ...metadata, annotations: { ...(isObject(metadata.annotations) ? metadata.annotations : {}), [CHANGE_CAUSE]: cause } } };
}

const groupKind = (m: Mapping): string => (m.group ? `${m.kind}.${m.group}` : m.kind);

/** Every revision, the oldest first. */
function* revisionsOf(k: Invocation, info: Info): Sim<readonly Revision[]> {
  const { mapping, namespace, name } = info;
  const byNumber = new Map<number, Revision>();
  if (mapping.group === 'apps' && mapping.kind === 'Deployment') {
    const { old, current } = yield* replicaSetsOf(k, namespace, name, (why) => `failed to retrieve deployment ${name}: ${why}`);
    for (const rs of current ? [...old, current] : old) {
      const number = revisionOf(rs) ?? 0;
      byNumber.set(number, { number, cause: rs.metadata.annotations?.[CHANGE_CAUSE] ?? '', template: field(rs, 'spec', 'template'), object: rs });
    }
  } else if (mapping.group === 'apps' && (mapping.kind === 'DaemonSet' || mapping.kind === 'StatefulSet')) {
    const { owner, history } = yield* controllerRevisions(k, mapping.kind, namespace, name);
    for (const revision of history) {
      const number = Number(revision.revision ?? 0);
      const object = atRevision(owner, revision);
      byNumber.set(number, { number, cause: revision.metadata.annotations?.[CHANGE_CAUSE] ?? '', template: field(object, 'spec', 'template'), object });
    }
  } else throw new KubectlError(`no history viewer has been implemented for ${goQuote(groupKind(mapping))}`);
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

// ---- undo ----

export const rolloutUndo: CommandModule = {
  name: 'rollout undo',
  *run(k) {
    void k.dryRun;
    requireResource(k);
    const found = yield* findRollouts(k);
    yield* found.visit(function* (info) {
      if (lastAppliedOf(info.object) !== undefined) {
        k.err(
          `Warning: resource ${info.objectName} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`,
        );
      }
      k.print(k.printer(yield* rollBack(k, info)), info.object);
    });
  },
};

const notInHistory = (revision: number): KubectlError => new KubectlError(`unable to find specified revision ${revision} in history`);
const skipped = (revision: number): string => `skipped rollback (current template already matches revision ${revision})`;

function* rollBack(k: Invocation, info: Info): Sim<string> {
  const { mapping } = info;
  const to = k.flags.number('to-revision');
  if (mapping.group === 'apps' && mapping.kind === 'Deployment') return yield* rollBackDeployment(k, info, to);
  if (mapping.group === 'apps' && (mapping.kind === 'DaemonSet' || mapping.kind === 'StatefulSet')) return yield* rollBackRevisions(k, mapping.kind, info, to);
  throw new KubectlError(`no rollbacker has been implemented for ${goQuote(groupKind(mapping))}`);
}

const KEPT_ANNOTATIONS = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

function* rollBackDeployment(k: Invocation, info: Info, to: number): Sim<string> {
  if (to < 0) throw notInHistory(to);
  const { name, namespace } = info;
  const { deployment, old, current } = yield* replicaSetsOf(k, namespace, name, (why) => `failed to retrieve Deployment ${name}: ${why}`);
  const rs = replicaSetFor(current ? [...old, current] : old, to, name);
  const template = withoutHash(field(rs, 'spec', 'template'));
  if (k.dryRun === 'client') return templateText({ number: to, cause: '', template: field(rs, 'spec', 'template'), object: rs });
  if (field(deployment, 'spec', 'paused') === true) throw new KubectlError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  if (sameTemplate(template, field(deployment, 'spec', 'template'))) return skipped(to);
  const annotations: Record<string, string> = {};
  for (const key of KEPT_ANNOTATIONS) {
    const value = deployment.metadata.annotations?.[key];
    if (value !== undefined) annotations[key] = value;
  }
  for (const [key, value] of Object.entries(rs.metadata.annotations ?? {})) if (!KEPT_ANNOTATIONS.includes(key)) annotations[key] = value;
  const patch = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ];
  const helper = new Helper(k.http, typed('apps/v1', 'Deployment'), { dryRun: k.dryRun === 'server' });
  yield* worded(helper.patch(namespace, name, PATCH_TYPES.json, patch), (why) => `failed restoring revision ${to}: ${why}`);
  return 'rolled back';
}

/** 0: the one before the present. */
function replicaSetFor(all: readonly RemoteObject[], to: number, name: string): RemoteObject {
  const numbered = all.flatMap((rs) => {
    const number = revisionOf(rs);
    return number === undefined ? [] : [{ rs, number }];
  });
  if (to > 0) {
    const found = numbered.find((r) => r.number === to);
    if (!found) throw notInHistory(to);
    return found.rs;
  }
  const previous = numbered.sort((a, b) => b.number - a.number)[1];
  if (!previous) throw new KubectlError(`no rollout history found for deployment ${goQuote(name)}`);
  return previous.rs;
}

function* rollBackRevisions(k: Invocation, kind: 'DaemonSet' | 'StatefulSet', info: Info, to: number): Sim<string> {
  if (to < 0) throw notInHistory(to);
  const { owner, history } = yield* controllerRevisions(k, kind, info.namespace, info.name);
  if (to === 0 && history.length <= 1) throw new KubectlError('no last revision to roll back to');
  const byNumber = [...history].sort((a, b) => Number(a.revision) - Number(b.revision));
  const target = to === 0 ? byNumber[byNumber.length - 2] : byNumber.find((r) => Number(r.revision) === to);
  if (!target) throw notInHistory(to);
  const restored = atRevision(owner, target);
  if (k.dryRun === 'client') return templateText({ number: to, cause: '', template: field(restored, 'spec', 'template'), object: restored });
  if (equal(field(target.data, 'spec', 'template'), { ...(field(owner, 'spec', 'template') as object), $patch: 'replace' })) return skipped(to);
  const helper = new Helper(k.http, typed('apps/v1', kind), { dryRun: k.dryRun === 'server' });
  yield* worded(helper.patch(info.namespace, info.name, PATCH_TYPES.strategic, target.data), (why) => `failed restoring revision ${to}: ${why}`);
  return 'rolled back';
}
