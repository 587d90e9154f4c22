// Validation of CustomResourceDefinitions. What all versions have in common counts as if it stood in the spec, which is
// why errors speak of spec.validation and the like, as upstream's internal version does.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, v1/conversion.go
// Simplified: the CA bundle of a conversion webhook is not parsed.

import { equal } from '../../../../base/json.ts';
import type { CustomResourceDefinition } from '../../customResourceDefinition.ts';
import { byteLength, isDNS1035Label, isDNS1123Subdomain } from '../../../api/names.ts';
import { IMMUTABLE, type Report } from '../report.ts';
import { checkRequiredOneOf, each } from '../rules.ts';
import { checkClientConfig, checkReviewVersions, hasKnownReview } from '../webhookRules.ts';
import { findField } from './fieldPath.ts';
import { unknownFormats } from './formats.ts';
import { allSchemas, shownVersion, type JsonSchema } from './jsonSchema.ts';
import { checkSchema } from './schemaRules.ts';
import { structuralFault } from './structural.ts';

type Spec = CustomResourceDefinition['spec'];
type Version = Spec['versions'][number];
type Names = Spec['names'];
type Column = NonNullable<Version['additionalPrinterColumns']>[number];

const PER_VERSION = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type PerVersion = Pick<Version, (typeof PER_VERSION)[number]>;

/** A spec in which what all versions share stands beside them. */
function internalForm(spec: Spec): { readonly shared: PerVersion; readonly versions: readonly Version[] } {
  const versions = spec.versions ?? [];
  const none = (value: unknown): unknown => (Array.isArray(value) && !value.length ? undefined : (value ?? undefined));
  const common = PER_VERSION.filter((f) => versions.every((v) => equal(none(v[f]), none(versions[0]?.[f]))));
  const pick = (v: Version | undefined): PerVersion => Object.fromEntries(common.map((f) => [f, v?.[f]]));
  return { shared: pick(versions[0]), versions: versions.map((v) => ({ ...v, ...(Object.fromEntries(common.map((f) => [f, undefined])) as PerVersion) })) };
}

const schemaOf = ({ schema }: PerVersion): JsonSchema | undefined => (schema?.openAPIV3Schema ?? undefined) as JsonSchema | undefined;
const hasStatus = ({ subresources }: PerVersion): boolean => subresources?.status !== undefined && subresources.status !== null;

export function checkDefinition(r: Report, o: CustomResourceDefinition, old?: CustomResourceDefinition): void {
  const { spec, status } = o;
  checkSpec(r, spec, old?.spec);
  if (old) {
    const same = (field: string, is: unknown, was: unknown): void => {
      if (is !== was) r.invalid(field, is, IMMUTABLE);
    };
    if (old.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True')) {
      same('spec.scope', spec.scope, old.spec.scope);
      same('spec.names.kind', spec.names?.kind ?? '', old.spec.names.kind);
    }
    same('spec.group', spec.group ?? '', old.spec.group);
    same('spec.names.plural', spec.names?.plural ?? '', old.spec.names.plural);
  }
  checkStatus(r, o);
  checkStoredVersions(r, status?.storedVersions ?? [], spec.versions ?? []);
  checkApproval(r, o, old);
  if (spec.preserveUnknownFields && !old?.spec.preserveUnknownFields) r.invalid('spec.preserveUnknownFields', true, 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead');
}

export function checkStatus(r: Report, { status }: CustomResourceDefinition): void {
  checkNames(r, 'status.acceptedNames', status?.acceptedNames);
}

function checkSpec(r: Report, spec: Spec, old: Spec | undefined): void {
  const { group = '', names, conversion } = spec;
  const { shared, versions } = internalForm(spec);
  const joined = (field: string, value: string, faults: readonly string[], head = ''): void => {
    if (faults.length) r.invalid(field, value, head + faults.join(','));
  };
  const groupFaults = isDNS1123Subdomain(group);
  if (!group) r.required('spec.group');
  else if (groupFaults.length) joined('spec.group', group, groupFaults);
  else if (!group.includes('.')) r.invalid('spec.group', group, 'should be a domain with at least one dot');
  checkRequiredOneOf(r, 'spec.scope', spec.scope, ['Cluster', 'Namespaced']);
  if (!schemaOf(shared)) versions.forEach((v, i) => !schemaOf(v) && r.required(`spec.versions[${i}].schema.openAPIV3Schema`));
  const all = [shared, ...versions];
  const hasDefaults = all.some((v) => [...allSchemas(schemaOf(v) ?? {})].some((s) => s.default !== undefined));
  if (hasDefaults && spec.preserveUnknownFields) r.invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema');

  each(versions, 'spec.versions', (v, path) => {
    const { name = '' } = v;
    joined(`${path}.name`, name, isDNS1035Label(name));
    for (const fault of deprecationFaults(v)) r.invalid(`${path}.deprecationWarning`, v.deprecationWarning, fault);
    const schema = schemaOf(v);
    if (schema) checkSchema(r, schema, `${path}.schema.openAPIV3Schema`, hasStatus(v) || hasStatus(shared));
    checkSubresources(r, v, path);
    each(v.additionalPrinterColumns, `${path}.additionalPrinterColumns`, (column, at) => checkColumn(r, column, at));
    checkSelectable(r, v, path, 'may only be set when `version.schema.openAPIV3Schema` is not included');
  });
  const shown = (): unknown => (spec.versions ? versions.map(shownVersion) : null);
  if (new Set(versions.map((v) => v.name)).size < versions.length) r.invalid('spec.versions', shown(), 'must contain unique version names');
  if (versions.filter((v) => v.storage).length !== 1) r.invalid('spec.versions', shown(), 'must have exactly one version marked as storage version');
  const first = versions[0]?.name ?? '';
  if (first) joined('spec.version', first, isDNS1035Label(first));

  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) if (!names?.[field]) r.required(`spec.names.${field}`);
  checkNames(r, 'spec.names', names);
  const schema = schemaOf(shared);
  if (schema) checkSchema(r, schema, 'spec.validation.openAPIV3Schema', all.some(hasStatus));
  checkSubresources(r, shared, 'spec');
  each(shared.additionalPrinterColumns, 'spec.additionalPrinterColumns', (column, at) => checkColumn(r, column, at));
  checkSelectable(r, shared, 'spec', 'may only be set when validations.schema is included');
  if (conversion && conversion.strategy !== 'None' && spec.preserveUnknownFields) r.invalid('spec.conversion.strategy', conversion.strategy ?? '', 'must be None if spec.preserveUnknownFields is true');
  if (conversion) checkConversion(r, conversion, !old?.conversion || hasReviewOrNone(old.conversion));
}

function deprecationFaults({ deprecated, deprecationWarning: text }: Version): string[] {
  if (text === undefined || text === null) return [];
  if (!deprecated) return ['can only be set for deprecated versions'];
  const faults: string[] = [];
  if (byteLength(text) > 256) faults.push('must be <= 256 characters long');
  if (text === '') faults.push('must not be an empty string');
  const unprintable = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.exec(text);
  if (unprintable) faults.push(`must only contain printable UTF-8 characters; non-printable character found at index ${byteLength(text.slice(0, unprintable.index))}`);
  return faults;
}

function checkNames(r: Report, at: string, names: Names | undefined): void {
  if (!names) return;
  const label = (field: string, value: string | undefined, words = ''): void => {
    const faults = value ? isDNS1035Label(words ? value.toLowerCase() : value) : [];
    if (faults.length) r.invalid(`${at}.${field}`, value, words + faults.join(','));
  };
  const mixed = 'may have mixed case, but should otherwise match: ';
  label('plural', names.plural);
  label('singular', names.singular);
  label('kind', names.kind, mixed);
  label('listKind', names.listKind, mixed);
  const listed = (field: 'shortNames' | 'categories'): void => each(names[field], `${at}.${field}`, (name, path) => {
    const faults = isDNS1035Label(name);
    if (faults.length) r.invalid(path, name, faults.join(','));
  });
  listed('shortNames');
  if (names.kind && names.kind === names.listKind) r.invalid(`${at}.listKind`, names.listKind, 'kind and listKind may not be the same');
  listed('categories');
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function checkColumn(r: Report, { name, type, format, jsonPath }: Column, at: string): void {
  if (!name) r.required(`${at}.name`);
  const must = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (!type) r.required(`${at}.type`, must);
  else if (!COLUMN_TYPES.includes(type)) r.invalid(`${at}.type`, type, must);
  if (format && !COLUMN_FORMATS.includes(format)) r.invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`);
  checkPath(r, `${at}.JSONPath`, jsonPath);
}

/** A path that begins with a point, and perhaps with one of these. */
function checkPath(r: Report, field: string, path: string | undefined, ...below: readonly string[]): void {
  if (!path) r.required(field);
  else if (!path.startsWith('.')) r.invalid(field, path, 'must be a simple json path starting with .');
  else if (below.length && !below.some((b) => path.startsWith(`${b}.`))) r.invalid(field, path, `should be a json path under ${below.length > 1 ? 'either ' : ''}${below.join(' or ')}`);
}

function checkSubresources(r: Report, { subresources }: PerVersion, at: string): void {
  const scale = subresources?.scale;
  if (!scale) return;
  checkPath(r, `${at}.subresources.scale.specReplicasPath`, scale.specReplicasPath, '.spec');
  checkPath(r, `${at}.subresources.scale.statusReplicasPath`, scale.statusReplicasPath, '.status');
  if (scale.labelSelectorPath) checkPath(r, `${at}.subresources.scale.labelSelectorPath`, scale.labelSelectorPath, '.spec', '.status');
}

function checkSelectable(r: Report, v: PerVersion, at: string, without: string): void {
  if (!v.selectableFields?.length) return;
  const schema = schemaOf(v);
  const fault = structuralFault(schema);
  if (!schema) return r.invalid(`${at}.selectableFields`, '', without);
  if (fault) return r.invalid(`${at}.schema.openAPIV3Schema`, '', fault);
  const seen: string[] = [];
  each(v.selectableFields, `${at}.selectableFields`, ({ jsonPath }, path) => {
    const field = `${path}.jsonPath`;
    if (!jsonPath) return r.required(field);
    const found = findField(jsonPath, schema, false);
    if ('error' in found) return r.invalid(field, jsonPath, `is an invalid path: ${found.error}`);
    if (found.root === 'metadata') r.invalid(field, jsonPath, 'must not point to fields in metadata');
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) r.invalid(field, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.');
    if (seen.includes(found.path)) r.duplicate(field, jsonPath);
    else seen.push(found.path);
  });
  if (seen.length > 8) r.tooMany(`${at}.selectableFields`, seen.length, 8);
}

type Conversion = NonNullable<Spec['conversion']>;

const hasReviewOrNone = ({ webhook }: Conversion): boolean => !webhook?.conversionReviewVersions?.length || hasKnownReview(webhook.conversionReviewVersions);

function checkConversion(r: Report, { strategy, webhook }: Conversion, knownReview: boolean): void {
  const at = 'spec.conversion';
  checkRequiredOneOf(r, `${at}.strategy`, strategy, ['None', 'Webhook']);
  const client = webhook?.clientConfig;
  const versions = webhook?.conversionReviewVersions;
  if (strategy === 'Webhook') {
    if (!client) r.required(`${at}.webhookClientConfig`, 'required when strategy is set to Webhook');
    else checkClientConfig(r, `${at}.webhookClientConfig`, client);
    checkReviewVersions(r, `${at}.conversionReviewVersions`, versions, '', !knownReview);
    return;
  }
  const must = 'should not be set when strategy is not set to Webhook';
  if (client) r.forbidden(`${at}.webhookClientConfig`, must);
  if (versions?.length) r.forbidden(`${at}.conversionReviewVersions`, must);
}

function checkStoredVersions(r: Report, stored: readonly string[], versions: readonly Version[]): void {
  const field = 'status.storedVersions';
  if (!stored.length) return r.invalid(field, null, 'must have at least one stored version');
  const left = new Set(stored);
  for (const v of versions) if (!left.delete(v.name) && v.storage) r.invalid(field, stored, `must have the storage version ${v.name}`);
  stored.forEach((name, i) => {
    if (left.has(name)) r.invalid(`${field}[${i}]`, name, `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`);
  });
}

const APPROVAL = 'api-approved.kubernetes.io';

/** Kubernetes' own groups need a word of approval.      Upstream: pkg/apihelpers/helpers.go */
function checkApproval(r: Report, o: CustomResourceDefinition, old: CustomResourceDefinition | undefined): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(o.spec.group ?? '')) return;
  const state = approval(o);
  if (state === 'given' || (old && approval(old) === state)) return;
  const field = `metadata.annotations[${APPROVAL}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (state === 'missing') r.required(field, `protected groups must have approval annotation "${APPROVAL}", ${see}`);
  else r.invalid(field, o.metadata.annotations?.[APPROVAL], `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", ${see}`);
}

function approval({ metadata: { annotations } }: CustomResourceDefinition): 'missing' | 'given' | 'invalid' {
  const text = annotations?.[APPROVAL];
  if (!text) return 'missing';
  return text.startsWith('unapproved') || /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]+/.test(text) ? 'given' : 'invalid';
}

/** Warnings about formats that nobody knows, those of `old` left out. */
export function formatWarnings({ spec }: CustomResourceDefinition, old?: CustomResourceDefinition): string[] {
  const formats = ({ spec: s }: CustomResourceDefinition): string[] => {
    const { shared, versions } = internalForm(s);
    return [shared, ...versions].flatMap((v) => unknownFormats(schemaOf(v) ?? {}));
  };
  const known = old ? formats(old) : [];
  return formats({ spec } as CustomResourceDefinition).filter((f) => !known.includes(f)).map((f) => `unrecognized format ${JSON.stringify(f)}`);
}
