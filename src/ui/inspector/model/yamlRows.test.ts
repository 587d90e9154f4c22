import { describe, expect, it } from 'vitest';
import { diffRows, scalar, summary, yamlRows, type YamlOptions, type YamlRow } from './yamlRows.ts';

const text = (rows: readonly YamlRow[]): string[] =>
  rows.map((r) => `${r.change === 'added' ? '+' : r.change === 'removed' ? '-' : r.added === 'default' ? 'd' : r.added === 'server' ? 's' : ' '}${' '.repeat(r.indent)}${r.dash ? '- ' : ''}${r.key}${r.key ? ':' : ''}${r.key && r.value ? ' ' : ''}${r.value}${r.inside ? ` +${r.inside}` : ''}`);
const rows = (value: unknown, options: Partial<YamlOptions> = {}): string[] => text(yamlRows(value, { toggled: new Map(), ...options }));

const POD = {
  spec: {
    containers: [{ image: 'nginx:1.27', name: 'nginx', resources: { requests: { cpu: '250m' } }, imagePullPolicy: 'IfNotPresent' }],
    priority: 0,
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
  },
  status: { phase: 'Pending' },
  metadata: { uid: 'u', labels: { app: 'web' }, name: 'web-x2k4q', ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', uid: 'o' }] },
  kind: 'Pod',
};

describe('lines of YAML', () => {
  it('puts names first and folds what is long', () => {
    expect(rows(POD)).toEqual([
      ' kind: Pod',
      ' metadata:',
      '   name: web-x2k4q',
      '   labels:',
      '     app: web',
      '   ownerReferences:',
      '   - kind: ReplicaSet',
      '     name: web-1',
      '     uid: o',
      '   { uid }',
      ' spec:',
      '   containers: [ nginx:1.27 ]',
      '   priority: 0',
      '   tolerations: [ not-ready, unreachable ]',
      ' status:',
      '   phase: Pending',
    ]);
  });

  it('opens and folds by hand', () => {
    const opened = rows(POD, { toggled: new Map([['spec.containers', true], ['metadata', false], ['spec.containers[0].resources', false]]), folded: ['status'] });
    expect(opened).toContain(' metadata: { 4 }');
    expect(opened.slice(3, 8)).toEqual(['   containers:', '   - name: nginx', '     image: nginx:1.27', '     resources: { requests }', '     imagePullPolicy: IfNotPresent']);
    expect(opened.at(-1)).toBe(' status: { phase: Pending }');
  });

  it('marks what was not sent, and who put it there', () => {
    const sent = { kind: 'Pod', metadata: { name: 'web-x2k4q' }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } };
    const defaulted = { ...sent, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', imagePullPolicy: 'IfNotPresent' }] } };
    const marked = rows({ ...POD, metadata: { name: 'web-x2k4q' } }, { sent, defaulted });
    expect(marked).toEqual([' kind: Pod', ' metadata:', '   name: web-x2k4q', ' spec:', '   containers: [ nginx:1.27 ] +2', 's  priority: 0', 's  tolerations: [ not-ready, unreachable ]', 'sstatus:', 's  phase: Pending']);
    expect(rows({ ...POD, metadata: {} }, { sent, defaulted, toggled: new Map([['spec.containers', true]]) })).toContain('d    imagePullPolicy: IfNotPresent');
  });

  it('lights what differs from another object', () => {
    const other = { ...POD, spec: { ...POD.spec, priority: 5 }, status: { phase: 'Running' } };
    expect(yamlRows(POD, { toggled: new Map(), other }).filter((r) => r.differs).map((r) => r.path)).toEqual(['spec.priority', 'status.phase']);
  });

  it('writes scalars as YAML does', () => {
    expect(['', 'true', '80', 'nginx:1.27', 'a: b', '-x', 'two words', '2026-11-21T16:00:00Z', '*'].map(scalar)).toEqual(['""', '"true"', '"80"', 'nginx:1.27', '"a: b"', '"-x"', 'two words', '2026-11-21T16:00:00Z', '"*"']);
    expect([scalar(0), scalar(true), scalar(null)]).toEqual(['0', 'true', 'null']);
    expect([summary({}), summary([]), summary({ app: 'web' }), summary([1, 2, 3])]).toEqual(['{}', '[]', '{ app: web }', '[ 1, 2, … 3 ]']);
  });
});

describe('differences', () => {
  const diff = (a: unknown, b: unknown): string[] => text(diffRows(a, b));

  it('shows the way to what changed, and nothing else', () => {
    const before = { kind: 'Pod', metadata: { name: 'a', resourceVersion: '1046' }, spec: { priority: 0 }, status: { phase: 'Pending' } };
    const after = { ...before, metadata: { name: 'a', resourceVersion: '1050' }, spec: { priority: 0, nodeName: 'node-2' }, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] } };
    expect(diff(before, after)).toEqual([' spec:', '+  nodeName: node-2', ' status:', '+  conditions:', '+  - type: PodScheduled', '+    status: "True"']);
  });

  it('pairs items of lists by what identifies them', () => {
    const list = (ready: string): unknown => ({ status: { conditions: [{ type: 'Initialized', status: 'True' }, { type: 'Ready', status: ready }] } });
    expect(diff(list('False'), list('True'))).toEqual([' status:', '   conditions:', '   - type: Ready', '-    status: "False"', '+    status: "True"']);
    expect(diff({ a: [{ name: 'x', v: 1 }] }, { a: [{ name: 'z', v: 1 }] })).toEqual([' a:', '+- name: z', '+  v: 1', '-- name: x', '-  v: 1']);
    expect(diff({ a: ['x', 'y'] }, { a: ['y', 'z'] })).toEqual([' a:', '+- z', '-- x']);
  });

  it('shows a whole object that came or went', () => {
    expect(diff(undefined, { kind: 'Pod', metadata: { name: 'a' } })).toEqual(['+kind: Pod', '+metadata:', '+  name: a']);
    expect(diff({ spec: {} }, { spec: { x: 1 } })).toEqual(['-spec: {}', '+spec:', '+  x: 1']);
  });
});
