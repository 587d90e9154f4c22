// kubectl rollout status: tells how far an update is, until it is through.
// Upstream: k8s.io/kubectl/pkg/cmd/rollout/rollout_status.go, k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go

import type { Micros } from '../../../base/time.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../../errors.ts';
import type { RemoteObject } from '../../helper.ts';
import type { CommandModule } from '../../invocation.ts';
import type { Mapping } from '../../restMapper.ts';
import { untilWithSync } from '../../waiting.ts';
import { field, findRollouts, numberAt, requireResource, revisionOf } from './shared.ts';

interface Status {
  readonly text: string;
  readonly done: boolean;
}

type Viewer = (object: RemoteObject, revision: number) => Status;

export const rolloutStatus: CommandModule = {
  name: 'rollout status',
  *run(k) {
    const { flags } = k;
    requireResource(k);
    const revision = flags.number('revision');
    if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`);
    const found = yield* findRollouts(k);
    const timeout = flags.duration('timeout');
    const deadline = timeout ? ((k.process.kernel.now + timeout * 1000) as Micros) : undefined;
    k.process.interruptCode = 1;
    let any = false;
    yield* found.visit(function* (info) {
      any = true;
      const viewer = viewerFor(info.mapping);
      yield* untilWithSync(k, info.helper(), {
        name: info.name,
        namespace: info.namespace,
        deadline,
        condition(event) {
          if (event.type === 'DELETED') throw new KubectlError('object has been deleted');
          if (event.type === 'ERROR') throw new KubectlError('internal error: unexpected event');
          const { text, done } = viewer(event.object, revision);
          k.out(text);
          return done || !flags.flag('watch');
        },
      });
    });
    if (!any) k.err(`No resources found in ${k.namespace} namespace.\n`);
  },
};

function viewerFor(mapping: Mapping): Viewer {
  const viewer = mapping.group === 'apps' ? VIEWERS[mapping.kind] : undefined;
  if (!viewer) throw new KubectlError(`no status viewer has been implemented for ${mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind}`);
  return viewer;
}

const waiting = (text: string): Status => ({ text: `${text}\n`, done: false });
const finished = (text: string): Status => ({ text: `${text}\n`, done: true });

const observed = (object: RemoteObject): boolean => (object.metadata.generation ?? 0) <= numberAt(object, 'status', 'observedGeneration');

const VIEWERS: Readonly<Record<string, Viewer>> = {
  Deployment(object, revision) {
    const name = goQuote(object.metadata.name);
    const running = revisionOf(object) ?? 0;
    if (revision > 0 && revision !== running) throw new KubectlError(`desired revision (${revision}) is different from the running revision (${running})`);
    if (!observed(object)) return waiting('Waiting for deployment spec update to be observed...');
    const conditions = (field(object, 'status', 'conditions') ?? []) as readonly { type: string; reason?: string }[];
    if (conditions.find((c) => c.type === 'Progressing')?.reason === 'ProgressDeadlineExceeded') throw new KubectlError(`deployment ${name} exceeded its progress deadline`);
    const [wanted, updated, total, available] = [numberAt(object, 'spec', 'replicas'), numberAt(object, 'status', 'updatedReplicas'), numberAt(object, 'status', 'replicas'), numberAt(object, 'status', 'availableReplicas')];
    const head = `Waiting for deployment ${name} rollout to finish:`;
    if (updated < wanted) return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`);
    if (total > updated) return waiting(`${head} ${total - updated} old replicas are pending termination...`);
    if (available < updated) return waiting(`${head} ${available} of ${updated} updated replicas are available...`);
    return finished(`deployment ${name} successfully rolled out`);
  },
  DaemonSet(object) {
    const name = goQuote(object.metadata.name);
    if (field(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
    if (!observed(object)) return waiting('Waiting for daemon set spec update to be observed...');
    const [updated, desired, available] = [numberAt(object, 'status', 'updatedNumberScheduled'), numberAt(object, 'status', 'desiredNumberScheduled'), numberAt(object, 'status', 'numberAvailable')];
    if (updated < desired) return waiting(`Waiting for daemon set ${name} rollout to finish: ${updated} out of ${desired} new pods have been updated...`);
    if (available < desired) return waiting(`Waiting for daemon set ${name} rollout to finish: ${available} of ${desired} updated pods are available...`);
    return finished(`daemon set ${name} successfully rolled out`);
  },
  StatefulSet(object) {
    if (field(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
    if (numberAt(object, 'status', 'observedGeneration') === 0 || !observed(object)) return waiting('Waiting for statefulset spec update to be observed...');
    const [wanted, ready, updated] = [numberAt(object, 'spec', 'replicas'), numberAt(object, 'status', 'readyReplicas'), numberAt(object, 'status', 'updatedReplicas')];
    if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
    if (field(object, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
      const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
      if (updated < wanted - partition) return waiting(`Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`);
      return finished(`partitioned roll out complete: ${updated} new pods have been updated...`);
    }
    const next = String(field(object, 'status', 'updateRevision') ?? '');
    const now = String(field(object, 'status', 'currentRevision') ?? '');
    if (next !== now) return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${next}...`);
    return finished(`statefulset rolling update complete ${numberAt(object, 'status', 'currentReplicas')} pods at revision ${now}...`);
  },
};
