// Schemas of custom resources, in the form in which a CustomResourceDefinition carries them.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/types_jsonschema.go

import { compareText } from '../../../../base/text.ts';
import { internal } from '../internal.ts';
import { alsoSentEmpty } from '../../../api/schema/sentEmpty.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

export interface ValidationRule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export interface JsonSchema {
  readonly id?: string;
  readonly $schema?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly title?: string;
  readonly default?: unknown;
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly multipleOf?: number;
  readonly enum?: readonly unknown[];
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly properties?: Schemas;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly patternProperties?: Schemas;
  readonly dependencies?: Readonly<Record<string, JsonSchema | readonly string[]>>;
  readonly additionalItems?: JsonSchema | boolean;
  readonly definitions?: Schemas;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** The schema of all items, where there is one. */
export const itemSchema = ({ items }: JsonSchema): JsonSchema | undefined => (isList(items) ? undefined : items);
export const itemSchemas = ({ items }: JsonSchema): readonly JsonSchema[] => (isList(items) ? items : []);
/** The schema of the values of a map, where there is one. */
export const valueSchema = ({ additionalProperties: a }: JsonSchema): JsonSchema | undefined => (typeof a === 'object' ? a : undefined);
export const isList = <T>(value: T | readonly T[] | undefined): value is readonly T[] => Array.isArray(value);

/** Entries of a map in one order. Upstream goes through maps in a random one. */
export const entries = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] => Object.entries(map ?? {}).sort(([a], [b]) => compareText(a, b));

/** A schema and all schemas inside it. */
export function* allSchemas(schema: JsonSchema): Generator<JsonSchema> {
  yield schema;
  const inside = [
    itemSchema(schema),
    ...itemSchemas(schema),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    schema.not,
    ...entries(schema.properties).map(([, s]) => s),
    valueSchema(schema),
  ];
  for (const s of inside) if (s) yield* allSchemas(s);
}

const SHAPES = {
  Schema:
    'ID=id Schema=$schema Ref=$ref:? Description Type Nullable:b Format Title Default:? Maximum:? ExclusiveMaximum:b Minimum:? ExclusiveMinimum:b MaxLength:? MinLength:? Pattern MaxItems:? MinItems:? UniqueItems:b MultipleOf:? Enum:[] MaxProperties:? MinProperties:? Required:[] Items:*Items AllOf:[Schema] OneOf:[Schema] AnyOf:[Schema] Not:*Schema Properties:{Schema} AdditionalProperties:*OrBool PatternProperties:{Schema} Dependencies:{OrStrings} AdditionalItems:*OrBool Definitions:{Schema} ExternalDocs:*Docs Example:? XPreserveUnknownFields=x-kubernetes-preserve-unknown-fields:? XEmbeddedResource=x-kubernetes-embedded-resource:b XIntOrString=x-kubernetes-int-or-string:b XListMapKeys=x-kubernetes-list-map-keys:[] XListType=x-kubernetes-list-type:? XMapType=x-kubernetes-map-type:? XValidations=x-kubernetes-validations:[Rule]',
  Items: 'Schema:*Schema JSONSchemas=list:[Schema]',
  OrBool: 'Allows:b Schema:*Schema',
  OrStrings: 'Schema:*Schema Property:[]',
  Docs: 'Description URL',
  Rule: 'Rule Message MessageExpression Reason:? FieldPath OptionalOldSelf:?',
  Version: 'Name Served:b Storage:b Deprecated:b DeprecationWarning:? Schema:*Validation Subresources:*Subresources AdditionalPrinterColumns:[Column] SelectableFields:[Field]',
  Validation: 'OpenAPIV3Schema:*Schema',
  Subresources: 'Status:*Empty Scale:*Scale',
  Empty: '',
  Scale: 'SpecReplicasPath StatusReplicasPath LabelSelectorPath:?',
  Column: 'Name Type Format Description Priority:n JSONPath=jsonPath',
  Field: 'JSONPath=jsonPath',
};

/** A schema, or a part of one, as messages print it. */
export const shownSchema = (schema: JsonSchema): Record<string, unknown> => internal('Schema', unfolded(schema), SHAPES);
export const shownItems = (schema: JsonSchema): unknown => shownSchema({ items: schema.items ?? {} }).Items;
export const shownRule = (rule: ValidationRule): unknown => internal('Rule', rule, SHAPES);
export const shownVersion = (version: { readonly schema?: { readonly openAPIV3Schema?: JsonSchema } | undefined }): unknown => {
  const schema = version.schema?.openAPIV3Schema;
  return internal('Version', schema ? { ...version, schema: { openAPIV3Schema: unfolded(schema) } } : version, SHAPES);
};

/** Fields that may be one thing or another become structures of two fields. */
function unfolded(schema: JsonSchema): object {
  const map = (schemas: Schemas | undefined) => schemas && Object.fromEntries(Object.entries(schemas).map(([k, s]) => [k, unfolded(s)]));
  const list = (schemas: readonly JsonSchema[] | undefined) => schemas?.map(unfolded);
  const orBool = (value: JsonSchema | boolean | undefined) => (typeof value === 'object' ? { allows: true, schema: unfolded(value) } : value === undefined ? undefined : { allows: value });
  const copy = {
    ...schema,
    items: isList(schema.items) ? { list: list(schema.items) } : schema.items && { schema: unfolded(schema.items) },
    allOf: list(schema.allOf),
    oneOf: list(schema.oneOf),
    anyOf: list(schema.anyOf),
    not: schema.not && unfolded(schema.not),
    properties: map(schema.properties),
    patternProperties: map(schema.patternProperties),
    definitions: map(schema.definitions),
    additionalProperties: orBool(schema.additionalProperties),
    additionalItems: orBool(schema.additionalItems),
    dependencies: schema.dependencies && Object.fromEntries(Object.entries(schema.dependencies).map(([k, d]) => [k, Array.isArray(d) ? { property: d } : { schema: unfolded(d as JsonSchema) }])),
  };
  return alsoSentEmpty(copy, schema);
}
