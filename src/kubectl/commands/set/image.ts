// kubectl set image: other images for the containers of Pods and of what makes Pods.
// Upstream: k8s.io/kubectl/pkg/cmd/set/set_image.go

import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError, throwAll } from '../../errors.ts';
import { parsePairWords } from '../../generators/labelSpec.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { resourcesAndPairs } from '../../pairs.ts';
import { patchAll } from '../../patching.ts';
import { containersOf, withPodSpec, type Container } from '../../podTemplates.ts';
import { LOCAL_OR_SERVER, infosFor } from './shared.ts';

export const setImage: CommandModule = {
  name: 'set image',
  *run(k) {
    const printer = k.printer('image updated', true);
    const { resources, pairs } = resourcesAndPairs(k.args, 'image');
    const images = parsePairWords(pairs, 'image', false).set;
    const infos = yield* infosFor(k, resources);
    check(k, resources, images);
    const errors: Error[] = [];
    yield* patchAll(
      k,
      infos,
      {
        printer,
        local: k.flags.flag('local'),
        failed: 'failed to patch image update to pod template: ',
        change: (object) =>
          withPodSpec(object, (spec) => {
            const fields = { initContainers: containersOf(spec, 'initContainers'), containers: containersOf(spec, 'containers') };
            for (const name in images) {
              if (name !== '*' && !fields.initContainers.some((c) => c.name === name) && !fields.containers.some((c) => c.name === name)) errors.push(new KubectlError(`error: unable to find container named ${goQuote(name)}`));
            }
            const changed = (list: readonly Container[]): readonly Container[] => list.map((c) => ({ ...c, ...imageFor(images, c.name) }));
            return { ...spec, ...(fields.initContainers.length ? { initContainers: changed(fields.initContainers) } : {}), containers: changed(fields.containers) };
          }),
      },
      errors,
    );
  },
};

function imageFor(images: Readonly<Record<string, string>>, name: string): { readonly image?: string } {
  const image = images[name] ?? images['*'];
  return image === undefined ? {} : { image };
}

function check(k: Invocation, resources: readonly string[], images: Readonly<Record<string, string>>): void {
  const errors: Error[] = [];
  const count = Object.keys(images).length;
  if (k.flags.flag('all') && k.flags.text('selector') !== '') errors.push(new KubectlError('cannot set --all and --selector at the same time'));
  if (resources.length < 1 && !k.hasFiles) errors.push(new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>'));
  if (count < 1) errors.push(new KubectlError('at least one image update is required'));
  else if (count > 1 && '*' in images) errors.push(new KubectlError('all containers are already specified by *, but saw more than one container_name=container_image pairs'));
  if (k.flags.flag('local') && k.dryRun === 'server') errors.push(new KubectlError(LOCAL_OR_SERVER));
  throwAll(errors);
}
