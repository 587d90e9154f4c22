import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Descriptions, type DescriptionData } from './descriptions.ts';
import { explainType } from './explainType.ts';
import { schemaKinds, typeById, typeOf } from './schema.ts';
import type { SchemaField, SchemaType } from './schemaType.ts';
import { field, fieldAt, fields, typeAt } from './walk.ts';

const pod = typeOf('v1', 'Pod') as SchemaType;
const deployment = typeOf('apps/v1', 'Deployment') as SchemaType;
const at = (type: SchemaType, path: string): SchemaField => fieldAt(type, path.split('.')) as SchemaField;

describe('types', () => {
  test('are found by kind, by list kind and by name', () => {
    expect(typeOf('v1', 'Nonsense')).toBeUndefined();
    expect(typeOf('__proto__', 'toString')).toBeUndefined();
    expect(typeOf('apps/v1', 'DeploymentList')?.kind).toEqual({ group: 'apps', version: 'v1', kind: 'DeploymentList' });
    expect(typeAt(typeOf('apps/v1', 'DeploymentList') as SchemaType, ['items', 0])).toBe(deployment);
    expect(typeById('io.k8s.api.core.v1.Pod')).toBe(pod);
    expect(schemaKinds().length).toBeGreaterThan(60);
  });

  test('are found by the path of a value, and by field names alone', () => {
    expect(typeAt(pod, ['spec', 'containers', 0, 'resources', 'limits', 'cpu'])?.shape).toBe('quantity');
    expect(typeAt(pod, ['spec', 'containers', 'resources'])).toBeUndefined();
    expect(typeAt(pod, ['spec', 'nodeSelector', 'disk', 'x'])).toBeUndefined();
    expect(at(deployment, 'spec.template.spec.containers.ports.protocol').default).toBe('TCP');
    expect(fieldAt(pod, ['spec', 'Containers'])).toBeUndefined();
  });

  test('every line of the structure can be read', () => {
    const seen = new Set<SchemaType>();
    const visit = (type: SchemaType): void => {
      if (seen.has(type)) return;
      seen.add(type);
      if (type.element) visit(type.element);
      for (const f of fields(type)) visit(f.type);
    };
    for (const { group, version, kind } of schemaKinds()) visit(typeOf(group ? `${group}/${version}` : version, kind) as SchemaType);
    expect(seen.size).toBeGreaterThan(400);
  });
});

describe('a field', () => {
  test('knows how lists merge', () => {
    expect(at(pod, 'spec.containers.ports')).toMatchObject({ listType: 'map', listMapKeys: ['containerPort', 'protocol'], patchStrategy: ['merge'], patchMergeKey: 'containerPort' });
    expect(at(pod, 'spec.volumes').patchStrategy).toEqual(['merge', 'retainKeys']);
    expect(at(deployment, 'spec.strategy').patchStrategy).toEqual(['retainKeys']);
    expect(at(pod, 'metadata.finalizers')).toMatchObject({ listType: 'set', patchStrategy: ['merge'], patchMergeKey: '' });
    expect(at(pod, 'spec.nodeSelector').mapType).toBe('atomic');
    expect(at(deployment, 'spec.selector').type.atomic).toBe(true);
  });

  test('knows what is required, allowed and always there', () => {
    expect(at(pod, 'spec.containers').required).toBe(true);
    expect(at(pod, 'spec.restartPolicy').enum).toEqual(['Always', 'Never', 'OnFailure']);
    expect(at(typeOf('certificates.k8s.io/v1', 'CertificateSigningRequest') as SchemaType, 'spec.usages').enum).toContain('server auth');
    expect(at(pod, 'status').always).toBe(true);
    expect(at(pod, 'spec.hostname')).toMatchObject({ always: false, dropsEmpty: true, pointer: false });
    expect(at(pod, 'spec.hostUsers')).toMatchObject({ always: false, dropsEmpty: false, pointer: true });
  });

  test('is explained as kubectl does', () => {
    const shown = (path: string): string => explainType(at(pod, path).type);
    expect(shown('spec.containers')).toBe('[]Container');
    expect(shown('metadata.labels')).toBe('map[string]string');
    expect(shown('spec.overhead')).toBe('map[string]Quantity');
    expect(shown('metadata.creationTimestamp')).toBe('string');
    expect(shown('metadata.managedFields.fieldsV1')).toBe('FieldsV1');
    expect(shown('spec.containers.livenessProbe.httpGet.port')).toBe('IntOrString');
    expect(shown('spec.priority')).toBe('integer');
    expect(explainType(at(typeOf('v1', 'Secret') as SchemaType, 'data').type)).toBe('map[string]string');
  });

  test('has a description', () => {
    const data = JSON.parse(readFileSync(resolve(import.meta.dirname, 'generated/descriptions.json'), 'utf8')) as DescriptionData;
    const descriptions = new Descriptions(data);
    expect(descriptions.ofType(pod)).toMatch(/^Pod is a collection of containers/);
    expect(descriptions.ofField(pod, field(pod, 'kind') as SchemaField)).toMatch(/^Kind is a string value/);
    expect(descriptions.ofField(at(pod, 'spec').type, at(pod, 'spec.dnsPolicy'))).toContain('Possible enum values:');
    for (const f of fields(at(pod, 'spec').type)) expect(descriptions.ofField(at(pod, 'spec').type, f), f.name).not.toBe('');
  });
});
