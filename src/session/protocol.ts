// What the page and the session say to each other, through a worker's messages or a socket's. Plain data, no functions.
//
// The session is ahead of the page by nothing: it runs only as far as it was told. Each answer that carries a batch costs
// one credit; the page gives it back once it has taken the batch in, so a slow page slows the simulation, never the
// other way round.

import type { Batch } from '../trace/batch.ts';
import type { Input, TimedInput } from '../sim/cluster/inputs.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Status } from '../sim/api/errors.ts';
import type { Method, UserInfo } from '../sim/api/http.ts';
import type { StageName } from '../sim/api/spans.ts';

/** A run from outside; opaque to everybody but the session. */
export interface SessionRecord {
  readonly version: 1;
  readonly seed: number;
  /** A name of SHAPES. */
  readonly shape: string;
  readonly inputs: readonly TimedInput[];
  /** The boot is part of the story: it is told, and inputs may come while it goes on. */
  readonly boot?: true;
}

/** How far to run: all bounds count, the first that is reached ends it. */
export interface Advance {
  /** Simulated microseconds since the start; never past this. */
  readonly to: number;
  /** Stop after the next hop (a message of the story sent or arrived), reconcile, milestone. */
  readonly until?: 'hop' | 'reconcile' | 'milestone';
  /** Where nothing of the story is going on, run on to where something is. */
  readonly skipIdle?: boolean;
}

export type BranchId = number;

export type ToSession =
  | { readonly type: 'open'; readonly branch: BranchId; readonly record: SessionRecord; /** Run to this moment at once. */ readonly to: number }
  | { readonly type: 'close'; readonly branch: BranchId }
  | { readonly type: 'advance'; readonly branch: BranchId; readonly request: number; readonly advance: Advance }
  | { readonly type: 'input'; readonly branch: BranchId; readonly request: number; readonly input: Input }
  | { readonly type: 'credit'; readonly branch: BranchId }
  | { readonly type: 'ask'; readonly branch: BranchId; readonly request: number; readonly question: Question };

export type FromSession =
  /** A worker's program is there; what is sent to it earlier is lost, since it loads data while it starts. */
  | { readonly type: 'ready' }
  /** Where the first input of a person may come: the cluster has settled after its boot. */
  | { readonly type: 'opened'; readonly branch: BranchId; readonly bootEnd: number }
  | { readonly type: 'batch'; readonly branch: BranchId; readonly batch: Batch; readonly progress: Progress }
  | { readonly type: 'advanced'; readonly branch: BranchId; readonly request: number; readonly now: number; readonly why: 'to' | 'until' | 'idle' | 'interrupted' }
  | { readonly type: 'accepted'; readonly branch: BranchId; readonly request: number; /** The number of the input. */ readonly input: number; readonly at: number }
  | { readonly type: 'answer'; readonly branch: BranchId; readonly request: number; readonly answer: Answer }
  /** The simulation broke one of its own rules and stands still. */
  | { readonly type: 'halted'; readonly branch: BranchId; readonly message: string; readonly record: SessionRecord };

export interface Progress {
  readonly now: number;
  /** Where the present run is heading. */
  readonly target: number;
  /** Something of the story is under way at `now`. */
  readonly busy: boolean;
}

export type Question =
  /** The whole object as a change left it, and as the change before did. */
  | { readonly ask: 'object'; readonly change: number }
  /** Everything about one span: headers, bodies, steps, scores; `all`: long lists and texts too. */
  | { readonly ask: 'span'; readonly span: number; readonly all?: boolean }
  /** What is wrong with the text in the editor, in the words of kubectl and the server; `at`: against the cluster as it is. */
  | { readonly ask: 'lint'; readonly text: string; readonly file: string }
  /** The text after every fix that is offered, again and again; `document`: of one document only. */
  | { readonly ask: 'fixAll'; readonly text: string; readonly file: string; readonly document?: number }
  | { readonly ask: 'complete'; readonly text: string; readonly offset: number }
  | { readonly ask: 'hover'; readonly text: string; readonly offset: number }
  /** Tab in the terminal. */
  | { readonly ask: 'completeCommand'; readonly line: string; readonly offset: number }
  /** What the nodes' folders of static Pods held when the machines were made, before any input. */
  | { readonly ask: 'manifests' }
  /** What the kubelet of a node would say of a file in that folder; of a path elsewhere, what the scheduler would say of it. */
  | { readonly ask: 'manifest'; readonly node: string; readonly file: string; readonly text: string }
  | { readonly ask: 'record' }
  | { readonly ask: 'hash' };

export interface Problem {
  /** Characters of the text. */
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info';
  /** In kubectl's or the server's own words. */
  readonly message: string;
  /** Which document of the text, from 0. */
  readonly document: number;
  /** not sent: kubectl itself refuses; refused: the server does; note: stored, not simulated. */
  readonly where: 'not sent' | 'refused' | 'note';
  /** All that kubectl would print; '' for notes of our own. */
  readonly output: string;
  /** The code of the server's answer; 0 where none was asked. */
  readonly code: number;
  /** The field it is about: `spec.ports[0].tagetPort`; '' for the whole document. */
  readonly field: string;
  /** For what neither kubectl nor the server says: the key of a text, and its parameters. `message` is then in English. */
  readonly note?: { readonly key: string; readonly params: Readonly<Record<string, string>> };
  readonly fix?: Fix;
}

/** A document of the text: what it says it is, and what applying it would come to. */
export interface LintedDocument {
  /** Characters of the text, without the lines of dashes around it. */
  readonly from: number;
  readonly to: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Where it would be stored: that of kubectl's context where the text names none; '' for kinds without namespaces. */
  readonly namespace: string;
  /** The etcd key of the object; '' where the kind is not known. */
  readonly key: string;
  /** `deployments`; '' likewise. */
  readonly resource: string;
  /** What `kubectl apply` would say of it: `deployment.apps/nginx created`; '' where it fails. */
  readonly result: string;
}

export interface Fix {
  /** Key of a text that explains the fix, and its parameters. */
  readonly title: string;
  readonly params: Readonly<Record<string, string>>;
  readonly edits: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

export interface Completion {
  readonly label: string;
  readonly detail: string;
  /** In Kubernetes' own words, English. */
  readonly documentation: string;
  /** Lines after the first are indented as if the first began at column 0; `${1:text}` are places to fill in. */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  readonly required: boolean;
  readonly kind: 'field' | 'value' | 'object' | 'document';
  /** `DeploymentSpec.replicas`: under what a short text of ours may be found. */
  readonly topic?: string;
  /** For whole documents: the key of a text that says what it shows. */
  readonly note?: string;
}

/** What is known of the field under the pointer; the page says it in its own language. */
export interface FieldFacts {
  /** `spec.replicas` */
  readonly field: string;
  /** `integer`, `[]Container` */
  readonly type: string;
  readonly required: boolean;
  readonly default: string;
  readonly enum: readonly string[];
  readonly description: string;
  readonly topic: string;
  readonly simulated: 'full' | 'partly' | 'stored';
}

/** What a span's summary leaves out. */
export type SpanDetail = RequestDetail | ScheduleDetail | { readonly type: 'none' };

export interface RequestDetail {
  readonly type: 'request';
  readonly method: Method;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly user: UserInfo;
  /** An object, or text as sent; undefined where there was none. */
  readonly body?: unknown;
  /** The body of a create after decoding and defaulting: what is in it and not in `body` was added there. */
  readonly defaulted?: unknown;
  readonly response?: unknown;
  /** How much was left out of `response`: items of a list, characters of a text, values of anything else; `all` brings it. */
  readonly more: number;
  readonly warnings: readonly string[];
  readonly refused?: { readonly stage: StageName; readonly status: Status };
  /** What the store held of it before and after. */
  readonly stored?: { readonly key: string; readonly object: KubeObject | undefined; readonly before: KubeObject | undefined };
}

/** One look at the nodes, as a table: rows in the order in which the nodes were looked at. */
export interface ScheduleDetail {
  readonly type: 'schedule';
  readonly chosen: string;
  readonly message: string;
  readonly plugins: readonly { readonly name: string; readonly weight: number }[];
  readonly rows: readonly ScheduleRow[];
  /** Where the Pod was turned down before any node was looked at. */
  readonly rejected?: { readonly plugin: string; readonly reasons: readonly string[] };
  /** How many nodes there were; `rows` holds those that were looked at. */
  readonly nodes: number;
  readonly victims: readonly string[];
  /** Filters in their order: those that looked at the nodes, those that had nothing to check. Empty where that is not kept. */
  readonly filters: readonly string[];
  readonly skippedFilters: readonly string[];
  readonly skippedScores: readonly string[];
  /** All nodes with the highest total. */
  readonly best: readonly string[];
  /** PreFilter plugins left only these nodes to look at. */
  readonly narrowed?: { readonly plugins: readonly string[]; readonly nodes: readonly string[] };
  /** The node of an equal Pod's ranking, tried first; where it fits no other is looked at. */
  readonly hint: string;
  /** The name of the profile that decided. */
  readonly profile: string;
  /** How that profile has NodeResourcesFit score; absent where it says nothing of it. */
  readonly fit?: FitStrategy;
}

/** `scoringStrategy` of NodeResourcesFit. */
export interface FitStrategy {
  readonly type?: string;
  readonly resources?: readonly { readonly name: string; readonly weight?: number }[];
  readonly requestedToCapacityRatio?: { readonly shape?: readonly { readonly utilization: number; readonly score: number }[] };
}

export interface ScheduleRow {
  readonly node: string;
  /** The plugin that objected, and its words. */
  readonly filtered?: { readonly plugin: string; readonly reasons: readonly string[] };
  /** Score times weight, in the order of `plugins`; empty where nothing was scored. */
  readonly scores: readonly number[];
  /** -1 where nothing was scored. */
  readonly total: number;
  /** What each plugin itself said, before that was brought to 0–100. */
  readonly raw: readonly number[];
  /** What the scores were computed from; absent where that is not kept. */
  readonly counted?: ScoreFacts;
}

/** As the scheduler counted it when it decided; milli cpu and bytes. */
export interface ScoreFacts {
  /** Of cpu and of memory: what the node offers, what its Pods request and what this one does; and both with the amounts that are
   * assumed where a container names none. */
  readonly resources: readonly { readonly name: string; readonly offered: number; readonly requested: number; readonly own: number; readonly assumed: number; readonly ownAssumed: number }[];
  /** Of the Pod's images that the node has: what each counts. */
  readonly images: readonly number[];
  readonly mostBytes: number;
}

export type Answer =
  | { readonly ask: 'object'; readonly object: KubeObject | undefined; readonly before: KubeObject | undefined; readonly simulated: 'full' | 'partly' | 'stored'; /** Paths of fields that have no effect here. */ readonly stored: readonly string[] }
  | { readonly ask: 'span'; readonly detail: SpanDetail }
  | { readonly ask: 'lint'; readonly problems: readonly Problem[]; readonly documents: readonly LintedDocument[] }
  | { readonly ask: 'fixAll'; readonly text: string }
  | { readonly ask: 'complete'; readonly items: readonly Completion[] }
  /** `facts` is absent where there is nothing to say. */
  | { readonly ask: 'hover'; readonly facts?: FieldFacts; readonly from: number; readonly to: number }
  | { readonly ask: 'completeCommand'; readonly items: readonly string[]; readonly from: number }
  | { readonly ask: 'manifests'; readonly files: readonly { readonly node: string; readonly file: string; readonly content: string }[] }
  /** The line that it would log; undefined where it would run a Pod. `pod`: how the API server would call it, `namespace/name`. */
  | { readonly ask: 'manifest'; readonly problem: string | undefined; readonly pod: string | undefined; /** Fields of a configuration that have no effect here. */ readonly unused: readonly string[] }
  | { readonly ask: 'record'; readonly record: SessionRecord }
  | { readonly ask: 'hash'; readonly hash: string }
  | { readonly ask: 'failed'; readonly message: string; readonly status?: Status };
