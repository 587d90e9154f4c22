// What a body must be like to be read, and what is said where it is not. Texts as a real server says them.

import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { decode, decodeInto, decodeOptions, type Validation } from './decode.ts';
import { typeOf } from './schema.ts';
import { decodeUnstructured } from './unstructured.ts';
import type { SchemaType } from './schemaType.ts';

const type = (apiVersion: string, kind: string): SchemaType => typeOf(apiVersion, kind) as SchemaType;
const pod = type('v1', 'Pod');

function refusal(of: SchemaType, body: unknown, validation: Validation = 'Warn'): string {
  try {
    decode(of, body, validation);
  } catch (problem) {
    if (problem instanceof ApiError && problem.code === 400 && problem.reason === 'BadRequest') return problem.message;
    throw problem;
  }
  return '';
}

const why = (of: SchemaType, body: unknown, validation?: Validation): string => refusal(of, body, validation).replace(/^.* cannot be handled as a \w+: /, '');

describe('a value of the wrong type', () => {
  test('is told by the struct, the path without list positions and map keys, and the Go type', () => {
    expect(refusal(type('apps/v1', 'Deployment'), { spec: { replicas: '3' } })).toBe('Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32');
    expect(why(pod, { spec: { containers: [{ args: [1] }] } })).toBe('json: cannot unmarshal number into Go struct field Container.spec.containers.args of type string');
    expect(why(pod, { metadata: { labels: { a: true } } })).toBe('json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string');
    expect(why(pod, { spec: { containers: 'x' } })).toBe('json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container');
  });

  test('is told with the embedded structs on its way, and with named types', () => {
    expect(why(pod, { spec: { volumes: [{ emptyDir: 5 }] } })).toBe('json: cannot unmarshal number into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource');
    expect(why(pod, { spec: { restartPolicy: {} } })).toBe('json: cannot unmarshal object into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy');
    expect(why(pod, { metadata: { uid: [] } })).toBe('json: cannot unmarshal array into Go struct field ObjectMeta.metadata.uid of type types.UID');
    expect(why(pod, { spec: { nodeSelector: [] } })).toBe('json: cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type map[string]string');
    expect(why(pod, { spec: { overhead: [] } })).toBe('json: cannot unmarshal array into Go struct field PodSpec.spec.overhead of type v1.ResourceList');
  });

  test('shows a number where an integer is wanted', () => {
    expect(why(pod, { spec: { priority: 1.5 } })).toBe('json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32');
    expect(why(pod, { spec: { priority: 2147483648 } })).toBe('json: cannot unmarshal number 2147483648 into Go struct field PodSpec.spec.priority of type int32');
    expect(why(pod, '{"spec":{"priority":1.0}}')).toBe('json: cannot unmarshal number 1.0 into Go struct field PodSpec.spec.priority of type int32');
    expect(why(pod, '{"spec":{"terminationGracePeriodSeconds":9223372036854775808}}')).toBe('json: cannot unmarshal number 9223372036854775808 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64');
  });

  test('is the first of several, unless a type with its own reader refuses', () => {
    expect(why(pod, { spec: { hostPID: 1, hostIPC: 1 } })).toContain('hostPID');
    expect(why(pod, { spec: { hostPID: 1, overhead: { cpu: 'x' } } })).toBe("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    expect(why(type('v1', 'Service'), { spec: { type: 1, ports: [{ targetPort: true }] } })).toBe('json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32');
    expect(why(type('v1', 'Secret'), { metadata: { name: 5 }, data: { a: '!' } })).toContain('metadata.name');
    expect(why(type('v1', 'Secret'), { data: { a: 'a b' } })).toBe('illegal base64 data at input byte 1');
  });

  test('inside a schema within a schema is told by the outer struct', () => {
    const crd = type('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    const schema = (of: object): object => ({ spec: { versions: [{ schema: { openAPIV3Schema: of } }] } });
    expect(why(crd, schema({ items: { externalDocs: { url: 5 } } }))).toBe('json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items.externalDocs.url of type string');
    expect(why(crd, schema({ additionalProperties: 5 }))).toBe('boolean or JSON schema expected');
    expect(decode(crd, schema({ items: { bogus: 1 } }), 'Strict').strictErrors).toEqual([]);
  });
});

describe('fields that the type does not know', () => {
  const body = { spec: { containers: [{ name: 'c', imagee: 'x', Image: 'y' }], nodeSelector: { any: 'thing' } }, bogus: 1 };
  const texts = ['unknown field "spec.containers[0].imagee"', 'unknown field "spec.containers[0].Image"', 'unknown field "bogus"'];

  test('are all listed, in their order, where decoding is strict', () => {
    expect(why(pod, body, 'Strict')).toBe(`strict decoding error: ${texts.join(', ')}`);
  });

  test('are warnings, or nothing, and are dropped', () => {
    expect(decode(pod, body, 'Warn').strictErrors).toEqual(texts);
    expect(decode(pod, body, 'Ignore').strictErrors).toEqual([]);
    expect(decode(pod, body, 'Ignore').object).not.toHaveProperty('bogus');
  });

  test('give way to a value of the wrong type', () => {
    expect(why(pod, { bogus: 1, spec: 5 }, 'Strict')).toBe('json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec');
  });

  test('are listed up to a hundred', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x${i}`, 1]));
    expect(decode(pod, many, 'Warn').strictErrors.length).toBe(100);
  });
});

describe('keys that occur twice', () => {
  test('are found in text, in structs and in maps', () => {
    const text = '{"kind":"X","kind":"Pod","metadata":{"name":"a","name":"b","labels":{"a":"1","a":"2"}}}';
    const { object, strictErrors } = decode(pod, text, 'Warn');
    expect(strictErrors).toEqual(['duplicate field "kind"', 'duplicate field "metadata.name"', 'duplicate field "metadata.labels.a"']);
    expect(object.metadata).toEqual({ name: 'b', labels: { a: '2' } });
  });

  test('are read into the same place', () => {
    const { object } = decode(pod, '{"metadata":{"name":"a","uid":"u"},"metadata":{"name":"b","uid":null}}', 'Ignore');
    expect(object.metadata).toEqual({ name: 'b', uid: 'u' });
  });
});

describe('a body that says what it is', () => {
  const deployment = type('apps/v1', 'Deployment');

  test('may leave that out', () => {
    expect(decode(deployment, {}, 'Strict').object).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' });
    expect(decode(deployment, 'null', 'Strict').object).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' });
  });

  test('is refused where nobody knows such a kind', () => {
    expect(refusal(deployment, { apiVersion: 'apps/v9', kind: 'X' })).toBe('X in version "v9" cannot be handled as a Deployment: no kind "X" is registered for version "apps/v9" in scheme "pkg/runtime/scheme.go:111"');
    expect(refusal(type('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), { apiVersion: 'v1', kind: 'Pod' })).toContain('no kind "Pod" is registered');
  });

  test('is refused where it is another kind or another version', () => {
    expect(refusal(deployment, { apiVersion: 'v1', kind: 'Pod' })).toBe('Pod in version "v1" cannot be handled as a Deployment: converting (v1.Pod) to (apps.Deployment): unknown conversion');
    expect(refusal(deployment, { apiVersion: 'v1', kind: 'List', items: [] })).toContain('converting (v1.List) to (apps.Deployment): unknown conversion');
    expect(refusal(type('autoscaling/v2', 'HorizontalPodAutoscaler'), { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' })).toBe('the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)');
    expect(refusal(type('policy/v1', 'PodDisruptionBudget'), { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget' })).toBe('the API version in the data (policy/v1beta1) does not match the expected API version (policy/v1)');
  });

  test('is read as what it says it is before it is refused', () => {
    expect(refusal(deployment, { apiVersion: 'v1', kind: 'Pod', spec: 5 })).toBe('Pod in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec');
  });

  test('that cannot be read at all shows its beginning', () => {
    expect(refusal(pod, '')).toBe("the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)");
    expect(refusal(pod, 'a: b')).toBe("the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value (613a2062)");
    expect(refusal(pod, { apiVersion: 'a/b/c', kind: 'Pod' })).toBe('the object provided is unrecognized (must be of type Pod): unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c","kind":" ...)');
  });
});

describe('parts and options', () => {
  test('a value is read into a type whatever it says it is', () => {
    expect(decodeInto(pod, { kind: 'X', spec: { nodeName: 'n' } }, true).object).toMatchObject({ kind: 'X', spec: { nodeName: 'n' } });
    expect(decodeInto(pod, [], true).error).toBe('json: cannot unmarshal array into Go value of type v1.Pod');
  });

  test('the result of a strategic merge patch is refused in other words', () => {
    const why = (of: SchemaType, value: object): string | undefined => decodeUnstructured(of, value, true).error;
    expect(why(pod, { spec: { containers: { name: 'c' } } })).toBe('cannot restore slice from map');
    expect(why(pod, { spec: { imagePullSecrets: ['x'] } })).toBe('cannot restore struct from: string');
    expect(why(pod, { spec: { priority: 'x' } })).toBe('unrecognized type: int32');
    expect(why(pod, { spec: { restartPolicy: 5 } })).toBe('cannot convert int64 to v1.RestartPolicy');
    expect(why(type('v1', 'Service'), { spec: { ports: [{ targetPort: true }] } })).toBe('json: cannot unmarshal bool into Go value of type int32');
    expect(decodeUnstructured(pod, { b: 1, a: 1, spec: {} }, true).strictErrors).toEqual(['unknown field "a"', 'unknown field "b"']);
  });

  test('options of a deletion may be of any version, and of no other kind', () => {
    const options = type('v1', 'DeleteOptions');
    expect(decodeOptions(options, { kind: 'DeleteOptions', apiVersion: 'v2', gracePeriodSeconds: 0 })).toMatchObject({ gracePeriodSeconds: 0 });
    expect(() => decodeOptions(options, { kind: 'Pod', apiVersion: 'v1' })).toThrow('no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"');
    expect(() => decodeOptions(options, { gracePeriodSeconds: 'x' })).toThrow('json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64');
  });
});
