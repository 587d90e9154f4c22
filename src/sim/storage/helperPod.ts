// The Pod that makes or removes the folder of a volume: only on the node itself can that be done, and only the kubelet there
// can start something. The provisioner asks once a second whether it has ended, keeps its log and deletes it.
// Upstream: rancher/local-path-provisioner provisioner.go (createHelperPod, saveHelperPodLogs)
//
// Simplified: what a helper's template must not say is not checked.

import { seconds } from '../../base/time.ts';
import { value } from '../api/quantity.ts';
import { ApiError } from '../api/errors.ts';
import type { Client } from '../client/client.ts';
import { isExpected } from '../client/controller.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { Pod } from '../kinds/pod.ts';
import type { ProvisionerPlace } from '../programs/program.ts';
import { VolumeError, type LocalPathConfig } from './localPathConfig.ts';

export interface VolumeFolder {
  /** `pvc-…` */
  readonly name: string;
  readonly path: string;
  /** '': any. */
  readonly node: string;
  readonly mode: string;
  /** As a quantity. */
  readonly size: string;
}

export type Template = { readonly metadata?: { readonly name?: string }; readonly spec?: Record<string, unknown> & { readonly containers?: readonly Record<string, unknown>[]; readonly tolerations?: readonly unknown[] } };

/** Throws a VolumeError that says why there is no folder, or why it is still there. */
export function* runHelper(client: Client, place: ProvisionerPlace, config: LocalPathConfig, template: Template, action: 'create' | 'delete', folder: VolumeFolder): Sim<void> {
  const fail = (why: string): VolumeError => new VolumeError(`failed to ${action} volume ${folder.name}: ${why}`);
  const { namespace } = place;
  const pod = helperPod(place, config, template, action, folder);
  const { name } = pod.metadata;
  place.log('info', `create the helper pod ${name} into ${namespace}`);
  try {
    yield* client.create(Pod, namespace, pod);
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw fail(error.message);
  }
  try {
    if (!(yield* ended(client, namespace, name, config.timeoutSeconds))) throw fail(`create process timeout after ${config.timeoutSeconds} seconds`);
  } catch (error) {
    throw isExpected(error) ? fail(error.message) : error;
  } finally {
    yield* keepLog(client, place, name);
    yield* remove(client, place, name);
  }
  place.log('info', `Volume ${folder.name} has been ${action}d on ${folder.node === '' ? '' : `${folder.node}:`}${folder.path}`);
}

function* ended(client: Client, namespace: string, name: string, timeoutSeconds: number): Sim<boolean> {
  for (let i = 0; i < timeoutSeconds; i++) {
    const { status } = yield* client.get(Pod, namespace, name, { level: 'heartbeat' });
    if (status.phase === 'Succeeded') return true;
    yield* sleep(seconds(1));
  }
  return false;
}

function* keepLog(client: Client, { namespace, log }: ProvisionerPlace, name: string): Sim<void> {
  try {
    const { body } = yield* client.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}/log`, query: { container: 'helper-pod' }, verb: 'get', resource: 'pods', subresource: 'log', namespace, name });
    log('info', `Start of ${name} logs`);
    for (const line of typeof body === 'string' ? body.split('\n') : []) if (line !== '') log('info', line);
    log('info', `End of ${name} logs`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    log('error', `failed to save ${name} logs: error in opening stream: ${error.message}`);
  }
}

function* remove(client: Client, { namespace, log }: ProvisionerPlace, name: string): Sim<void> {
  try {
    yield* client.delete(Pod, namespace, name);
  } catch (error) {
    if (!isExpected(error)) throw error;
    log('error', `unable to delete the helper pod: ${error.message}`);
  }
}

function helperPod(place: ProvisionerPlace, { setup, teardown }: LocalPathConfig, template: Template, action: 'create' | 'delete', folder: VolumeFolder) {
  const { path, node, mode, size } = folder;
  const slash = path.lastIndexOf('/');
  const parent = path.slice(0, slash + 1);
  const bytes = String(value(size));
  const items = [...(setup === '' ? ['setup'] : []), ...(teardown === '' ? ['teardown'] : [])].map((key) => ({ key, path: key }));
  const { containers: [container = {}, ...others] = [], tolerations, ...spec } = template.spec ?? {};
  const own = action === 'create' ? setup : teardown;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${template.metadata?.name ?? ''}-${action}-${folder.name}`.slice(0, 128), namespace: place.namespace },
    spec: {
      ...spec,
      ...(node === '' ? {} : { nodeName: node }),
      serviceAccountName: place.serviceAccount,
      restartPolicy: 'Never',
      tolerations: tolerations ?? [{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      volumes: [
        { name: 'data', hostPath: { path: parent, type: 'DirectoryOrCreate' } },
        ...(items.length ? [{ name: 'script', configMap: { name: place.configMap, items } }] : []),
      ],
      containers: [
        {
          ...container,
          command: own === '' ? ['/bin/sh', `/script/${action === 'create' ? 'setup' : 'teardown'}`] : [own],
          args: ['-p', path, '-s', bytes, '-m', mode, '-a', action],
          env: [...((container.env as readonly unknown[] | undefined) ?? []), ...Object.entries({ VOL_DIR: path, VOL_MODE: mode, VOL_SIZE_BYTES: bytes }).map(([name, text]) => ({ name, value: text }))],
          volumeMounts: [...(items.length ? [{ name: 'script', mountPath: '/script' }] : []), { name: 'data', mountPath: parent }],
        },
        ...others,
      ],
    },
  };
}
