// kubectl get: a table that the server lays out, or the objects in any other form.
// Upstream: k8s.io/kubectl/pkg/cmd/get/get.go

import { isObject } from '../../base/json.ts';
import type { WatchEvent } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { BuilderOptions } from '../builder.ts';
import { asObject, isListObject, withoutNotFound } from '../lists.ts';
import { KubectlError, errorsOf, isExpected, isNotFound, throwAll } from '../errors.ts';
import type { HelperOptions, RemoteObject } from '../helper.ts';
import { TABLE_ACCEPT } from '../http.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { itemsOf, listOf } from '../output/object.ts';
import { getPrinter, type ObjectPrinter } from '../output/printer.ts';
import { sortObjects, sortRows } from '../output/sortBy.ts';
import { isTable, TablePrinter, type Table, type TableOptions } from '../output/table.ts';
import { TabWriter } from '../output/tabWriter.ts';
import { rawRequest } from '../raw.ts';
import { groupVersion, type Mapping } from '../restMapper.ts';
import { events } from '../watching.ts';
import { compactJson } from '../output/json.ts';
import { toYaml } from '../../sim/api/yaml.ts';

export const get: CommandModule = {
  name: 'get',
  *run(k) {
    yield* new Get(k).run();
  },
};

class Get {
  private readonly k: Invocation;
  private readonly human: boolean;
  private readonly sortBy: string;
  private readonly allNamespaces: boolean;

  constructor(k: Invocation) {
    this.k = k;
    const output = k.flags.text('output');
    this.human = (output === '' && k.flags.text('template') === '') || output === 'wide';
    this.sortBy = k.flags.text('sort-by');
    this.allNamespaces = k.flags.flag('all-namespaces');
  }

  *run(): Sim<void> {
    this.check();
    const { flags } = this.k;
    if (flags.text('raw') !== '') yield* rawRequest(this.k, 'GET', flags.text('raw'), '');
    else if (this.watching) yield* this.watch();
    else yield* this.print();
  }

  private get watching(): boolean {
    return this.k.flags.flag('watch') || this.k.flags.flag('watch-only');
  }

  private check(): void {
    const { k } = this;
    const { flags } = k;
    const output = flags.text('output');
    if (flags.flag('watch')) {
      if (this.sortBy) k.err('warning: --watch requested, --sort-by will be ignored for watch events received\n');
    } else if (flags.flag('watch-only')) {
      if (this.sortBy) k.err('warning: --watch-only requested, --sort-by will be ignored\n');
    } else if (k.args.length === 0 && !k.hasFiles && flags.text('raw') === '') {
      k.err('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
      throw k.usage('Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
    }
    if (flags.text('raw') !== '') {
      if (this.watching || flags.text('selector') !== '') throw new KubectlError('--raw may not be specified with other flags that filter the server request or alter the output');
      if (output !== '') throw new KubectlError('--raw and --output are mutually exclusive');
    }
    if (flags.flag('show-labels') && output !== '' && output !== 'wide') throw new KubectlError(`--show-labels option cannot be used with ${output} printer`);
    if (flags.flag('output-watch-events') && !this.watching) throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
  }

  private question(): Omit<BuilderOptions, 'process' | 'http' | 'mapper'> {
    const { k } = this;
    const { flags } = k;
    const request: HelperOptions = this.human && flags.flag('server-print') ? { accept: TABLE_ACCEPT, ...(this.sortBy ? { query: { includeObject: 'Object' } } : {}) } : {};
    return {
      namespace: k.namespace,
      defaultNamespace: true,
      requireNamespace: k.explicitNamespace && !this.allNamespaces,
      allNamespaces: this.allNamespaces,
      files: k.fileOptions,
      labelSelector: flags.text('selector'),
      fieldSelector: flags.text('field-selector'),
      chunkSize: this.sortBy ? 0 : flags.number('chunk-size'),
      args: k.args,
      allowEmptySelector: true,
      latest: true,
      request,
    };
  }

  // ---- once ----

  private *print(): Sim<void> {
    const { k } = this;
    const found = yield* k.find({ ...this.question(), subresource: k.flags.text('subresource'), continueOnError: true, flatten: true });
    const { infos, error } = yield* found.infos();
    const left = k.flags.flag('ignore-not-found') ? withoutNotFound(error) : error;
    if (this.human) this.tables(infos, left);
    else this.generic(infos, left, found.singleImplied);
  }

  private tables(infos: readonly Info[], error: Error | undefined): void {
    const { k } = this;
    const errors = error ? [error] : [];
    const ordered = this.sortBy && infos.length > 1 ? this.sorted(infos) : infos;
    const withKind = severalKinds(infos) || k.flags.flag('show-kind');
    const page = new Page(k, k.flags.flag('no-headers'));
    let printer: TablePrinter | undefined;
    let last: Mapping | undefined;
    let namespaced = !this.allNamespaces;
    for (const info of ordered) {
      const { mapping } = info;
      namespaced &&= info.namespaced;
      if (!printer || !last || last.plural !== mapping.plural || last.group !== mapping.group || last.version !== mapping.version) {
        page.begin(last !== undefined);
        printer = new TablePrinter(this.tableOptions(mapping, this.allNamespaces && mapping.namespaced, withKind), page.tabs);
        last = mapping;
      }
      const object = this.sortBy ? this.sortedTable(info.object) : info.object;
      if (object !== undefined) printer.write(object);
    }
    page.flush();
    if (page.written === 0 && !k.flags.flag('ignore-not-found') && errors.length === 0) k.err(namespaced ? `No resources found in ${k.namespace} namespace.\n` : 'No resources found\n');
    throwAll(errors);
  }

  private tableOptions(mapping: Mapping | undefined, withNamespace: boolean, withKind: boolean): TableOptions {
    const { flags } = this.k;
    const kind = mapping ? (mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind) : '';
    return {
      noHeaders: flags.flag('no-headers'),
      wide: flags.text('output') === 'wide',
      withNamespace,
      withKind,
      kind,
      showLabels: flags.flag('show-labels'),
      columnLabels: flags.list('label-columns'),
      nowMs: this.k.nowMs,
    };
  }

  private sorted(infos: readonly Info[]): readonly Info[] {
    const objects = infos.map((info) => info.object);
    const order = sortObjects(objects, this.sortBy);
    return order.map((object) => infos[objects.indexOf(object)] as Info);
  }

  /** Rows that cannot be sorted are not shown at all. */
  private sortedTable(object: AnyItem | undefined): object | undefined {
    if (!isTable(object) || (object.rows?.length ?? 0) < 2) return object;
    try {
      return { ...object, rows: sortRows((object as Table).rows ?? [], this.sortBy) };
    } catch (error) {
      if (error instanceof KubectlError) return undefined;
      throw error;
    }
  }

  private generic(infos: readonly Info[], error: Error | undefined, singleImplied: boolean): void {
    const { k } = this;
    if (error && singleImplied) throw error;
    const errors = error ? [...errorsOf(error)] : [];
    if (infos.length === 0 && k.flags.flag('ignore-not-found')) {
      throwAll(errors);
      return;
    }
    const printer = getPrinter(k.flags, { files: k.process.files }, this.tableOptions(undefined, false, false));
    const [only] = infos;
    const single = singleImplied && infos.length === 1 && only?.object && !isListObject(only.object) ? only.object : undefined;
    try {
      k.print(printer, single ?? listOf(this.sortBy ? sortObjects(infos.map((i) => i.object), this.sortBy) : infos.flatMap((i) => (i.object ? itemsOf(i.object) : []))));
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      errors.push(problem);
    }
    throwAll(errors);
  }

  // ---- and on ----

  private *watch(): Sim<void> {
    const { k } = this;
    const found = yield* k.find({ ...this.question(), chunkSize: k.flags.number('chunk-size'), singleResourceType: true });
    const { infos, error } = yield* found.infos();
    if (error) {
      if (k.flags.flag('ignore-not-found') && isNotFound(error)) return;
      throw error;
    }
    const info = infos[0] as Info;
    const show = this.watchPrinter(info.mapping);
    const object = asObject(infos, found.singleImplied);
    const isList = isListObject(object);
    // Items of a list say nothing of their kind; the decoder does.
    const { group, version, kind } = info.mapping;
    const named = { apiVersion: group ? `${group}/${version}` : version, kind };
    const now = !isList ? [object] : itemsOf(object).map((item) => (this.human || !isObject(item) ? item : { ...named, ...item }));
    for (const item of now) show('ADDED', item, !k.flags.flag('watch-only'));
    if (found.sources !== 1) throw new KubectlError('you may only watch a single resource or type of resource at a time');
    const stream = isList && found.selection
      ? yield* info.helper().watch(found.selection.namespace, { ...found.selection, resourceVersion: info.resourceVersion })
      : yield* info.helper().watch(info.namespace, { fieldSelector: `metadata.name=${info.name}`, resourceVersion: '0' });
    // What was already printed comes once more, as the first event.
    let first = !isList;
    k.process.interruptCode = 1;
    yield* events<WatchEvent<RemoteObject>>(stream, function* (event) {
      show(event.type, event.object, !first);
      first = false;
    });
  }

  private watchPrinter(mapping: Mapping): (type: string, object: unknown, visible: boolean) => void {
    const { k } = this;
    const withEvents = k.flags.flag('output-watch-events');
    if (this.human) {
      const printer = new TablePrinter(this.tableOptions(mapping, this.allNamespaces, k.flags.flag('show-kind')));
      return (type, object, visible) => {
        const shown = visible ? object : isTable(object) && !withEvents ? { ...object, rows: [] } : undefined;
        if (shown !== undefined) k.out(printer.print(shown, withEvents ? type : ''));
      };
    }
    const printer: ObjectPrinter = getPrinter(k.flags, { files: k.process.files }, this.tableOptions(mapping, false, false));
    const asEvent = withEvents ? eventForm(k.flags.text('output')) : undefined;
    return (type, object, visible) => {
      if (!visible) return;
      if (asEvent) k.out(asEvent(type, object));
      else k.print(printer, object);
    };
  }
}

/** Events of -o json and yaml are wrapped, other forms show the object alone. */
function eventForm(output: string): ((type: string, object: unknown) => string) | undefined {
  if (output === 'json') return (type, object) => `{"type":${compactJson(type)},"object":${compactJson(object)}}\n`;
  let first = true;
  if (output === 'yaml')
    return (type, object) => {
      const text = `${first ? '' : '---\n'}${toYaml({ object, type })}`;
      first = false;
      return text;
    };
  return undefined;
}

function severalKinds(infos: readonly Info[]): boolean {
  const kinds = new Set(infos.map((info) => `${groupVersion(info.mapping)}/${info.mapping.kind}`));
  return kinds.size > 1;
}

/** Tables one under the other, an empty line between them. */
class Page {
  readonly tabs = new TabWriter();
  written = 0;
  private gap = false;
  private readonly k: Invocation;
  private readonly noHeaders: boolean;

  constructor(k: Invocation, noHeaders: boolean) {
    this.k = k;
    this.noHeaders = noHeaders;
  }

  begin(another: boolean): void {
    this.flush();
    this.tabs.forgetWidths();
    if (another && !this.noHeaders && this.written > 0) this.gap = true;
  }

  flush(): void {
    const text = this.tabs.flush();
    if (text === '') return;
    this.k.out(this.gap ? `\n${text}` : text);
    this.gap = false;
    this.written += text.length;
  }
}

