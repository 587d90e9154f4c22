// kustomization.yaml: which fields there are, and what is wrong with those that are not.
// Upstream: sigs.k8s.io/kustomize/api/types/kustomization.go
// Simplified: no Helm charts, no plugins (generators, transformers, validators), no configurations, crds, openapi and vars.

import { isObject } from '../../base/json.ts';
import { YamlError, parseYaml } from '../../sim/api/yaml.ts';
import { KubectlError } from '../errors.ts';
import type { FieldSpec } from './fieldSpecs.ts';
import type { Loader } from './loader.ts';

export interface GeneratorOptions {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorArgs {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
  /** Of Secrets. */
  readonly type?: string;
}

export interface LabelArgs {
  readonly pairs?: Record<string, string>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface ImageArgs {
  readonly name?: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface PatchArgs {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

export interface Replacement {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly { readonly select?: Selector; readonly reject?: readonly Selector[]; readonly fieldPaths?: readonly string[]; readonly options?: FieldOptions }[];
}

export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Record<string, string>;
  readonly labels?: readonly LabelArgs[];
  readonly commonAnnotations?: Record<string, string>;
  readonly patches?: readonly PatchArgs[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchArgs[];
  readonly images?: readonly ImageArgs[];
  readonly imageTags?: readonly ImageArgs[];
  readonly replacements?: readonly Replacement[];
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[];
  readonly sortOptions?: { readonly order?: string; readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] } };
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly components?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorArgs[];
  readonly secretGenerator?: readonly GeneratorArgs[];
  readonly generatorOptions?: GeneratorOptions;
  readonly buildMetadata?: readonly string[];
}

// ---- the shape, for errors ----

type Shape = 'string' | 'bool' | 'int' | 'any' | { readonly map: 'string' } | { readonly list: Shape } | Struct;

interface Struct {
  readonly struct: string;
  readonly fields: { readonly [name: string]: Shape };
}

const struct = (name: string, fields: Struct['fields']): Struct => ({ struct: name, fields });
const strings = (names: string): Struct['fields'] => Object.fromEntries(names.split(' ').map((name) => [name, 'string']));
const TEXTS: Shape = { list: 'string' };
const PAIRS: Shape = { map: 'string' };

const GENERATOR_OPTIONS = struct('GeneratorOptions', { labels: PAIRS, annotations: PAIRS, disableNameSuffixHash: 'bool', immutable: 'bool' });
const generator = (name: string, more: Struct['fields'] = {}): Struct =>
  struct(name, { ...strings('name namespace behavior env'), literals: TEXTS, files: TEXTS, envs: TEXTS, options: GENERATOR_OPTIONS, ...more });
const SELECTOR = strings('group version kind name namespace labelSelector annotationSelector');
const PATCH = struct('Patch', { ...strings('path patch'), target: struct('Selector', SELECTOR), options: struct('PatchArgs', { allowNameChange: 'bool', allowKindChange: 'bool' }) });
const IMAGE = struct('Image', strings('name newName newTag tagSuffix digest'));
const FIELD_SPEC = struct('FieldSpec', { ...strings('group version kind path'), create: 'bool' });
const FIELD_OPTIONS = struct('FieldOptions', { ...strings('delimiter encoding'), index: 'int', create: 'bool' });

const KUSTOMIZATION = struct('Kustomization', {
  ...strings('apiVersion kind namePrefix nameSuffix namespace'),
  metadata: 'any',
  openapi: PAIRS,
  commonLabels: PAIRS,
  labels: { list: struct('Label', { pairs: PAIRS, includeSelectors: 'bool', includeTemplates: 'bool', fields: { list: FIELD_SPEC } }) },
  commonAnnotations: PAIRS,
  patchesStrategicMerge: TEXTS,
  patchesJson6902: { list: PATCH },
  patches: { list: PATCH },
  images: { list: IMAGE },
  imageTags: { list: IMAGE },
  replacements: {
    list: struct('ReplacementField', {
      path: 'string',
      sourceValue: 'string',
      source: struct('SourceSelector', { ...strings('group version kind name namespace fieldPath'), options: FIELD_OPTIONS }),
      targets: { list: struct('TargetSelector', { select: struct('Selector', SELECTOR), reject: { list: struct('Selector', SELECTOR) }, fieldPaths: TEXTS, options: FIELD_OPTIONS }) },
    }),
  },
  replicas: { list: struct('Replica', { name: 'string', count: 'int' }) },
  vars: 'any',
  sortOptions: struct('SortOptions', { order: 'string', legacySortOptions: struct('LegacySortOptions', { orderFirst: TEXTS, orderLast: TEXTS }) }),
  ...Object.fromEntries('resources components crds bases configurations generators transformers validators buildMetadata'.split(' ').map((name) => [name, TEXTS])),
  configMapGenerator: { list: generator('ConfigMapArgs') },
  secretGenerator: { list: generator('SecretArgs', { type: 'string' }) },
  helmGlobals: 'any',
  helmCharts: 'any',
  helmChartInflationGenerator: 'any',
  generatorOptions: GENERATOR_OPTIONS,
});

const NOT_HERE = ['vars', 'crds', 'configurations', 'generators', 'transformers', 'validators', 'openapi', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator'];

function check(value: unknown, shape: Shape, path: string, owner: string): void {
  if (value === null) return;
  const wrong = (type: string): KubectlError => new KubectlError(`json: cannot unmarshal ${jsonKind(value)} into Go ${path === '' ? 'value' : `struct field ${owner}.${path}`} of type ${type}`);
  if (shape === 'any') return;
  if (shape === 'string' || shape === 'bool' || shape === 'int') {
    const fits = shape === 'string' ? typeof value === 'string' : shape === 'bool' ? typeof value === 'boolean' : Number.isInteger(value);
    if (!fits) throw wrong(shape === 'int' ? 'int64' : shape);
  } else if ('map' in shape) {
    if (!isObject(value)) throw wrong('map[string]string');
    for (const key of Object.keys(value)) check(value[key], shape.map, path, owner);
  } else if ('list' in shape) {
    if (!Array.isArray(value)) throw wrong(`[]${typeof shape.list === 'object' && 'struct' in shape.list ? `types.${shape.list.struct}` : 'string'}`);
    for (const item of value) check(item, shape.list, path, owner);
  } else {
    if (!isObject(value)) throw wrong(`types.${shape.struct}`);
    for (const key of Object.keys(value)) {
      const field = shape.fields[key];
      if (!field) throw new KubectlError(`json: unknown field ${JSON.stringify(key)}`);
      check(value[key], field, path === '' ? key : `${path}.${key}`, shape.struct);
    }
  }
}

const jsonKind = (value: unknown): string => (Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value);

// ---- reading ----

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const DEPRECATED: readonly (readonly [string, string])[] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['imageTags', 'images'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
  ['vars', 'replacements'],
];

/** `warn` hears of fields that are going away. */
export function readKustomization(loader: Loader, warn: (line: string) => void): Kustomization {
  const found = NAMES.filter((name) => loader.has(name));
  const [name] = found;
  if (name === undefined) throw new KubectlError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`);
  if (found.length > 1) throw new KubectlError(`Found multiple kustomization files under: ${loader.root}\n`);
  const value = parsed(loader.load(name));
  for (const [field, better] of DEPRECATED) {
    if (value[field] === undefined || value[field] === null) continue;
    warn(`# Warning: '${field}' is deprecated. Please use '${better}' instead. ${field === 'vars' ? '[EXPERIMENTAL] ' : ''}Run 'kustomize edit fix' to update your Kustomization automatically.`);
  }
  const kustomization = withoutNulls(value) as Kustomization;
  if (Object.keys(kustomization).every((key) => key === 'apiVersion' || key === 'kind')) throw new KubectlError('kustomization.yaml is empty');
  checkKind(kustomization, loader.root);
  for (const field of NOT_HERE) if (value[field] !== undefined) throw new KubectlError(`the simulation's kustomize does not know the field '${field}'`);
  return kustomization;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value = parseYaml(text) ?? {};
    check(value, KUSTOMIZATION, '', '');
    return value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof YamlError || error instanceof KubectlError) throw new KubectlError(`invalid Kustomization: ${error.message}`);
    throw error;
  }
}

function checkKind({ kind = 'Kustomization', apiVersion }: Kustomization, root: string): void {
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') problems.push('kind should be Kustomization or Component');
  const version = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (apiVersion !== undefined && apiVersion !== '' && apiVersion !== version) problems.push(`apiVersion for ${kind} should be ${version}`);
  if (problems.length > 0) throw new KubectlError(`Failed to read kustomization file under ${root}:\n${problems.join('\n')}`);
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}
