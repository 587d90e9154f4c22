// A kind made of a CustomResourceDefinition: its names, its schema, its columns.
// Upstream: k8s.io/apiextensions-apiserver/pkg/registry/customresource/{strategy,validator}.go, tableconvertor
//
// Simplified: versions are converted by renaming only; conversion webhooks are not asked.

import { equal, isObject, type Draft, type JsonObject } from '../../../base/json.ts';
import { parseTime } from '../../../base/time.ts';
import { humanDuration } from '../../api/duration.ts';
import type { FieldError } from '../../api/errors.ts';
import { defineKind, type Cell, type Kind, type PrintContext, type TablePrinter } from '../../api/kind.ts';
import type { KubeObject } from '../../api/types.ts';
import type { CustomResourceDefinition } from '../../kinds/customResourceDefinition.ts';
import type { JsonSchema } from '../../kinds/shared/crd/jsonSchema.ts';
import { brokenRules } from '../../kinds/shared/crd/runRules.ts';
import { checkValue } from '../../kinds/shared/crd/values.ts';
import { Report } from '../../kinds/shared/report.ts';
import { readPath } from './jsonPath.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];
type Custom = { metadata: KubeObject['metadata'] } & { [field: string]: unknown };

/** One for each version that is served. */
export function kindsOf(definition: CustomResourceDefinition): readonly Kind[] {
  const { spec } = definition;
  return spec.versions.filter(({ served }) => served).map((version) => kindOf(definition, version));
}

export const schemaOf = ({ openApiSchema }: Kind): JsonSchema | undefined => openApiSchema as JsonSchema | undefined;

function kindOf({ spec }: CustomResourceDefinition, version: Version): Kind {
  const schema = version.schema?.openAPIV3Schema as JsonSchema | undefined;
  const { names, group, scope } = spec;
  const hasStatus = version.subresources?.status !== undefined;
  const storage = spec.versions.find((v) => v.storage)?.name ?? version.name;
  const scale = version.subresources?.scale;
  const kind: Kind = defineKind<KubeObject>({
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    ...(names.shortNames ? { shortNames: names.shortNames } : {}),
    ...(names.categories ? { categories: names.categories } : {}),
    scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
    storage: `${group}/${names.plural}`,
    status: hasStatus,
    simulated: 'stored',
    ...(schema ? { openApiSchema: schema as unknown as JsonObject } : {}),
    ...(scale ? { scale: scaleOf(scale.specReplicasPath, scale.statusReplicasPath, scale.labelSelectorPath) } : {}),
    strategy: {
      returnsDeleted: false,
      anyFinalizers: true,
      prepareForCreate(object) {
        const draft = object as unknown as Custom;
        (draft.metadata as Draft<KubeObject['metadata']>).generation = 1;
        if (hasStatus) delete draft['status'];
      },
      prepareForUpdate(object, old) {
        const draft = object as unknown as Custom;
        if (hasStatus) keepStatus(draft, old as unknown as Custom);
        const changed = wanted(draft, hasStatus) !== undefined && !equal(wanted(draft, hasStatus), wanted(old as unknown as Custom, hasStatus));
        (draft.metadata as Draft<KubeObject['metadata']>).generation = (old.metadata.generation ?? 1) + (changed ? 1 : 0);
      },
      prepareForStatusUpdate(object, old) {
        const draft = object as unknown as Custom;
        for (const key of Object.keys(draft)) if (key !== 'status' && key !== 'metadata') delete draft[key];
        for (const [key, value] of Object.entries(old)) if (key !== 'status' && key !== 'metadata') draft[key] = value;
      },
      validate: (object) => validated(schema, object, undefined),
      validateUpdate: (object, old) => validated(schema, object, old),
    },
    table: printerOf(version),
  });
  if (storage === version.name) return kind;
  const rename = (to: string) => (object: KubeObject): KubeObject => ({ ...object, apiVersion: `${group}/${to}` });
  return { ...kind, storedAs: { kind: () => ({ ...kind, version: storage, apiVersion: `${group}/${storage}` }), toStored: rename(storage), fromStored: rename(version.name) } };
}

function keepStatus(draft: Custom, old: Custom): void {
  if (old['status'] === undefined) delete draft['status'];
  else draft['status'] = old['status'];
}

/** What generations count: all but metadata, and the status where it is written on its own. */
function wanted(object: Custom, hasStatus: boolean): object {
  const { metadata: _metadata, status, ...rest } = object;
  return hasStatus ? rest : { ...rest, status };
}

const BLOCKING = ['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid'];
const UNCHECKED: FieldError = { type: 'Invalid', field: '<nil>', value: null, detail: 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation' };

function validated(schema: JsonSchema | undefined, object: KubeObject, old: KubeObject | undefined): FieldError[] {
  if (!schema) return [];
  const report = new Report();
  const { metadata: _metadata, ...rest } = object as unknown as Custom;
  checkValue(report, '', { ...rest, metadata: {} }, withoutMetadata(schema));
  const errors = report.errors.map((error) => ({ ...error, field: error.field.replace(/^\./, '') || '<nil>' }));
  if (errors.some(({ type }) => BLOCKING.includes(type))) return hasRules(schema) ? [...errors, UNCHECKED] : errors;
  return [...errors, ...brokenRules(schema, object, old)];
}

function withoutMetadata(schema: JsonSchema): JsonSchema {
  if (!schema.properties?.['metadata']) return schema;
  const { metadata: _metadata, ...properties } = schema.properties;
  return { ...schema, properties };
}

const hasRules = (schema: unknown): boolean => (Array.isArray(schema) ? schema.some(hasRules) : isObject(schema) && (Object.hasOwn(schema, 'x-kubernetes-validations') || Object.values(schema).some(hasRules)));

// ---- columns ----

function printerOf({ additionalPrinterColumns: own }: Version): TablePrinter<KubeObject> {
  const columns = own ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      ...columns.map(({ name, type, format, priority }) => ({ name, type: type as 'string', format: (format ?? '') as '', priority: ((priority ?? 0) > 0 ? 1 : 0) as 0 | 1 })),
    ],
    cells: (object, context) => [object.metadata.name, ...columns.map(({ jsonPath, type }) => cell(object, jsonPath, type, context))],
  };
}

function cell(object: KubeObject, path: string, type: string, { nowMs }: PrintContext): Cell {
  const found = readPath(object, path);
  if (found.length === 0 || found[0] === undefined || found[0] === null) return null;
  if (type === 'date') {
    const at = parseTime(String(found[0]));
    return at === undefined ? '<invalid>' : humanDuration(nowMs - at);
  }
  const [value] = found;
  if (type === 'integer') return typeof value === 'number' ? Math.trunc(value) : null;
  if (type === 'number') return typeof value === 'number' ? value : null;
  if (type === 'boolean') return typeof value === 'boolean' ? value : null;
  return found.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(',');
}

// ---- scale ----

function scaleOf(replicas: string, statusReplicas: string, selector: string | undefined): NonNullable<Kind['scale']> {
  const number = (object: KubeObject, path: string): number => Number(readPath(object, path)[0] ?? 0);
  return {
    replicas: (object) => number(object, replicas),
    statusReplicas: (object) => number(object, statusReplicas),
    selector: (object) => String((selector && readPath(object, selector)[0]) ?? ''),
    setReplicas(object: Draft<KubeObject>, count) {
      const steps = replicas.split('.').filter(Boolean);
      let at = object as unknown as Record<string, unknown>;
      for (const step of steps.slice(0, -1)) at = at[step] = { ...(at[step] as object) } as never;
      at[steps.at(-1) as string] = count;
    },
  };
}
