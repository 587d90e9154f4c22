// The kinds of cases of the folder golden-api, told apart by their fields, and who plays which. Used by the command line.

import { ListPlayer, type ListCase } from '../../sim/apiserver/listCases.ts';
import { CasePlayer, type RecordedCase } from '../../sim/kinds/cases.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { playPatch, playStory, type ApplyStory, type PatchCase } from './apiStories.ts';
import type { Difference } from './difference.ts';
import { KubectlPlayer, type KubectlCase } from './kubectlLocal.ts';

/** What every line of a case file has. */
export interface AnyCase {
  readonly id: string;
  readonly area: string;
}

export type ApiCaseKind = 'request' | 'patch' | 'apply' | 'list' | 'kubectl' | 'fixtures';

export function apiCaseKind(recorded: AnyCase & Readonly<Record<string, unknown>>): ApiCaseKind | undefined {
  const { id } = recorded;
  const has = (name: string): boolean => recorded[name] !== undefined;
  if (has('nodes')) return undefined;
  if (Array.isArray(recorded.steps)) return 'apply';
  if (Array.isArray(recorded.args)) return 'kubectl';
  if (has('objects') || has('files') || has('binary')) return 'fixtures';
  if (typeof recorded.path !== 'string' || typeof recorded.code !== 'number') return undefined;
  if (has('patch') && has('original')) return 'patch';
  if (typeof recorded.method !== 'string') return undefined;
  return id.startsWith('lists/') ? 'list' : 'request';
}

/** What the recordings say of the real server besides its answers; asked for when it is needed. */
export interface ApiFacts {
  /** facts/bootstrap.json */
  readonly bootstrap: () => Readonly<Record<string, KubeObject>>;
  /** facts/discovery.json */
  readonly discovery: () => Readonly<Record<string, object>>;
  /** The cases of defaults.jsonl: their objects are what lists show. */
  readonly defaults: () => readonly RecordedCase[];
  /** The lines of area fixtures, for a file of kubectl cases that has none. */
  readonly fixtures: () => readonly KubectlCase[];
}

/** Undefined: what the case needs is unknown, so that nobody can say. */
export type Played = readonly Difference[] | undefined;

/** Plays the cases of one file, in their order. Lists follow each other on one server, which has to know them all first. */
export class ApiCasePlayer {
  private readonly facts: ApiFacts;
  private readonly requests: CasePlayer;
  private readonly fixtures: KubectlCase[] = [];
  private kubectl: KubectlPlayer | undefined;

  constructor(facts: ApiFacts) {
    this.facts = facts;
    this.requests = new CasePlayer(facts.bootstrap());
  }

  addFixture(fixture: KubectlCase): void {
    this.fixtures.push(fixture);
  }

  play(recorded: AnyCase, kind: 'request' | 'patch' | 'apply' | 'kubectl'): readonly Difference[] {
    switch (kind) {
      case 'patch':
        return playPatch(this.requests, recorded as PatchCase).differences;
      case 'apply':
        return playStory(recorded as ApplyStory, this.facts.bootstrap()).differences;
      case 'kubectl':
        this.kubectl ??= new KubectlPlayer(this.fixtures.length ? this.fixtures : this.facts.fixtures(), this.facts.discovery());
        return this.kubectl.play(recorded as KubectlCase);
      default:
        return this.requests.play(recorded as RecordedCase).differences;
    }
  }

  playLists(cases: readonly ListCase[], each: (recorded: ListCase, played: Played) => void): void {
    const player = new ListPlayer(cases, this.facts.defaults(), this.facts.bootstrap());
    for (const recorded of cases) each(recorded, player.play(recorded)?.differences);
  }
}
