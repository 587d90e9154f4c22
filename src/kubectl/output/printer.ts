// From -o and --template to what prints objects. `get` knows tables and columns besides; all other commands print what
// they did unless a format is asked for.
// Upstream: k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go, k8s.io/kubectl/pkg/cmd/get/get_flags.go

import { toYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { columnsFromFile, columnsFromSpec, CustomColumnsPrinter } from './customColumns.ts';
import { KubectlError } from './errors.ts';
import { readText, type Files } from './files.ts';
import { compactJson, indentedJson, jsonString } from './json.ts';
import { parseTemplate, printJsonPath } from './jsonpathFind.ts';
import { toKyaml } from './kyaml.ts';
import { NO_KIND, printNames } from './name.ts';
import { apiVersionOf, kindOf, withoutManagedFields, type Item } from './object.ts';
import { TablePrinter, type TableOptions } from './table.ts';
import { GoTemplatePrinter } from './templatePrinter.ts';

/** Prints the objects of one command, one after the other; with --output-watch-events each with what happened to it. */
export interface ObjectPrinter {
  print(object: unknown, eventType?: string): string;
}

export interface PrinterOptions {
  readonly files: Files;
  /** What the command does: `created`. */
  readonly operation?: string;
  /** Objects are Go structs, in the order of their fields (see goForm), not what a server or a file said. */
  readonly typed?: boolean;
}

/** The printer of every command but `get`. */
export function objectPrinter(flags: Flags, options: PrinterOptions): ObjectPrinter {
  const output = outputOf(flags, !flags.changed('output'));
  return (
    jsonOrYaml(output, flags, options) ?? names(output, options) ?? template(output, flags, options) ?? noPrinter(output, [...PLAIN_FORMATS, ...TEMPLATE_FORMATS])
  );
}

/** The printer of `get`; `table` says what its tables show. */
export function getPrinter(flags: Flags, options: PrinterOptions, table: TableOptions): ObjectPrinter {
  const output = outputOf(flags, flags.text('output') === '');
  return (
    template(output, flags, options) ??
    jsonOrYaml(output, flags, options) ??
    (output === '' || output === 'wide' ? new TablePrinter({ ...table, wide: output === 'wide' }) : undefined) ??
    columns(output, flags, options) ??
    names(output, options) ??
    noPrinter(output, [...PLAIN_FORMATS, ...TEMPLATE_FORMATS, ...COLUMN_FORMATS, 'wide'])
  );
}

/** `unable to match a printer suitable for the output format "x", allowed formats are: …` */
export function noPrinter(output: string, allowed: readonly string[]): never {
  throw new KubectlError(`unable to match a printer suitable for the output format ${goQuote(output)}, allowed formats are: ${[...allowed].sort().join(',')}`);
}

const PLAIN_FORMATS = ['json', 'kyaml', 'name', 'yaml'];
const JSONPATH_FORMATS = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const GO_TEMPLATE_FORMATS = ['go-template', 'go-template-file', 'template', 'templatefile'];
const TEMPLATE_FORMATS = [...GO_TEMPLATE_FORMATS, ...JSONPATH_FORMATS];
const COLUMN_FORMATS = ['custom-columns', 'custom-columns-file'];

/** --template alone means a Go template. */
const outputOf = (flags: Flags, unsaid: boolean): string => (unsaid && templateOf(flags) !== '' ? 'go-template' : flags.text('output'));
const templateOf = (flags: Flags): string => (flags.has('template') ? flags.text('template') : '');
const isSet = (flags: Flags, name: string): boolean => flags.has(name) && flags.flag(name);

/** A JSON, YAML or KYAML printer, or undefined where another format is meant. */
export function jsonOrYaml(output: string, flags: Flags, options: { readonly typed?: boolean } = {}): ObjectPrinter | undefined {
  const ordered = options.typed === true;
  const write = WRITERS[output.toLowerCase()];
  if (!write) return undefined;
  let first = true;
  // Of events nothing is hidden.
  const hide = (object: unknown): unknown => (isSet(flags, 'show-managed-fields') ? object : withoutManagedFields(object));
  return {
    print(object, eventType) {
      if (kindOf(object) === '' && apiVersionOf(object) === '') throw new KubectlError(NO_KIND);
      const text = eventType ? write.event(eventOf(object, eventType), ordered, first) : write.object(hide(object), ordered, first);
      first = false;
      return text;
    },
  };
}

/** meta.k8s.io/v1 WatchEvent */
const eventOf = (object: unknown, type: string): Item => ({ type, object });

interface Writer {
  object(object: unknown, ordered: boolean, first: boolean): string;
  event(event: Item, ordered: boolean, first: boolean): string;
}

const yamlDocument = (object: unknown, _: boolean, first: boolean): string => `${first ? '' : '---\n'}${toYaml(object)}`;

const WRITERS: Readonly<Record<string, Writer | undefined>> = {
  json: {
    object: (object, ordered) => `${indentedJson(object, { ordered })}\n`,
    // An event comes on one line.
    event: ({ type, object }, ordered) => `{"type":${jsonString(String(type))},"object":${compactJson(object, { ordered })}}\n`,
  },
  yaml: { object: yamlDocument, event: yamlDocument },
  kyaml: { object: (object, ordered) => toKyaml(object, ordered), event: (event, ordered) => toKyaml(event, ordered) },
};

function names(output: string, options: PrinterOptions): ObjectPrinter | undefined {
  const asked = output.toLowerCase();
  if (asked !== 'name' && asked !== '') return undefined;
  return { print: (object) => printNames(object, asked === 'name' ? '' : options.operation) };
}

function template(output: string, flags: Flags, options: PrinterOptions): ObjectPrinter | undefined {
  return jsonPath(output, flags, options) ?? goTemplate(output, flags, options);
}

/** `format=value`, unless the value was given with --template. */
function split(output: string, formats: readonly string[], flags: Flags): { format: string; value: string } | undefined {
  const given = templateOf(flags);
  let format = output;
  let value = given;
  if (given === '') {
    const prefix = formats.find((f) => output.startsWith(`${f}=`));
    if (prefix !== undefined) {
      format = prefix;
      value = output.slice(prefix.length + 1);
    }
  }
  return formats.includes(format) ? { format, value } : undefined;
}

function templateText(files: Files, value: string, fromFile: boolean): string {
  if (value === '') throw new KubectlError('template format specified but no template given');
  if (!fromFile) return value;
  return wrapped(`error reading --template ${value}`, () => readText(files, value));
}

function wrapped<T>(message: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`${message}, ${error.message}`);
    throw error;
  }
}

const allowsMissingKeys = (flags: Flags): boolean => !flags.has('allow-missing-template-keys') || flags.flag('allow-missing-template-keys');

function jsonPath(output: string, flags: Flags, options: PrinterOptions): ObjectPrinter | undefined {
  const asked = split(output, JSONPATH_FORMATS, flags);
  if (!asked) return undefined;
  const text = templateText(options.files, asked.value, asked.format === 'jsonpath-file');
  parseTemplate(text);
  return { print: (object, type) => printJsonPath(text, type ? eventOf(object, type) : object, { allowMissingKeys: allowsMissingKeys(flags), asJson: asked.format === 'jsonpath-as-json' }) };
}

function goTemplate(output: string, flags: Flags, options: PrinterOptions): ObjectPrinter | undefined {
  const asked = split(output, GO_TEMPLATE_FORMATS, flags);
  if (!asked) return undefined;
  const text = templateText(options.files, asked.value, asked.format.endsWith('file'));
  const printer = new GoTemplatePrinter(text, allowsMissingKeys(flags));
  return { print: (object, type) => printer.print(type ? eventOf(object, type) : object, options.typed ? compactJson(object, { ordered: true }) : undefined) };
}

function columns(output: string, flags: Flags, options: PrinterOptions): ObjectPrinter | undefined {
  const asked = split(output, COLUMN_FORMATS, flags);
  if (!asked) return undefined;
  if (asked.format === 'custom-columns') return columnsPrinter(new CustomColumnsPrinter(columnsFromSpec(asked.value), isSet(flags, 'no-headers')));
  if (asked.value === '') throw new KubectlError('custom-columns format specified but no custom columns given');
  // --no-headers does not reach columns from a file.
  return columnsPrinter(new CustomColumnsPrinter(columnsFromFile(wrapped(`error reading template ${asked.value}`, () => readText(options.files, asked.value)))));
}

const columnsPrinter = (printer: CustomColumnsPrinter): ObjectPrinter => ({ print: (object, type) => printer.print(type ? eventOf(object, type) : object) });
