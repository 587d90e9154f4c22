// From arguments and files to the things a command works on: `pod web`, `pod/web deploy/api`, `pods,services -l app=web`,
// `-f file`, `-f folder -R`, `-f -`, `all`. Each is visited in turn; with `continueOnError` an error does not stop the
// others.
// Upstream: k8s.io/cli-runtime/pkg/resource/builder.go, visitor.go, result.go

import { matches } from '../sim/api/selectors.ts';
import { SelectorError, parseLabelSelector } from '../sim/api/selectorText.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError, PlainError, isExpected, throwAll } from './errors.ts';
import { Helper, pages, versionOf, type HelperOptions } from './helper.ts';
import type { Http } from './http.ts';
import { Info, type AnyItem } from './info.ts';
import { allItems, isListObject } from './lists.ts';
import { ManifestReader } from './manifests.ts';
import { buildKustomization } from './kustomize/build.ts';
import { labelsOf } from './output/object.ts';
import type { Process } from './process.ts';
import { groupVersion, type Mapping, type RestMapper } from './restMapper.ts';
import type { Validator } from './validator.ts';

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly kustomize: string;
  readonly recursive: boolean;
}

export interface BuilderOptions {
  readonly process: Process;
  readonly http: Http;
  readonly mapper: RestMapper;
  readonly namespace?: string;
  /** Objects without a namespace get that of the command. */
  readonly defaultNamespace?: boolean;
  /** Objects must be in the namespace of the command. */
  readonly requireNamespace?: boolean;
  readonly allNamespaces?: boolean;
  readonly files?: FileOptions;
  readonly validator?: Validator | undefined;
  /** Words of the command line. */
  readonly args?: readonly string[];
  /** `pods` alone means all of them. */
  readonly allowEmptySelector?: boolean;
  /** A type and names, each of which may also be `type/name`. */
  readonly resourceNames?: { readonly resource: string; readonly names: readonly string[] };
  readonly resourceTypes?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly selectAll?: boolean;
  readonly singleResourceType?: boolean;
  readonly chunkSize?: number;
  readonly subresource?: string;
  readonly request?: HelperOptions;
  readonly flatten?: boolean;
  /** Ask the server for the present object, also where a file has one. */
  readonly latest?: boolean;
  /** false: what is only named is not fetched. */
  readonly requireObject?: boolean;
  readonly continueOnError?: boolean;
  /** Ask no server. */
  readonly local?: boolean;
}

export type Visit = (info: Info) => Sim<void>;

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Without a server there must be files. */
export const LOCAL_NEEDS_FILES = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

interface Tuple {
  readonly resource: string;
  readonly name: string;
}

/** What a builder has found: it can be visited, or taken as a whole. */
export interface Resources {
  /** Named one by one, not as a whole type. */
  readonly singles: boolean;
  /** One thing was asked for, so one is printed, not a list. */
  readonly singleImplied: boolean;
  readonly mappings: readonly Mapping[];
  visit(each: Visit): Sim<void>;
  /** All of them, and the error that stopped or accompanied the search. */
  infos(): Sim<{ readonly infos: readonly Info[]; readonly error: Error | undefined }>;
  /** For watches: the one collection that was asked for. */
  readonly selection?: { readonly mapping: Mapping; readonly namespace: string; readonly labelSelector: string; readonly fieldSelector: string };
  readonly sources: number;
}

/** Visits its things; one that cannot be read goes to `failed`, which may throw. */
type Source = (each: Visit, failed: Failed) => Sim<void>;
export type Failed = (error: Error) => void;

/** Finds what was asked for; throws where the question itself is wrong. */
export function* findResources(options: BuilderOptions): Sim<Resources> {
  return yield* new Builder(options).build();
}

class Builder {
  private readonly o: BuilderOptions;
  private readonly errors: Error[] = [];
  private readonly paths: { readonly file: string; readonly source: Source }[] = [];
  private stream = false;
  private folder = false;
  private singleFile = false;
  private resources: string[] = [];
  private names: string[] = [];
  private tuples: Tuple[] = [];
  private labelSelector: string | undefined;
  private fieldSelector: string | undefined;

  constructor(options: BuilderOptions) {
    this.o = options;
  }

  *build(): Sim<Resources> {
    this.readSelectors();
    this.readFiles();
    if (this.o.resourceTypes) this.resources.push(...this.o.resourceTypes);
    if (this.o.resourceNames) this.readNames(this.o.resourceNames.resource, this.o.resourceNames.names);
    if (this.o.args) yield* this.readArgs([...this.o.args]);
    throwAll(this.errors);
    if (this.o.selectAll) this.labelSelector = '';
    if (this.paths.length) return this.byPaths();
    if (this.labelSelector !== undefined || this.fieldSelector !== undefined) return yield* this.bySelector();
    if (this.tuples.length) return yield* this.byTuples();
    if (this.names.length) return yield* this.byNames();
    for (const resource of this.resources) yield* this.o.mapper.forArgument(resource);
    throw new KubectlError(this.resources.length ? 'resource(s) were provided, but no name was specified' : MISSING);
  }

  private readSelectors(): void {
    const { selectAll } = this.o;
    const label = this.o.labelSelector?.trim() ?? '';
    const field = this.o.fieldSelector?.trim() ?? '';
    if (label) this.labelSelector = label;
    if (field) this.fieldSelector = field;
    if (selectAll && (label || field)) this.errors.push(new KubectlError('setting \'all\' parameter but found a non empty selector. '));
  }

  // ---- files ----

  private readFiles(): void {
    const { files } = this.o;
    if (!files) return;
    const problems: Error[] = [];
    if (files.filenames.length && files.kustomize) problems.push(new KubectlError('only one of -f or -k can be specified'));
    if (files.kustomize && files.recursive) problems.push(new KubectlError("the -k flag can't be used with -f or -R"));
    if (problems.length) {
      this.errors.push(...problems);
      return;
    }
    for (const name of files.filenames) this.readFile(name, files.recursive);
    if (files.kustomize) {
      const { kustomize } = files;
      this.addSource(kustomize, (each, failed) => this.manifests().visitText(buildKustomization(this.o.process.files, kustomize, (line) => this.o.process.err(`${line}\n`)), kustomize, each, failed));
    }
  }

  private readFile(name: string, recursive: boolean): void {
    const { process } = this.o;
    if (name === '-') {
      if (this.stream) this.errors.push(new KubectlError('standard input cannot be used for multiple arguments'));
      this.stream = true;
      this.addSource('STDIN', (each, failed) => this.visitStdin(each, failed));
      return;
    }
    if (/^https?:\/\//.test(name)) {
      this.addSource(name, () => noInternet(name));
      return;
    }
    const found = process.files.exists(name) ? [name] : process.files.glob(name);
    if (found.length === 0) {
      this.errors.push(new KubectlError(`the path ${goQuote(name)} does not exist`));
      return;
    }
    if (!recursive && found.length === 1) this.singleFile = true;
    for (const path of found) this.readPath(path, recursive);
    if (this.paths.length === 0 && this.errors.length === 0) this.errors.push(new KubectlError(`error reading [${found.join(' ')}]: recognized file extensions are [.json .yaml .yml]`));
  }

  private readPath(path: string, recursive: boolean): void {
    const { files } = this.o.process;
    const names = files.isFolder(path) ? files.walk(path, recursive).filter((name) => /\.(json|yaml|yml)$/.test(name)) : [path];
    if (names.length > 1) this.folder = true;
    for (const name of names) this.addSource(name, (each, failed) => this.manifests().visitText(files.read(name) ?? '', name, each, failed));
  }

  private addSource(file: string, source: Source): void {
    this.paths.push({ file, source });
  }

  private *visitStdin(each: Visit, failed: Failed): Sim<void> {
    yield* this.manifests().visitText(yield* this.o.process.readAll(), 'STDIN', each, failed);
  }

  private manifests(): ManifestReader {
    const { http, mapper, validator, local, request } = this.o;
    return new ManifestReader({ http, mapper, validator, local: local === true, ...(request ? { request } : {}) });
  }

  // ---- words ----

  private readNames(resource: string, names: readonly string[]): void {
    for (const name of names) {
      const tuple = this.split(name);
      if (tuple === 'wrong') return;
      if (tuple) this.tuples.push(tuple);
      else if (!resource) this.errors.push(new KubectlError(`the argument ${goQuote(name)} must be RESOURCE/NAME`));
      else this.tuples.push({ resource, name });
    }
  }

  private *readArgs(given: readonly string[]): Sim<void> {
    const args = [...spread(given)];
    const withSlash = args.filter((arg) => arg.includes('/')).length;
    if (withSlash > 0) {
      if (withSlash !== args.length) {
        this.errors.push(new KubectlError(MIXED_FORMS));
        return;
      }
      for (const arg of args) {
        const tuple = this.split(arg);
        if (tuple === 'wrong') return;
        if (tuple) this.tuples.push(tuple);
      }
      return;
    }
    const [first, ...names] = args;
    if (first === undefined) return;
    this.resources.push(...unique((yield* this.o.mapper.expandCategories(first)).split(',')));
    this.names.push(...names);
    if (names.length === 0 && this.labelSelector === undefined && this.o.allowEmptySelector) this.labelSelector = '';
  }

  private split(text: string): Tuple | undefined | 'wrong' {
    if (!text.includes('/')) return undefined;
    const parts = text.split('/');
    if (parts.length !== 2) {
      this.errors.push(new KubectlError('arguments in resource/name form may not have more than one slash'));
      return 'wrong';
    }
    const [resource, name] = parts as [string, string];
    if (!resource || !name || unique(resource.split(',')).length !== 1) {
      this.errors.push(new KubectlError('arguments in resource/name form must have a single resource and name'));
      return 'wrong';
    }
    return { resource, name };
  }

  // ---- results ----

  private byPaths(): Resources {
    if (this.resources.length) throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    if (this.names.length) throw new KubectlError('name cannot be provided when a path is specified');
    if (this.tuples.length) throw new KubectlError('resource/name arguments cannot be provided when a path is specified');
    const single = !this.folder && !this.stream && this.paths.length === 1;
    const selector = this.labelSelector === undefined ? undefined : parsedSelector(this.labelSelector);
    const source: Source = (each, failed) => this.inTurn(this.paths.map((p) => p.source), each, failed);
    return this.result(single, true, [], source, selector);
  }

  private *bySelector(): Sim<Resources> {
    if (this.names.length) throw new KubectlError('name cannot be provided when a selector is specified');
    if (this.tuples.length) throw new KubectlError('selectors and the all flag cannot be used when passing resource/name arguments');
    if (this.resources.length === 0) throw new KubectlError('at least one resource must be specified to use a selector');
    if (this.o.subresource) throw new KubectlError('subresource cannot be used when bulk resources are specified');
    const mappings = yield* this.mappings();
    const query = { labelSelector: this.labelSelector ?? '', fieldSelector: this.fieldSelector ?? '' };
    const sources = mappings.map((mapping): Source => (each) => this.visitList(mapping, query, each));
    const first = mappings[0] as Mapping;
    const selection = { mapping: first, namespace: this.namespaceFor(first), ...query };
    return { ...this.result(false, false, mappings, (each, failed) => this.inTurn(sources, each, failed)), selection, sources: mappings.length };
  }

  private *visitList(mapping: Mapping, query: { readonly labelSelector: string; readonly fieldSelector: string }, each: Visit): Sim<void> {
    const { http, request = {}, chunkSize = 0 } = this.o;
    const namespace = this.namespaceFor(mapping);
    const helper = new Helper(http, mapping, request);
    yield* pages(helper, namespace, { ...query, ...(chunkSize ? { limit: chunkSize } : {}) }, (list) => each(new Info(http, { mapping, namespace, name: '', object: list, resourceVersion: versionOf(list), helper })));
  }

  private *byTuples(): Sim<Resources> {
    if (this.resources.length) throw new KubectlError('you may not specify individual resources and bulk resources in the same call');
    const byName = new Map<string, Mapping>();
    const kinds = new Set<string>();
    for (const { resource } of this.tuples) {
      if (byName.has(resource)) continue;
      const mapping = yield* this.o.mapper.forArgument(resource);
      byName.set(resource, mapping);
      kinds.add(`${groupVersion(mapping)}/${mapping.plural}`);
    }
    if (kinds.size > 1 && this.o.singleResourceType) throw new KubectlError(ONE_TYPE);
    const infos = this.tuples.map(({ resource, name }) => this.named(byName.get(resource) as Mapping, name));
    return this.fromInfos(infos, this.singleFile || infos.length === 1, [...byName.values()]);
  }

  private *byNames(): Sim<Resources> {
    if (this.resources.length === 0) throw new KubectlError('you must provide a resource and a resource name together');
    if (this.resources.length > 1) throw new KubectlError('you must specify only one resource');
    const [mapping] = (yield* this.mappings()) as [Mapping];
    const infos = this.names.map((name) => this.named(mapping, name));
    return this.fromInfos(infos, infos.length === 1, [mapping]);
  }

  private named(mapping: Mapping, name: string): Info {
    const { http, allNamespaces, subresource, request = {} } = this.o;
    if (mapping.namespaced && !this.namespace) throw new KubectlError(allNamespaces ? 'a resource cannot be retrieved by name across all namespaces' : 'namespace may not be empty when retrieving a resource by name');
    const helper = new Helper(http, mapping, { ...request, ...(subresource ? { subresource } : {}) });
    return new Info(http, { mapping, namespace: this.namespaceFor(mapping), name, helper });
  }

  private fromInfos(infos: readonly Info[], single: boolean, mappings: readonly Mapping[]): Resources {
    const sources = infos.map((info): Source => (each) => each(info));
    const found = this.result(single, true, mappings, (each, failed) => this.inTurn(sources, each, failed));
    return { ...found, sources: infos.length };
  }

  private get namespace(): string {
    return this.o.allNamespaces ? '' : (this.o.namespace ?? '');
  }

  private readonly namespaceFor = (mapping: Mapping): string => (mapping.namespaced ? this.namespace : '');

  private *mappings(): Sim<readonly Mapping[]> {
    if (this.resources.length > 1 && this.o.singleResourceType) throw new KubectlError(ONE_TYPE);
    const out: Mapping[] = [];
    for (const resource of this.resources) {
      const mapping = yield* this.o.mapper.forArgument(resource);
      if (!out.some((m) => m.kind === mapping.kind && m.group === mapping.group && m.version === mapping.version)) out.push(mapping);
    }
    return out;
  }

  /** One after the other; an error of one may leave the others alone. */
  private *inTurn(sources: readonly Source[], each: Visit, failed: Failed): Sim<void> {
    for (const source of sources) {
      try {
        yield* source(each, failed);
      } catch (error) {
        if (!isExpected(error)) throw error;
        failed(error);
      }
    }
  }

  private result(singleImplied: boolean, singles: boolean, mappings: readonly Mapping[], source: Source, selector?: (object: AnyItem) => boolean): Resources {
    const visit = (each: Visit): Sim<void> => this.visitAll(source, selector, each);
    return {
      singles,
      singleImplied,
      mappings,
      sources: this.paths.length,
      visit,
      *infos() {
        const infos: Info[] = [];
        try {
          yield* visit(function* (info) {
            infos.push(info);
          });
        } catch (error) {
          if (!isExpected(error)) throw error;
          return { infos, error };
        }
        return { infos, error: undefined };
      },
    };
  }

  private *visitAll(source: Source, selector: ((object: AnyItem) => boolean) | undefined, each: Visit): Sim<void> {
    const { continueOnError, flatten, latest } = this.o;
    const errors: Error[] = [];
    const failed: Failed = (error) => {
      if (!continueOnError) throw error;
      errors.push(error);
    };
    const chosen: Visit = (info) => (selector && info.object && !selector(info.object) ? nothing() : this.prepare(info, each));
    const current: Visit = this.paths.length > 0 && latest ? (info) => this.latest(info, chosen) : chosen;
    const single: Visit = flatten ? (info) => this.flatten(info, current, failed) : current;
    const guarded: Visit = function* (info) {
      try {
        yield* single(info);
      } catch (error) {
        if (!isExpected(error)) throw error;
        failed(error);
      }
    };
    yield* source(guarded, failed);
    throwAll(errors);
  }

  /** The namespace, and the object where it is not known yet. */
  private *prepare(info: Info, each: Visit): Sim<void> {
    const { defaultNamespace, requireNamespace, requireObject = true } = this.o;
    if (info.namespaced) {
      if ((defaultNamespace || requireNamespace) && info.namespace === '') info.setNamespace(this.namespace);
      if (requireNamespace && info.namespace !== this.namespace) {
        throw new KubectlError(`the namespace from the provided object ${goQuote(info.namespace)} does not match the namespace ${goQuote(this.namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`);
      }
    } else info.setNamespace('');
    if (requireObject && info.object === undefined) yield* info.get();
    yield* each(info);
  }

  private *latest(info: Info, each: Visit): Sim<void> {
    if (info.namespaced && info.namespace === '' && this.o.defaultNamespace) info.setNamespace(this.namespace);
    if (info.name !== '') yield* info.get();
    yield* each(info);
  }

  /** The items of a list one by one. */
  private *flatten(info: Info, each: Visit, failed: Failed): Sim<void> {
    if (!info.object || !isListObject(info.object)) {
      yield* each(info);
      return;
    }
    const reader = this.manifests();
    for (const item of allItems(info.object)) {
      try {
        yield* each(yield* reader.infoForItem(item, info));
      } catch (error) {
        if (!isExpected(error)) throw error;
        failed(error);
      }
    }
  }
}

function* nothing(): Sim<void> {
  // Left out.
}

function* noInternet(url: string): Sim<void> {
  yield* nothing();
  const host = /^\w+:\/\/([^/:?#]*)/.exec(url)?.[1] ?? '';
  if (host === '') throw new PlainError('Unable to connect to the server: http: no Host in request URL');
  throw new PlainError(`Unable to connect to the server: dial tcp: lookup ${host}: no such host\n(this page's shell has no way to the internet: paste the manifest into the editor, and apply it from there)`);
}

const ONE_TYPE = 'you may only specify a single resource type';
const MIXED_FORMS =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** `pods,services web` is `pods/web services/web`. */
function spread(args: readonly string[]): readonly string[] {
  const [first, ...names] = args;
  if (first === undefined || names.length === 0) return args;
  const types = unique(first.split(','));
  return types.length < 2 ? args : types.flatMap((type) => names.map((name) => `${type}/${name}`));
}

function parsedSelector(text: string): (object: AnyItem) => boolean {
  try {
    const selector = parseLabelSelector(text);
    return (object) => matches(selector, labelsOf(object));
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new KubectlError(`the provided selector ${goQuote(text)} is not valid: ${error.message}`);
  }
}
