// kubectl set image, resources and selector (env has a file of its own): from an object in Go's form to the changed one.
// What is equal afterwards is not printed by the real command.
// Upstream: k8s.io/kubectl/pkg/cmd/set/set_image.go, set_resources.go, set_selector.go

import { isObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { AggregateFailure, KubectlError } from '../output/errors.ts';
import { kindOf, type Item } from '../output/object.ts';
import type { DryRun } from './context.ts';
import { parsePairWords, type LabelMap } from './labelSpec.ts';
import { resourcesAndPairs } from './metadataChange.ts';
import { nameFits, withContainers, withPodSpec } from './podSpec.ts';
import { labelSelector, resourceList } from './simple.ts';

export interface SetResult {
  readonly object: Item;
  /** What could not be done; the rest was. */
  readonly errors: readonly Error[];
}

const NO_SERVER = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';
/** Words that name objects on the server make no sense with --local. */
export const LOCAL_RESOURCE = 'error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   \'-f rsrc.yaml\'\n   \'--filename=rsrc.json\'';

// ---- image ----

export interface ImageArgs {
  readonly resources: readonly string[];
  /** Container → image; `*` for all. */
  readonly images: LabelMap;
}

export function imageArgs(args: readonly string[]): ImageArgs {
  const { resources, words } = resourcesAndPairs(args, 'image');
  return { resources, images: parsePairWords(words, 'image', false).set };
}

export function checkSetImage(asked: ImageArgs, flags: Flags, dryRun: DryRun['strategy']): void {
  const errors: string[] = [];
  const count = Object.keys(asked.images).length;
  if (flags.flag('all') && flags.text('selector') !== '') errors.push('cannot set --all and --selector at the same time');
  if (asked.resources.length === 0 && flags.list('filename').length === 0 && flags.text('kustomize') === '') {
    errors.push('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (count === 0) errors.push('at least one image update is required');
  else if (count > 1 && Object.hasOwn(asked.images, '*')) errors.push('all containers are already specified by *, but saw more than one container_name=container_image pairs');
  if (flags.flag('local') && dryRun === 'server') errors.push(NO_SERVER);
  if (errors.length > 0) throw new AggregateFailure(errors.map((text) => new KubectlError(text)));
}

export function withImages(object: Item, images: LabelMap): SetResult {
  const errors: Error[] = [];
  const changed = withPodSpec(object, (spec) => {
    let next = spec;
    for (const name of Object.keys(images).sort(compareText)) {
      const result = withContainers(next, (container) => name === '*' || container === name, (container) => ({ ...container, image: images[name] }));
      if (!result.found) errors.push(new KubectlError(`error: unable to find container named ${goQuote(name)}`));
      next = result.spec;
    }
    return next;
  });
  return { object: changed, errors };
}

// ---- resources ----

export interface Requirements {
  readonly limits: LabelMap | undefined;
  readonly requests: LabelMap | undefined;
}

export function requirementsOf(flags: Flags, dryRun: DryRun['strategy']): Requirements {
  if (flags.flag('local') && dryRun === 'server') throw new KubectlError(NO_SERVER);
  if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
  if (flags.text('limits') === '' && flags.text('requests') === '') throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  return { limits: resourceList(flags.text('limits')), requests: resourceList(flags.text('requests')) };
}

/** `containers`: their names, with stars. */
export function withRequirements(object: Item, requirements: Requirements, containers: string): SetResult {
  const errors: Error[] = [];
  const changed = withPodSpec(object, (spec) => {
    const result = withContainers(spec, (name) => nameFits(name, containers), (container) => {
      const resources = isObject(container.resources) ? container.resources : {};
      return { ...container, resources: { ...resources, ...merged(resources, 'limits', requirements), ...merged(resources, 'requests', requirements) } };
    });
    if (!result.found) errors.push(new KubectlError(`error: unable to find container named ${containers}`));
    return result.found ? result.spec : spec;
  });
  return { object: changed, errors };
}

function merged(resources: Item, key: 'limits' | 'requests', requirements: Requirements): Item {
  const given = requirements[key];
  return given ? { [key]: { ...(isObject(resources[key]) ? resources[key] : {}), ...given } } : {};
}

// ---- selector ----

export interface SelectorArgs {
  readonly resources: readonly string[];
  readonly selector: Item | undefined;
}

/** The last word is the selector. */
export function selectorArgs(args: readonly string[]): SelectorArgs {
  const last = args[args.length - 1];
  return last === undefined ? { resources: [], selector: undefined } : { resources: args.slice(0, -1), selector: labelSelector(last) };
}

export function withSelector(object: Item, selector: Item): Item {
  if (kindOf(object) !== 'Service') throw new KubectlError('setting a selector is only supported for Services');
  const expressions = selector.matchExpressions as readonly Item[];
  if (expressions.length > 0) {
    const texts = expressions.map((e) => `{${String(e.key)} ${String(e.operator)} [${(e.values as readonly string[]).join(' ')}]}`);
    throw new KubectlError(`match expression [${texts.join(' ')}] not supported on this object`);
  }
  return { ...object, spec: { ...(isObject(object.spec) ? object.spec : {}), selector: selector.matchLabels } };
}
