import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { goPrint } from './goPrint.ts';
import { equalIgnoringHash, HASH_LABEL, revisionHash, templateHash } from './templateHash.ts';

describe('templateHash', () => {
  const template = (image: string): PodTemplateSpec => ({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } }) as never;

  it('is the same for the same template and another after a collision', () => {
    expect(templateHash(template('a'), undefined)).toBe(templateHash(template('a'), undefined));
    expect(new Set([templateHash(template('a'), undefined), templateHash(template('b'), undefined), templateHash(template('a'), 0), templateHash(template('a'), 1)]).size).toBe(4);
  });

  it('does not see an empty list or map', () => {
    const bare = template('a');
    expect(templateHash({ ...bare, spec: { ...bare.spec, volumes: [], nodeSelector: {} } } as never, undefined)).toBe(templateHash(bare, undefined));
  });

  it('prints amounts as Go parses them', () => {
    const print = (text: string): string => goPrint(text, 'resource.Quantity').replace(' d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>}', '');
    expect(print('100m')).toBe('(resource.Quantity){i:(resource.int64Amount){value:(int64)100 scale:(resource.Scale)-3} s:(string)100m Format:(resource.Format)DecimalSI}');
    expect(print('65Mi')).toBe('(resource.Quantity){i:(resource.int64Amount){value:(int64)68157440 scale:(resource.Scale)0} s:(string)65Mi Format:(resource.Format)BinarySI}');
    // A multiple of eight might be written shorter, so the parser does not keep its text.
    expect(print('128Mi')).toBe('(resource.Quantity){i:(resource.int64Amount){value:(int64)134217728 scale:(resource.Scale)0} s:(string) Format:(resource.Format)BinarySI}');
    expect(print('2000')).toBe('(resource.Quantity){i:(resource.int64Amount){value:(int64)2000 scale:(resource.Scale)0} s:(string) Format:(resource.Format)DecimalSI}');
    expect(print('0')).toBe('(resource.Quantity){i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} s:(string)0 Format:(resource.Format)DecimalSI}');
  });

  it('leaves the hash label out of a comparison', () => {
    const a = template('a');
    const labelled = { ...a, metadata: { labels: { app: 'web', [HASH_LABEL]: 'x' } } } as PodTemplateSpec;
    expect(equalIgnoringHash(a, labelled)).toBe(true);
    expect(equalIgnoringHash(template('b'), labelled)).toBe(false);
  });
});

interface Recorded {
  readonly component: string;
  readonly verb: string;
  readonly resource?: string;
  readonly request?: { metadata: { labels: Record<string, string> }; spec?: { template: PodTemplateSpec }; data?: { spec: { template: PodTemplateSpec & { $patch?: string } } } };
}

const golden = sharedPath('golden');

describe.skipIf(!golden)(`the hashes of real clusters${golden ? '' : ` (${SKIPPED})`}`, () => {
  it('are ours', () => {
    const pairs = new Map<string, string>();
    for (const file of recordings(golden as string)) for (const line of jsonLines<Recorded>(file)) collect(line, pairs);
    const wrong = [...pairs].filter(([key, ours]) => key.split(' ')[1] !== ours);
    expect(wrong).toEqual([]);
    expect(pairs.size).toBeGreaterThan(40);
  });
});

function recordings(root: string): string[] {
  const files: string[] = [];
  for (const group of readdirSync(root, { withFileTypes: true })) {
    if (!group.isDirectory()) continue;
    for (const scenario of readdirSync(join(root, group.name), { withFileTypes: true })) {
      if (scenario.isDirectory() && readdirSync(join(root, group.name, scenario.name)).includes('requests.jsonl')) files.push(join(root, group.name, scenario.name, 'requests.jsonl'));
    }
  }
  return files.sort();
}

function collect({ component, verb, resource, request }: Recorded, pairs: Map<string, string>): void {
  if (verb !== 'create' || !request) return;
  const { labels } = request.metadata;
  if (component === 'deployment-controller' && resource === 'replicasets.apps' && request.spec) {
    const { template } = request.spec;
    const { [HASH_LABEL]: hash, ...others } = template.metadata?.labels ?? {};
    pairs.set(`${component} ${hash}`, templateHash({ ...template, metadata: { ...template.metadata, labels: others } }, undefined));
  } else if (component === 'daemon-set-controller' && resource === 'controllerrevisions.apps' && request.data) {
    const { $patch: _patch, ...template } = request.data.spec.template;
    pairs.set(`${component} ${labels['controller-revision-hash']}`, templateHash(template as PodTemplateSpec, undefined));
  } else if (component === 'statefulset-controller' && resource === 'controllerrevisions.apps' && request.data) {
    pairs.set(`${component} ${labels['controller.kubernetes.io/hash']}`, revisionHash(request.data, 0));
  }
}
