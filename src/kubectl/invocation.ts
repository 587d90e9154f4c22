// One run of kubectl: its flags, its connection, its namespace, and how it prints.

import type { Sim } from '../sim/kernel/task.ts';
import { findResources, type BuilderOptions, type FileOptions, type Resources } from './builder.ts';
import { targetOf } from './connection.ts';
import { Discovery } from './discovery.ts';
import { PartialOutputError, isExpected, usageError } from './errors.ts';
import { pathText, requestTimeoutOf, type CommandPath, type Flags } from './flags.ts';
import { dryRunOf, operationText, type DryRun, type GeneratorContext } from './generators/context.ts';
import { Http } from './http.ts';
import { logLine } from './klog.ts';
import { namespaceOf } from './kubeConfig.ts';
import { OpenApi } from './openApi.ts';
import { objectPrinter, type ObjectPrinter } from './output/printer.ts';
import type { Process } from './process.ts';
import { RestMapper } from './restMapper.ts';
import { ManifestValidator, type Validator } from './validator.ts';
import { validationOf } from './generators/context.ts';

export interface CommandModule {
  /** `rollout status` */
  readonly name: string;
  run(k: Invocation): Sim<void>;
}

export class Invocation {
  readonly process: Process;
  readonly path: CommandPath;
  readonly flags: Flags;
  readonly http: Http;
  readonly discovery: Discovery;
  readonly mapper: RestMapper;
  readonly openApi: OpenApi;
  private place: { readonly namespace: string; readonly explicit: boolean } | undefined;
  private dry: DryRun['strategy'] | undefined;

  constructor(process: Process, path: CommandPath, flags: Flags) {
    this.process = process;
    this.path = path;
    this.flags = flags;
    this.http = new Http(process, { verbosity: flags.number('v'), headers: impersonation(flags), timeoutMs: requestTimeoutOf(flags), target: () => targetOf(process, flags) });
    this.discovery = new Discovery(this.http);
    this.mapper = new RestMapper(this.discovery);
    this.openApi = new OpenApi(this.http);
  }

  /** `kubectl rollout status` */
  get commandPath(): string {
    return pathText(this.path);
  }

  get args(): readonly string[] {
    return this.flags.args;
  }

  usage(message: string): Error {
    return usageError(this.commandPath, message);
  }

  get namespace(): string {
    return (this.place ??= namespaceOf(this.process, this.flags)).namespace;
  }

  /** -n was given. */
  get explicitNamespace(): boolean {
    return (this.place ??= namespaceOf(this.process, this.flags)).explicit;
  }

  get nowMs(): number {
    return this.process.kernel.wallMs;
  }

  out(text: string): void {
    this.process.out(text);
  }

  err(text: string): void {
    this.process.err(text);
  }

  log(level: number, place: string, text: string): void {
    if (this.http.verbosity >= level) logLine(this.process, 'I', place, text);
  }

  // ---- flags that many commands know ----

  get dryRun(): DryRun['strategy'] {
    if (this.dry === undefined) {
      const { strategy, warning } = dryRunOf(this.flags);
      if (warning) logLine(this.process, 'W', warning.place, warning.text);
      this.dry = strategy;
    }
    return this.dry;
  }

  get fileOptions(): FileOptions {
    const { flags } = this;
    return { filenames: flags.list('filename'), kustomize: flags.has('kustomize') ? flags.text('kustomize') : '', recursive: flags.has('recursive') && flags.flag('recursive') };
  }

  get hasFiles(): boolean {
    const { filenames, kustomize } = this.fileOptions;
    return filenames.length > 0 || kustomize !== '';
  }

  validator(): Validator | undefined {
    return validationOf(this.flags) === 'Ignore' ? undefined : new ManifestValidator(this.openApi);
  }

  // ---- finding things ----

  /** What nearly every command asks for: what its files name, in the namespace asked for, lists item by item, all mistakes told. */
  get usual(): Pick<BuilderOptions, 'continueOnError' | 'namespace' | 'defaultNamespace' | 'requireNamespace' | 'files' | 'flatten'> {
    return { continueOnError: true, namespace: this.namespace, defaultNamespace: true, requireNamespace: this.explicitNamespace, files: this.fileOptions, flatten: true };
  }

  find(options: Omit<BuilderOptions, 'process' | 'http' | 'mapper'>): Sim<Resources> {
    const { process, http, mapper } = this;
    return findResources({ process, http, mapper, ...options });
  }

  /** What generators know besides their flags. Discovery must have been loaded before. */
  *generatorContext(): Sim<GeneratorContext> {
    const { process, namespace, explicitNamespace } = this;
    const document = yield* this.discovery.load();
    return {
      namespace,
      enforceNamespace: explicitNamespace,
      files: process.files,
      randomSuffix: (length) => process.kernel.stream('kubectl/suffix').suffix(length),
      resourceFor: (resource, group) => {
        const found = document.resources.find((r) => (r.plural === resource || r.singular === resource || r.shortNames.includes(resource)) && (!group || r.group === group));
        return found && { group: found.group, resource: found.plural };
      },
      warn: (line) => this.err(`${line}\n`),
    };
  }

  // ---- printing ----

  /** The printer of commands that say what they did. */
  printer(operation: string, typed = false): ObjectPrinter {
    const shown = this.flags.has('dry-run') ? operationText(operation, this.dryRun) : operation;
    return objectPrinter(this.flags, { files: this.process.files, operation: shown, typed });
  }

  print(printer: ObjectPrinter, object: unknown): void {
    try {
      this.out(printer.print(object));
    } catch (error) {
      if (error instanceof PartialOutputError) this.out(error.output);
      throw error;
    }
  }

  /** -o asks for the object itself, not for what was done to it. */
  get printsObject(): boolean {
    const output = this.flags.text('output');
    return output !== '' && output !== 'name';
  }

  /** Runs a body and collects its expected error. */
  *attempt<T>(body: Sim<T>, errors: Error[]): Sim<T | undefined> {
    try {
      return yield* body;
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors.push(error);
      return undefined;
    }
  }
}

function impersonation(flags: Flags): Record<string, string> {
  const user = flags.text('as');
  const groups = flags.list('as-group');
  return { ...(user ? { 'impersonate-user': user } : {}), ...(groups.length ? { 'impersonate-group': groups.join(',') } : {}) };
}
