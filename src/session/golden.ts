// Golden recordings as data: what a scenario folder says, and what a run of it has to write so that it can be compared.
// The format: golden/README.md of the shared folder.

import type { Json } from '../base/json.ts';
import { parseYaml } from '../sim/api/yaml.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Component } from '../sim/cluster/inputs.ts';

export interface GoldenStep {
  readonly run?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds, after which the command is interrupted. */
  readonly timeout?: number;
  /** Start it, go on, and call it so. */
  readonly background?: string;
  readonly stop?: string;
  /** Seconds. */
  readonly sleep?: number;
  readonly settle?: { readonly quiet?: number; readonly max?: number };
  readonly node?: { readonly stop?: string; readonly start?: string };
  readonly component?: { readonly stop?: Component; readonly start?: Component };
  readonly staticPod?: { readonly put?: string; readonly remove?: string; readonly node: string };
}

export interface GoldenScenario {
  readonly summary: string;
  readonly cluster: string;
  readonly keepManagedFields?: boolean;
  readonly steps: readonly GoldenStep[];
}

/** cluster.json: what etcd held before the first step. */
export interface GoldenStart {
  readonly shape: string;
  readonly version: string;
  readonly revision: number;
  readonly started: string;
  readonly objects: readonly { readonly key: string; readonly rev: number; readonly value: KubeObject }[];
}

export interface GoldenFolder {
  readonly scenario: GoldenScenario;
  readonly start: GoldenStart;
  /** Manifests and patches, by their paths in the folder. */
  readonly files: ReadonlyMap<string, string>;
}

/** A step as it was played; times in milliseconds since the scenario began. */
export interface PlayedStep extends GoldenStep {
  readonly startMs: number;
  endMs?: number;
  exit?: number;
  stdout?: string;
  stderr?: string;
  settled?: boolean;
}

export interface HistoryLine {
  readonly rev: number;
  readonly t: number;
  readonly op: 'put' | 'delete';
  readonly key: string;
  readonly value?: Json;
}

export interface RequestLine {
  readonly t: number;
  readonly component: string;
  readonly user: string;
  readonly verb: string;
  readonly method: string;
  readonly uri: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code: number;
  readonly patchType?: string;
  readonly request?: unknown;
  readonly reason?: string;
  readonly message?: string;
  readonly as?: string;
  readonly ms: number;
}

export interface GoldenRun {
  readonly scenario: GoldenScenario;
  readonly start: GoldenStart;
  readonly steps: readonly PlayedStep[];
  readonly requests: readonly RequestLine[];
  readonly history: readonly HistoryLine[];
}

export const parseScenario = (text: string): GoldenScenario => parseYaml(text) as unknown as GoldenScenario;

const lines = (list: readonly unknown[]): string => list.map((item) => `${JSON.stringify(item)}\n`).join('');

/** The files of a run, by name. */
export function goldenFiles({ scenario, start, steps, requests, history }: GoldenRun): Readonly<Record<string, string>> {
  const { summary, cluster } = scenario;
  const { version, started } = start;
  return {
    'transcript.json': `${JSON.stringify({ summary, cluster, version, started, steps }, undefined, 1)}\n`,
    'requests.jsonl': lines(requests),
    'history.jsonl': lines(history),
    'cluster.json': `${JSON.stringify(start)}\n`,
  };
}
