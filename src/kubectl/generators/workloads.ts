// kubectl create deployment, job and cronjob.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create_deployment.go, create_job.go, create_cronjob.go

import { isObject } from '../../base/json.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, type GeneratorContext } from './context.ts';

/** What stands after the name. */
const commandOf = (flags: Flags): readonly string[] => flags.args.slice(1);

export function createDeployment(name: string, flags: Flags, context: GeneratorContext): Item {
  const images = flags.list('image');
  const command = commandOf(flags);
  if (images.length > 1 && command.length > 0) throw new KubectlError('cannot specify multiple --image options and command');
  const labels = { app: name };
  const port = flags.number('port');
  const containers = images.map((image, i) => ({
    name: containerName(image, context),
    image,
    command,
    ports: i === 0 && port >= 0 ? [{ containerPort: port }] : undefined,
  }));
  return goForm({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels, namespace: namespaceFor(context) },
    spec: { replicas: flags.number('replicas'), selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
}

/** The image's own name; one with dots or underscores is made a label, with letters that keep it apart from others. */
function containerName(image: string, context: GeneratorContext): string {
  const bare = image.slice(image.lastIndexOf('/') + 1).split(':')[0]?.split('@')[0] ?? '';
  return /[_.]/.test(bare) ? `${bare.replace(/[_.]/g, '-')}-${context.randomSuffix(5)}` : bare;
}

/** Whether a Job is made from a CronJob (see jobFromCronJob) or from an image. */
export function checkJob(flags: Flags): void {
  const from = flags.text('from');
  if ((flags.text('image') === '') === (from === '')) throw new KubectlError('either --image or --from must be specified');
  if (from !== '' && commandOf(flags).length > 0) throw new KubectlError('cannot specify --from and command');
}

export function createJob(name: string, flags: Flags, context: GeneratorContext): Item {
  checkJob(flags);
  return goForm({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: namespaceFor(context) },
    spec: { template: podTemplate(name, flags, 'Never') },
  });
}

/** `kubectl create job x --from=cronjob/y`, with the CronJob that the server has. */
export function jobFromCronJob(name: string, cronJob: unknown, context: GeneratorContext): Item {
  const at = (object: unknown, key: string): Item => (isObject(object) && isObject(object[key]) ? (object[key] as Item) : {});
  const template = at(at(cronJob, 'spec'), 'jobTemplate');
  const metadata = at(cronJob, 'metadata');
  return goForm({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: namespaceFor(context),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...at(at(template, 'metadata'), 'annotations') },
      labels: at(template, 'metadata').labels,
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: template.spec,
  });
}

export function createCronJob(name: string, flags: Flags, context: GeneratorContext): Item {
  return goForm({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: namespaceFor(context) },
    spec: { schedule: flags.text('schedule'), jobTemplate: { metadata: { name }, spec: { template: podTemplate(name, flags, flags.text('restart') || 'OnFailure') } } },
  });
}

const podTemplate = (name: string, flags: Flags, restartPolicy: string): Item => ({
  spec: { containers: [{ name, image: flags.text('image'), command: commandOf(flags) }], restartPolicy },
});
