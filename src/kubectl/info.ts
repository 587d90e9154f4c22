// One thing that a command works on: where it is, where it was named, and its object once it is known.
// Upstream: k8s.io/cli-runtime/pkg/resource/visitor.go (Info)

import { isObject } from '../base/json.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import { isNotFound } from './errors.ts';
import { Helper, versionOf, type HelperOptions, type RemoteObject } from './helper.ts';
import type { Http } from './http.ts';
import { nameOf, namespaceOf } from './output/object.ts';
import { kindText, resourceText, type Mapping } from './restMapper.ts';
import type { Sim } from '../sim/kernel/task.ts';

export type AnyItem = { readonly [key: string]: unknown };

export interface InfoParts {
  /** Absent where nothing may be asked of a server (--local). */
  readonly mapping?: Mapping | undefined;
  readonly namespace: string;
  readonly name: string;
  /** The file, or empty. */
  readonly source?: string;
  readonly object?: AnyItem | undefined;
  readonly resourceVersion?: string;
  readonly helper?: Helper | undefined;
}

export class Info {
  readonly http: Http | undefined;
  readonly source: string;
  namespace: string;
  name: string;
  object: AnyItem | undefined;
  resourceVersion: string;
  private readonly known: Mapping | undefined;
  private readonly own: Helper | undefined;

  constructor(http: Http | undefined, parts: InfoParts) {
    this.http = http;
    this.known = parts.mapping;
    this.own = parts.helper;
    this.namespace = parts.namespace;
    this.name = parts.name;
    this.source = parts.source ?? '';
    this.object = parts.object;
    this.resourceVersion = parts.resourceVersion ?? '';
  }

  get hasMapping(): boolean {
    return this.known !== undefined;
  }

  get mapping(): Mapping {
    if (!this.known) throw new Error('a local object has no mapping');
    return this.known;
  }

  get namespaced(): boolean {
    return this.known ? this.known.namespaced : this.namespace !== '';
  }

  /** `deployments/web` */
  get objectName(): string {
    return this.known ? `${this.known.plural}/${this.name}` : `${String(this.object?.kind ?? '').toLowerCase()}/${this.name}`;
  }

  /** As messages describe it. */
  get description(): string {
    const basic = `Name: ${goQuote(this.name)}, Namespace: ${goQuote(this.namespace)}`;
    return this.known ? `Resource: ${goQuote(resourceText(this.known))}, GroupVersionKind: ${goQuote(kindText(this.known))}\n${basic}` : basic;
  }

  helper(options: HelperOptions = {}): Helper {
    if (this.own) return this.own.with(options);
    return new Helper(this.http as Http, this.mapping, options);
  }

  /** Asks the server for the object. */
  *get(): Sim<void> {
    try {
      this.keep(yield* this.helper().get(this.namespace, this.name));
    } catch (error) {
      // In a namespace other than default: perhaps it is the namespace that is not there.
      if (isNotFound(error) && this.namespace && this.namespace !== 'default') yield* this.checkNamespace(error);
      throw error;
    }
  }

  private *checkNamespace(error: unknown): Sim<void> {
    try {
      yield* (this.http as Http).send({ method: 'GET', path: `/api/v1/namespaces/${this.namespace}` });
    } catch (other) {
      throw isNotFound(other) ? other : error;
    }
  }

  private keep(object: RemoteObject): void {
    this.object = object;
    this.resourceVersion = versionOf(object);
  }

  /** Takes over what the server answered. */
  refresh(object: AnyItem): void {
    this.name = nameOf(object);
    this.namespace = namespaceOf(object);
    this.resourceVersion = versionOf(object);
    this.object = object;
  }

  setNamespace(namespace: string): void {
    this.namespace = namespace;
    if (this.object) this.object = withNamespace(this.object, namespace);
  }
}

/** A copy in another namespace; without one where it is empty. */
export function withNamespace(object: AnyItem, namespace: string): AnyItem {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  if ((metadata.namespace ?? '') === namespace && (namespace !== '' || metadata.namespace === undefined)) return object;
  const { namespace: _, ...rest } = metadata;
  return { ...object, metadata: namespace ? { ...metadata, namespace } : rest };
}
