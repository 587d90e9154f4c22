import { expect, it } from 'vitest';
import { seconds, type Micros } from '../../../base/time.ts';
import { apiHarness } from '../../../testing/apiHarness.ts';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'pizzas.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'pizzas', singular: 'pizza', kind: 'Pizza', listKind: 'PizzaList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer' },
                  tags: { type: 'array', items: { type: 'string' } },
                  toppings: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, grams: { type: 'integer' } } } },
                },
              },
            },
          },
        },
      },
    ],
  },
};

it('lets several managers own parts of a custom object, as its definition says', () => {
  const api = apiHarness();
  api.send('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } });
  expect(api.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: DEFINITION }).code).toBe(201);
  api.kernel.runUntil((api.kernel.now + seconds(1)) as Micros);
  const apply = (manager: string, spec: object, force = false) => {
    const body = JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Pizza', metadata: { name: 'one' }, spec });
    return api.send('PATCH', `/apis/example.com/v1/namespaces/default/pizzas/one?fieldManager=${manager}&force=${String(force)}`, { body, headers: { 'content-type': 'application/apply-patch+yaml' } });
  };
  expect(apply('ann', { size: 30, tags: ['a'], toppings: [{ name: 'ham', grams: 50 }] })).toMatchObject({ code: 201 });
  // Items with keys are shared; a list without is one thing.
  expect(apply('ben', { toppings: [{ name: 'egg' }] })).toMatchObject({ code: 200, body: { spec: { size: 30, toppings: [{ name: 'ham' }, { name: 'egg' }] } } });
  expect(apply('ben', { tags: ['b'] })).toMatchObject({ code: 409, body: { message: 'Apply failed with 1 conflict: conflict with "ann": .spec.tags' } });
  expect(apply('ben', { tags: ['b'] }, true)).toMatchObject({ code: 200, body: { spec: { size: 30, tags: ['b'], toppings: [{ name: 'ham', grams: 50 }] } } });
  expect(apply('ben', { colour: 'red' })).toMatchObject({ code: 500, body: { message: expect.stringContaining('.spec.colour: field not declared in schema') } });
  const { body } = api.send('GET', '/apis/example.com/v1/namespaces/default/pizzas/one');
  expect(body).toMatchObject({
    metadata: {
      managedFields: [
        { manager: 'ann', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:size': {}, 'f:toppings': { 'k:{"name":"ham"}': { '.': {}, 'f:grams': {}, 'f:name': {} } } } } },
        { manager: 'ben', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:tags': {} } } },
      ],
    },
  });
});
