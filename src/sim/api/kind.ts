// A kind: its names, and the rules by which the API server keeps it. One file per kind lives in sim/kinds; from this
// one definition come REST, storage, watch, validation, the table of `get`, `explain` and editor completion.

import type { Draft, JsonObject } from '../../base/json.ts';
import type { FieldError } from './errors.ts';
import type { UserInfo } from './http.ts';
import type { KubeObject } from './types.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'boolean' | 'number';
  readonly format?: 'name' | '';
  /** 0: always; 1: only with -o wide. */
  readonly priority: 0 | 1;
}

export interface PrintContext {
  /** Milliseconds since 1970: ages are counted from here. */
  readonly nowMs: number;
}

export type Cell = string | number | boolean | null;

/** Rows of `kubectl get`. Upstream: pkg/printers/internalversion/printers.go */
export interface TablePrinter<T> {
  readonly columns: readonly Column[];
  cells(object: T, context: PrintContext): readonly Cell[];
}

/** What a strategy may know besides the objects. */
export interface StrategyContext {
  readonly namespace: string;
  readonly nowMs: number;
  /** Whether the request came through this subresource ('' for the main resource). */
  readonly subresource: string;
  /** Who asks. */
  readonly user?: UserInfo;
  /** A warning that is sent whatever becomes of the request. */
  readonly warn?: (text: string) => void;
  /** Labels of the namespace of the request. */
  readonly namespaceLabels?: () => { readonly [key: string]: string };
}

/**
 * How a kind is created, changed and deleted. Upstream: k8s.io/apiserver/pkg/registry/rest, pkg/registry/<group>/<kind>/strategy.go.
 * `prepare…` may write to the draft: it is a private copy, or shares with `old` only parts that are equal and frozen
 * (so write to a part only where the value differs, and replace rather than edit what came from `old`).
 */
export interface Strategy<T extends KubeObject> {
  prepareForCreate?(object: Draft<T>, context: StrategyContext): void;
  prepareForUpdate?(object: Draft<T>, old: T, context: StrategyContext): void;
  /** PUT and PATCH of /status: by default spec and most metadata are taken from `old`. */
  prepareForStatusUpdate?(object: Draft<T>, old: T, context: StrategyContext): void;
  /** Field errors in the order in which the real server lists them, object metadata excluded (the registry checks that). */
  validate?(object: T, context: StrategyContext): FieldError[];
  validateUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  validateStatusUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  /** Last touches to a new object, after it was found valid. */
  canonicalize?(object: Draft<T>): void;
  /** What reading adds to an object that was stored without it; the object itself where that is nothing. */
  asRead?(object: T): KubeObject;
  warningsOnCreate?(object: T, context: StrategyContext): string[];
  warningsOnUpdate?(object: T, old: T, context: StrategyContext): string[];
  /** How metadata.name is checked. */
  readonly nameRule?: NameRule;
  /**
   * Which checks of metadata the kind's own validation makes on updates, besides the registry's: by default 'update'
   * (what must not change). An error is among the causes once for each check that finds it.
   */
  readonly metaOnUpdate?: readonly ('object' | 'update')[];
  /** false: on creates the kind's own validation comes first, and then only the registry's check of metadata (any path segment is a name). */
  readonly metaOnCreate?: boolean;
  /** Finalizers need neither be standard ones nor have a domain. */
  readonly anyFinalizers?: boolean;
  /** PUT of an object that does not exist creates it. */
  readonly createOnUpdate?: boolean;
  /** PUT without resourceVersion is refused. */
  readonly needsResourceVersion?: boolean;
  /** Deletion takes time (Pods): seconds of grace, 0 for at once. */
  graceSeconds?(object: T, asked: number | undefined): number;
  /**
   * For objects that somebody must clear up after before they may go: what a deletion makes of one, the object itself
   * where it is marked already, undefined where nothing holds it.
   */
  terminate?(object: T, context: { readonly nowMs: number }): KubeObject | undefined;
  /** The default of propagationPolicy; Background unless said otherwise. */
  readonly orphanByDefault?: boolean;
  /** Said when a deletion does not choose a propagationPolicy, found or not. */
  readonly deleteWarning?: string;
  /** DELETE answers with the object instead of a Status. */
  readonly returnsDeleted?: boolean;
}

/** dns1123Subdomain unless said otherwise. path: anything that is one path segment (RBAC). */
export type NameRule = 'dns1123Subdomain' | 'dns1123Label' | 'dns1035Label' | 'path' | ((name: string, prefix: boolean) => string[]);

export interface ScaleFields<T> {
  replicas(object: T): number;
  statusReplicas(object: T): number;
  selector(object: T): string;
  setReplicas(object: Draft<T>, replicas: number): void;
}

/** Declared as a method, so that a Kind of any type is a Kind. */
export type FieldReader<T> = { read(object: T): string }['read'];

export interface KindOptions<T extends KubeObject> {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /** By default the kind in lower case. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** The etcd prefix behind /registry/, where it is not the plural (`minions`, `services/specs`). */
  readonly storage?: string;
  /** The kind in whose form the object is stored, where it is another version of it, and the ways there and back. */
  readonly storedAs?: { readonly kind: () => Kind; toStored(object: never): KubeObject; fromStored(object: never): KubeObject };
  /** Its strategy says what reading adds (`asRead`). Here, since every read of any kind asks. */
  readonly addsOnRead?: boolean;
  /** What discovery lists; by default all of create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs?: readonly string[];
  readonly status?: boolean;
  readonly scale?: ScaleFields<T>;
  /** Other subresources that discovery lists, handled in sim/apiserver/subresources. */
  readonly subresources?: readonly string[];
  /** Fills in what was left out. Upstream: pkg/apis/<group>/<version>/defaults.go. The draft is private or, where parts are shared, complete. */
  defaults?(object: Draft<T>): void;
  readonly strategy?: Strategy<T>;
  readonly table?: TablePrinter<T>;
  /** Field selectors besides metadata.name and metadata.namespace: label → value. */
  readonly selectableFields?: Readonly<Record<string, FieldReader<T>>>;
  /**
   * What acts on objects of this kind here. 'stored': kept, checked and served like any other, but nothing acts on
   * them, and the page says so.
   */
  readonly simulated?: 'full' | 'partly' | 'stored';
  /** Of custom kinds: the schema as their definition gives it, published at /openapi/v3. */
  readonly openApiSchema?: JsonObject;
}

/** A registered kind. `T` is the object's type; it exists only for the type checker. */
export interface Kind<T extends KubeObject = KubeObject> extends Omit<KindOptions<T>, 'storage' | 'singular' | 'shortNames' | 'categories' | 'verbs'> {
  readonly apiVersion: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly storage: string;
  readonly namespaced: boolean;
  /** `deployments.apps`, `pods` */
  readonly resource: string;
}

export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

export function defineKind<T extends KubeObject>(options: KindOptions<T>): Kind<T> {
  return {
    ...options,
    apiVersion: options.group ? `${options.group}/${options.version}` : options.version,
    singular: options.singular ?? options.kind.toLowerCase(),
    shortNames: options.shortNames ?? [],
    categories: options.categories ?? [],
    verbs: options.verbs ?? ALL_VERBS,
    storage: options.storage ?? options.plural,
    namespaced: options.scope === 'Namespaced',
    resource: options.group ? `${options.plural}.${options.group}` : options.plural,
  };
}

/** The etcd key of an object. */
export function keyOf(kind: Kind, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `/registry/${kind.storage}/${namespace ?? ''}/${name}` : `/registry/${kind.storage}/${name}`;
}
