// Values at the cursor: what a field may be, and the names of what it may refer to.

import type { Descriptions } from '../../sim/api/schema/descriptions.ts';
import type { SchemaField, SchemaType } from '../../sim/api/schema/schemaType.ts';
import { typeAt } from '../../sim/api/schema/walk.ts';
import type { Completion } from '../protocol.ts';
import type { CursorPlace } from './cursorPath.ts';
import { splitManifest } from './documents.ts';
import { kindNamed } from './fixes/identity.ts';
import { valueAt } from './fixes/fixContext.ts';
import { IMAGES } from './images.ts';
import type { Path } from './nodes.ts';
import { dataKeys, kindReferredTo, namesInText, nodeLabels, podLabels, portNames, referencesFor, volumeNames } from './references.ts';
import { currentNamespace, type LiveCluster } from './rehearsal.ts';
import { SNIPPETS } from './snippets.ts';
import { scalarText } from './textEdits.ts';

interface Value {
  readonly text: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly kind?: Completion['kind'];
  readonly note?: string;
}

export function valuesFor(live: LiveCluster, text: string, place: CursorPlace, type: SchemaType | undefined, descriptions: Descriptions | undefined): readonly Completion[] {
  const seen = new Set<string>();
  return valuesAt(live, text, place, type, descriptions).flatMap((value): Completion[] => {
    if (seen.has(value.text)) return [];
    seen.add(value.text);
    return [
      {
        label: value.text,
        detail: value.detail ?? '',
        documentation: value.documentation ?? '',
        insert: value.text,
        from: place.wordFrom,
        to: place.wordTo,
        required: false,
        kind: value.kind ?? 'value',
        ...(value.note ? { note: value.note } : {}),
      },
    ];
  });
}

function valuesAt(live: LiveCluster, text: string, place: CursorPlace, type: SchemaType | undefined, descriptions: Descriptions | undefined): readonly Value[] {
  const { scheme } = live.state;
  const key = place.path.filter((step) => typeof step === 'string').at(-1);
  if (place.path.length === 1 && key === 'kind') {
    const made = scheme.kinds.filter((k) => k.verbs.includes('create') && k.verbs.includes('get'));
    const kinds = made.filter((k) => place.apiVersion === '' || k.apiVersion === place.apiVersion);
    const usual = (kind: string): number => (SNIPPETS.findIndex((s) => s.kind === kind) + 1 || 100);
    return [...(kinds.length ? kinds : made)].sort((a, b) => usual(a.kind) - usual(b.kind)).map((k) => ({ text: k.kind, detail: k.apiVersion }));
  }
  if (place.path.length === 1 && key === 'apiVersion') {
    const best = place.kind ? kindNamed(scheme, place.kind) : undefined;
    const versions = [...new Set(scheme.kinds.filter((k) => place.kind === '' || k.kind === place.kind).map((k) => k.apiVersion))];
    return [...(best ? [best.apiVersion] : []), ...(versions.length ? versions : new Set(scheme.kinds.map((k) => k.apiVersion)))].map((apiVersion) => ({ text: apiVersion, ...(best?.apiVersion === apiVersion ? { detail: best.kind } : {}) }));
  }
  if (!type) return [];
  const field = fieldAt(type, place.path);
  const value = typeAt(type, place.path);
  if (value?.shape === 'boolean') return [{ text: 'true' }, { text: 'false' }];
  if (!field) return labelValues(live, text, place);
  const topic = `${field.owner}.${field.name}`;
  if (field.enum.length > 0) return field.enum.map((choice) => ({ text: scalarText(choice), ...(choice === field.default ? { detail: 'default' } : {}), documentation: descriptions ? choiceText(descriptions, type, place.path, field, choice) : '' }));
  if (topic === 'Container.image' || topic === 'EphemeralContainer.image') return IMAGES.map(({ image, note }) => ({ text: image, note: `editor.image${note}` }));
  return [...referred(live, text, place, topic), ...(field.type.shape === 'map' ? labelValues(live, text, place) : [])];
}

/** The field whose value stands at a path; items of a list belong to the field of the list. */
export function fieldAt(type: SchemaType, path: Path): SchemaField | undefined {
  let end = path.length;
  while (end > 0 && typeof path[end - 1] === 'number') end--;
  return typeAt(type, path.slice(0, end - 1))?.table().byName.get(String(path[end - 1]));
}

function referred(live: LiveCluster, text: string, place: CursorPlace, topic: string): readonly Value[] {
  const document = splitManifest(text).find((d) => d.from <= place.from + 1 && place.from <= d.to) ?? splitManifest(text).find((d) => d.from <= place.wordFrom && place.wordFrom <= d.to);
  const sibling = (name: string): string => {
    const value = valueAt(document?.value, [...place.path.slice(0, -1), name]);
    return typeof value === 'string' ? value : siblingText(text, place, name);
  };
  const own = valueAt(document?.value, ['metadata', 'namespace']);
  const namespace = typeof own === 'string' && own !== '' ? own : currentNamespace(live);
  const objects = referencesFor(live, topic, namespace, sibling('kind')).map(({ name, from }): Value => ({ text: name, detail: from, kind: 'object' }));
  const kind = kindReferredTo(live, topic, sibling('kind'));
  const written = kind === undefined ? [] : namesInText(text, kind).map((name): Value => ({ text: name, detail: kind, kind: 'object' }));
  switch (topic) {
    case 'VolumeMount.name':
      return volumeNames(text, place.wordFrom, place.path).map((name) => ({ text: name, detail: 'volume' }));
    case 'ConfigMapKeySelector.key':
    case 'SecretKeySelector.key':
      return dataKeys(live, text, topic, namespace, sibling('name')).map((name) => ({ text: name, detail: sibling('name') }));
    case 'ServicePort.targetPort':
    case 'HTTPGetAction.port':
    case 'TCPSocketAction.port':
      return portNames(text).map((name) => ({ text: name, detail: 'port' }));
    default:
      return [...written, ...objects];
  }
}

/** The value of a neighbouring key, where the document cannot be read. */
function siblingText(text: string, place: CursorPlace, name: string): string {
  if (!place.siblings.has(name) && place.place === 'key') return '';
  const around = text.slice(Math.max(place.from, place.wordFrom - 300), Math.min(place.to, place.wordTo + 300));
  return new RegExp(`^[ -]*${name}:[ \\t]*(\\S+)`, 'm').exec(around)?.[1] ?? '';
}

/** Values of a label whose key stands there already. */
function labelValues(live: LiveCluster, text: string, place: CursorPlace): readonly Value[] {
  const [key, holder] = [...place.path].reverse();
  const known = holder === 'nodeSelector' ? nodeLabels(live) : holder === 'matchLabels' || holder === 'selector' || holder === 'labels' ? podLabels(live, text, currentNamespace(live)) : [];
  return known.filter((label) => label.key === key).map(({ value }) => ({ text: scalarText(value) }));
}

/** What the description of a field says of one of its choices: a line of its list. */
function choiceText(descriptions: Descriptions, type: SchemaType, path: Path, field: SchemaField, choice: string): string {
  const owner = typeAt(type, path.slice(0, path.lastIndexOf(field.name)));
  const all = owner ? descriptions.ofField(owner, field) : '';
  return new RegExp(`^ *- \`"${choice.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"\` (.*)$`, 'm').exec(all)?.[1] ?? '';
}
