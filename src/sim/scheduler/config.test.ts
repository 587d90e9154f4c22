import { expect, test } from 'vitest';
import { enabledAt, type SchedulerProfile } from './config.ts';
import { PLUGINS } from './plugins/index.ts';

const scores = (profile: SchedulerProfile): string => enabledAt('score', profile, PLUGINS).map((e) => `${e.name} ${e.weight}`).join(', ');

test('an override comes first, and counts once where it states no weight', () => {
  expect(scores({ plugins: { score: { enabled: [{ name: 'ImageLocality', weight: 10 }] } } })).toMatch(/^ImageLocality 10, SchedulingGates/);
  expect(scores({ plugins: { score: { enabled: [{ name: 'TaintToleration' }] } } })).toMatch(/^TaintToleration 1, SchedulingGates/);
  expect(scores({ plugins: { multiPoint: { enabled: [{ name: 'TaintToleration' }] } } })).toContain('TaintToleration 1,');
});

test('what is disabled and enabled again comes last, and alone in the order in which it is named', () => {
  const names = (profile: SchedulerProfile): string => enabledAt('filter', profile, PLUGINS).map((e) => e.name).join(' ');
  expect(names({ plugins: { filter: { disabled: [{ name: 'NodeName' }], enabled: [{ name: 'NodeName' }] } } })).toMatch(/^SchedulingGates NodeUnschedulable TaintToleration .* NodeName$/);
  expect(names({ plugins: { multiPoint: { disabled: [{ name: 'NodePorts' }] }, filter: { disabled: [{ name: '*' }], enabled: [{ name: 'NodePorts' }, { name: 'NodeName' }] } } })).toBe('NodePorts NodeName');
});

test('disabling all leaves what is enabled', () => {
  expect(scores({ plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit', weight: 1 }] } } })).toBe('NodeResourcesFit 1');
});

test('multiPoint disables and weighs a plugin at every point', () => {
  const profile: SchedulerProfile = { plugins: { multiPoint: { disabled: [{ name: 'TaintToleration' }], enabled: [{ name: 'NodeAffinity', weight: 7 }] } } };
  expect(scores(profile)).not.toContain('TaintToleration');
  expect(scores(profile)).toContain('NodeAffinity 7');
  expect(enabledAt('filter', profile, PLUGINS).map((e) => e.name)).not.toContain('TaintToleration');
});
