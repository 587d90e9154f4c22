// What may stand at the cursor: keys by the schema of the document's kind, values by their field, names of things that
// are there, and whole objects where there is nothing yet.

import type { Descriptions } from '../../sim/api/schema/descriptions.ts';
import { explainType } from '../../sim/api/schema/explainType.ts';
import type { SchemaField, SchemaType } from '../../sim/api/schema/schemaType.ts';
import { typeAt } from '../../sim/api/schema/walk.ts';
import type { Completion } from '../protocol.ts';
import { valuesFor } from './completeValues.ts';
import { cursorPlace, type CursorPlace } from './cursorPath.ts';
import { kindType } from './kindType.ts';
import { nodeLabels, podLabels } from './references.ts';
import { currentNamespace, type LiveCluster } from './rehearsal.ts';
import { SNIPPETS } from './snippets.ts';

export function complete(live: LiveCluster, text: string, offset: number, descriptions: Descriptions | undefined): readonly Completion[] {
  const place = cursorPlace(text, offset);
  if (!place) return [];
  const type = kindType(live.state.scheme, place.apiVersion, place.kind);
  if (place.place === 'value') return valuesFor(live, text, place, type, descriptions);
  const here = type && typeAt(type, place.path);
  if (here && here.shape !== 'struct' && here.shape !== 'map') return valuesFor(live, text, place, type, descriptions);
  const keys = here?.shape === 'struct' ? fieldItems(place, here, descriptions) : here ? mapKeys(live, text, place, type) : place.path.length === 0 ? topItems(place) : [];
  return place.empty ? [...documents(place), ...keys] : keys;
}

function fieldItems(place: CursorPlace, type: SchemaType, descriptions: Descriptions | undefined): readonly Completion[] {
  const fields = type.table().fields.filter((f) => !place.siblings.has(f.name) && f.name !== 'status' && !SERVERS_OWN.has(`${f.owner}.${f.name}`));
  return fields
    .map((field): Completion => ({
      label: field.name,
      detail: explainType(field.type),
      documentation: descriptions?.ofField(type, field) ?? '',
      insert: place.valued ? field.name : keyText(field, place.flow),
      from: place.wordFrom,
      to: place.wordTo,
      required: isRequired(field),
      kind: 'field',
      topic: `${field.owner}.${field.name}`,
    }))
    .sort((a, b) => Number(b.required) - Number(a.required) || (a.label < b.label ? -1 : 1));
}

/** What the server fills in and nobody writes. */
const SERVERS_OWN = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'selfLink'].map((f) => `ObjectMeta.${f}`));

/** What OpenAPI leaves open, but the server insists on. */
const NEEDED = new Set(['ObjectMeta.name', 'PodTemplateSpec.metadata', 'PodTemplateSpec.spec', 'Pod.spec', 'Deployment.spec', 'Service.spec', 'Container.image', 'LabelSelector.matchLabels', 'ServiceSpec.ports', 'Pod.metadata', 'Deployment.metadata', 'Service.metadata', 'Job.spec', 'Job.metadata']);
export const isRequired = (field: SchemaField): boolean => field.required || NEEDED.has(`${field.owner}.${field.name}`) || ((field.name === 'apiVersion' || field.name === 'kind') && field.type.shape === 'string');

function keyText(field: SchemaField, flow: boolean): string {
  if (flow) return `${field.name}: `;
  switch (field.type.shape) {
    case 'struct':
    case 'map':
      return `${field.name}:\n  `;
    case 'list':
      return `${field.name}:\n  - `;
    default:
      return `${field.name}: `;
  }
}

/** Before the kind is known. */
function topItems(place: CursorPlace): readonly Completion[] {
  const block = ['metadata', 'spec', 'data'];
  return ['apiVersion', 'kind', 'metadata', 'spec', 'data']
    .filter((name) => !place.siblings.has(name))
    .map((name) => ({ label: name, detail: block.includes(name) ? 'Object' : 'string', documentation: '', insert: place.valued ? name : block.includes(name) ? `${name}:\n  ` : `${name}: `, from: place.wordFrom, to: place.wordTo, required: !block.includes(name) || name === 'metadata', kind: 'field' as const }));
}

/** Keys of a map: resources, labels that selectors may look for. */
function mapKeys(live: LiveCluster, text: string, place: CursorPlace, type: SchemaType | undefined): readonly Completion[] {
  const name = place.path[place.path.length - 1];
  const item = (label: string, value: string, detail: string): Completion => ({ label: value === '' ? label : `${label}: ${value}`, detail, documentation: '', insert: place.valued ? label : `${label}: ${value}`, from: place.wordFrom, to: place.wordTo, required: false, kind: 'value' });
  const holder = type && typeAt(type, place.path.slice(0, -1));
  const field = holder?.table().byName.get(String(name));
  if (field?.type.keyName === 'v1.ResourceName' || field?.type.goName === 'v1.ResourceList') return ['cpu', 'memory', 'ephemeral-storage', ...(name === 'hard' ? ['pods', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'services', 'configmaps'] : []), ...(place.path.includes('volumeClaimTemplates') || holder?.name === 'VolumeResourceRequirements' ? ['storage'] : [])].filter((key) => !place.siblings.has(key)).map((key) => item(key, '', 'Quantity'));
  const known = name === 'nodeSelector' ? nodeLabels(live) : name === 'selector' || name === 'matchLabels' || (name === 'labels' && place.path.includes('template')) ? podLabels(live, text, currentNamespace(live)) : [];
  return known.filter(({ key }) => !place.siblings.has(key)).map(({ key, value }) => item(key, value, name === 'nodeSelector' ? 'Node' : 'Pod'));
}

function documents(place: CursorPlace): readonly Completion[] {
  return SNIPPETS.map(({ kind, text }) => ({ label: kind, detail: '', documentation: '', insert: text, from: place.wordFrom, to: place.wordTo, required: false, kind: 'document', note: `editor.snippet${kind}` }));
}
