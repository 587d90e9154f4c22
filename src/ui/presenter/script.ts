// A teacher's script: one YAML file, `kind: Presentation`, its steps in order. Hostile until every field was looked at: what
// is not known is refused, and each mistake is told with its line, its field and a sentence.

import { locateField, parseDocuments, type FieldPath, type YamlDocument } from '../../sim/api/yaml.ts';
import { BREAKPOINTS, type Breakpoint } from '../../trace/breakpoints.ts';
import type { Language } from '../../locales/i18n.ts';
import type { Fault, ReplyInput, RequestsInput } from '../../sim/cluster/inputs.ts';
import { readZoom } from '../app/zoom.ts';
import { COMPONENTS, NODE_FAULTS, readFault, readInput, REPLIES, REQUESTS_BOUNDS } from '../share/record.ts';
import { ANSWER_RULES, type AnswerRule } from './questions.ts';

export interface LocalText {
  readonly en: string;
  readonly ko: string;
}
/** In the other language where one is missing. */
export const localText = ({ en, ko }: LocalText, language: Language): string => (language === 'ko' ? ko || en : en || ko);

/** What a step waits for. A milestone without a number is the next one; numbers count from where the script began. A time is in
 * simulated microseconds from where the step began. */
export type Gate =
  | { readonly until: 'milestone'; readonly n: number | undefined }
  | { readonly until: 'hop' | 'quiet' }
  | { readonly until: 'breakpoint'; readonly name: Breakpoint }
  | { readonly until: 'time'; readonly lasts: number };

export interface ScriptQuestion {
  readonly ask: LocalText;
  readonly rule: AnswerRule;
  /** Undefined: the nodes. */
  readonly options: readonly { readonly text: LocalText; readonly value: string }[] | undefined;
}

export interface ScriptFile {
  readonly file: string;
  /** Undefined: the file is removed. */
  readonly text: string | undefined;
}

export interface ScriptStep {
  readonly narration: LocalText;
  /** Simulated microseconds that pass before anything is done. */
  readonly after: number;
  /** Written to the shell's folder before anything else. */
  readonly files: readonly ScriptFile[];
  readonly command: string;
  readonly manifest: { readonly file: string; readonly text: string } | undefined;
  readonly fault: Fault | undefined;
  /** A file in a node's folder of static Pods. */
  readonly staticPod: ({ readonly node: string } & ScriptFile) | undefined;
  /** Requests at a rate, from outside or from a Pod; or the name of a run of them that ends. */
  readonly requests: RequestsInput | undefined;
  readonly stopRequests: string;
  /** For the last command, where it waits for somebody. */
  readonly reply: Pick<ReplyInput, 'what' | 'text'> | undefined;
  /** The box in the spotlight; undefined leaves it to the caption. */
  readonly camera: string | undefined;
  /** The box whose inside is shown; '' is the cluster. */
  readonly zoom: string;
  /** Undefined: nothing moves. */
  readonly gate: Gate | undefined;
  readonly question: ScriptQuestion | undefined;
}

export interface Script {
  readonly title: LocalText;
  /** A cluster of its own; undefined presents the one that is there. */
  readonly cluster: { readonly seed: number; readonly shape: string } | undefined;
  readonly steps: readonly ScriptStep[];
}

export type ProblemCode = 'tooLong' | 'notYaml' | 'notPresentation' | 'wrongVersion' | 'unknownField' | 'missing' | 'notText' | 'notNumber' | 'notList' | 'notMap' | 'tooMany' | 'unknownWord' | 'onlyOne' | 'answerNeedsOptions' | 'badRequests';

export interface Problem {
  /** From 1. */
  readonly line: number;
  /** `steps[2].gate.until`; '' for the file as a whole. */
  readonly field: string;
  readonly code: ProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export const SCRIPT_VERSION = 'kubestage/v1';
const LONGEST = 200_000;
const LONGEST_TEXT = 60_000;
export const MOST_STEPS = 200;
const MOST_OPTIONS = 8;
const MOST_FILES = 50;
const MOST_PROBLEMS = 20;
const BOXES = ['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;
const NODE = /^node\/[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$/;
const SHAPE = /^(?:[a-z][a-z0-9]{0,20}|wide-[1-9]\d?)$/;
const GATES = ['milestone', 'milestone 4', 'hop', 'quiet', '10s', ...BREAKPOINTS] as const;
/** What a step does: one of these. */
const ACTS = ['command', 'manifest', 'fault', 'staticPod', 'requests', 'stopRequests', 'reply'] as const;
const FILE_NAME = /^[\p{L}\p{N}._-]{1,60}$/u;
/** In the folder of manifests, or elsewhere on the node by its path. */
const NODE_FILE = /^((\/[\p{L}\p{N}_-][\p{L}\p{N}._-]{0,60}){2,6}|[\p{L}\p{N}._-]{1,60})$/u;
const NODE_NAME = /^[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$/;
const FAULTS = ['killContainer', ...NODE_FAULTS, 'stopComponent', 'startComponent', 'registryDown', 'registryUp'] as const;
/** What a fault must say besides its name, and what it may. */
const fieldsOf = (fault: string): readonly [must: readonly string[], may: readonly string[]] =>
  fault === 'killContainer' ? [['namespace', 'pod', 'container'], []] : (NODE_FAULTS as readonly string[]).includes(fault) ? [['node'], []] : /Component$/.test(fault) ? [['component'], ['node']] : [[], []];
const UNITS: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6 };
/** A day of simulated time. */
const LONGEST_WAIT = 86_400e6;

/** `1.5s`, `250ms`, `10m` in microseconds; undefined where it is none, or longer than a day. */
export function readDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d{1,6})?)(ms|s|m)$/.exec(text.trim()) ?? [];
  const micros = Math.round(Number(number) * (UNITS[unit] ?? NaN));
  return micros >= 0 && micros <= LONGEST_WAIT ? micros : undefined;
}

/** Does this text mean to be a script? Cheap: asked of whatever file the editor shows. */
export const looksLikeScript = (text: string): boolean => /^kind:\s*["']?Presentation\b/m.test(text);

export function readScript(text: string): { readonly script: Script } | { readonly problems: readonly Problem[] } {
  if (text.length > LONGEST) return { problems: [{ line: 1, field: '', code: 'tooLong', params: { n: LONGEST } }] };
  const [document] = parseDocuments(text);
  if (!document || document.error) return { problems: [{ line: (document?.error?.line ?? 0) + 1, field: '', code: 'notYaml', params: { why: document?.error?.message ?? '' } }] };
  const reader = new Reader(document);
  const script = reader.read();
  return reader.problems.length > 0 || !script ? { problems: reader.problems } : { script };
}

type Fields = Readonly<Record<string, unknown>>;

class Reader {
  readonly problems: Problem[] = [];
  private readonly document: YamlDocument;

  constructor(document: YamlDocument) {
    this.document = document;
  }

  read(): Script | undefined {
    const root: unknown = this.document.value;
    if (!isMap(root)) return this.fail([], 'notMap');
    if (root.kind !== 'Presentation') return this.fail(['kind'], 'notPresentation');
    if (root.apiVersion !== SCRIPT_VERSION) return this.fail(['apiVersion'], 'wrongVersion');
    this.known([], root, ['apiVersion', 'kind', 'title', 'cluster', 'steps']);
    return {
      title: root.title === undefined ? { en: '', ko: '' } : this.local(['title'], root.title),
      cluster: root.cluster === undefined ? undefined : this.cluster(root.cluster),
      steps: this.list(['steps'], root.steps, MOST_STEPS).map((step, i) => this.step(['steps', i], step)),
    };
  }

  private cluster(value: unknown): Script['cluster'] {
    const path = ['cluster'];
    const fields = this.map(path, value, ['seed', 'shape']);
    const { seed = 42, shape = 'default' } = fields;
    if (!Number.isSafeInteger(seed) || (seed as number) < 0 || (seed as number) > 0xffff_ffff) this.fail([...path, 'seed'], 'notNumber', { least: 0, most: String(0xffff_ffff) });
    if (typeof shape !== 'string' || !SHAPE.test(shape)) this.fail([...path, 'shape'], 'unknownWord', { word: short(shape), known: 'default, wide-10, wide-30' });
    return { seed: Number(seed), shape: String(shape) };
  }

  private step(path: FieldPath, value: unknown): ScriptStep {
    const fields = this.map(path, value, ['narration', 'after', 'files', ...ACTS, 'camera', 'gate', 'question']);
    const [, second] = ACTS.filter((act) => fields[act] !== undefined);
    if (second) this.fail([...path, second], 'onlyOne');
    const read = <T>(name: string, how: (at: FieldPath, given: unknown) => T): T | undefined => (fields[name] === undefined ? undefined : how([...path, name], fields[name]));
    const camera = read('camera', (at, given) => this.camera(at, given));
    const zoom = /^zoom\s+/.test(camera ?? '');
    return {
      narration: this.local([...path, 'narration'], fields.narration),
      after: read('after', (at, given) => this.duration(at, given)) ?? 0,
      files: read('files', (at, given) => this.list(at, given, MOST_FILES).map((file, i) => this.file([...at, i], file))) ?? [],
      command: read('command', (at, given) => this.text(at, given)) ?? '',
      manifest: read('manifest', (at, given) => this.manifest(at, given)),
      fault: read('fault', (at, given) => this.fault(at, given)),
      staticPod: read('staticPod', (at, given) => this.staticPod(at, given)),
      requests: read('requests', (at, given) => this.requests(at, given)),
      stopRequests: read('stopRequests', (at, given) => this.nodeName(at, given)) ?? '',
      reply: read('reply', (at, given) => this.reply(at, given)),
      camera: zoom ? undefined : camera,
      zoom: zoom ? (camera ?? '').replace(/^zoom\s+/, '') : '',
      gate: read('gate', (at, given) => this.gate(at, given)),
      question: read('question', (at, given) => this.question(at, given)),
    };
  }

  private duration(path: FieldPath, value: unknown): number {
    const text = this.text(path, value);
    const micros = readDuration(text);
    if (text !== '' && micros === undefined) this.fail(path, 'unknownWord', { word: short(text), known: '250ms, 1.5s, 10m' });
    return micros ?? 0;
  }

  private manifest(path: FieldPath, value: unknown): ScriptStep['manifest'] {
    const fields = this.map(path, value, ['file', 'text']);
    return { file: this.fileName([...path, 'file'], fields.file), text: this.text([...path, 'text'], fields.text) };
  }

  private file(path: FieldPath, value: unknown, isName = FILE_NAME): ScriptFile {
    const fields = this.map(path, value, ['file', 'text']);
    return { file: this.fileName([...path, 'file'], fields.file, isName), text: fields.text === undefined ? undefined : this.text([...path, 'text'], fields.text) };
  }

  private fileName(path: FieldPath, value: unknown, isName = FILE_NAME): string {
    const file = this.text(path, value);
    if (file !== '' && !isName.test(file)) this.fail(path, 'unknownWord', { word: short(file), known: 'a-z 0-9 . _ -' });
    return file;
  }

  private staticPod(path: FieldPath, value: unknown): ScriptStep['staticPod'] {
    const { node, ...rest } = this.map(path, value, ['node', 'file', 'text']);
    return { node: this.nodeName([...path, 'node'], node), ...this.file(path, isMap(value) ? rest : value, NODE_FILE) };
  }

  private nodeName(path: FieldPath, value: unknown): string {
    const node = this.text(path, value);
    if (node !== '' && !NODE_NAME.test(node)) this.fail(path, 'unknownWord', { word: short(node), known: 'control-plane, worker-1, …' });
    return node;
  }

  private requests(path: FieldPath, value: unknown): RequestsInput | undefined {
    const fields = this.map(path, value, ['name', 'from', 'url', 'host', 'perSecond', 'seconds']);
    const input = readInput({ type: 'requests', name: 'requests', from: 'outside', perSecond: 10, seconds: 60, ...fields });
    if (input?.type === 'requests') return input;
    return isMap(value) ? this.fail(path, fields.url === undefined ? 'missing' : 'badRequests', { rate: REQUESTS_BOUNDS.perSecond, seconds: REQUESTS_BOUNDS.seconds }) : undefined;
  }

  private reply(path: FieldPath, value: unknown): ScriptStep['reply'] {
    const fields = this.map(path, value, ['what', 'text']);
    const what = REPLIES.find((r) => r === fields.what);
    if (!what) return this.fail([...path, 'what'], fields.what === undefined ? 'missing' : 'unknownWord', { word: short(fields.what), known: REPLIES.join(', ') });
    return { what, ...(fields.text === undefined ? {} : { text: this.text([...path, 'text'], fields.text) }) };
  }

  /** A fault as the record of a run has it. */
  private fault(path: FieldPath, value: unknown): Fault | undefined {
    if (!isMap(value)) return this.fail(path, 'notMap');
    const name = FAULTS.find((f) => f === value.fault);
    if (!name) return this.fail([...path, 'fault'], value.fault === undefined ? 'missing' : 'unknownWord', { word: short(value.fault), known: FAULTS.join(', ') });
    const [must, may] = fieldsOf(name);
    this.known(path, value, ['fault', ...must, ...may]);
    for (const field of must) if (value[field] === undefined) return this.fail([...path, field], 'missing');
    const component = COMPONENTS.find((c) => c === value.component);
    if (must.includes('component') && !component) return this.fail([...path, 'component'], 'unknownWord', { word: short(value.component), known: COMPONENTS.join(', ') });
    for (const field of [...must, ...may]) if (value[field] !== undefined && field !== 'component' && (typeof value[field] !== 'string' || !/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(value[field]))) return this.fail([...path, field], 'unknownWord', { word: short(value[field]), known: 'a-z 0-9 . -' });
    return readFault(value) ?? this.fail(path, 'notMap');
  }

  private camera(path: FieldPath, value: unknown): string | undefined {
    const text = this.text(path, value).trim();
    const [box = '', inside, ...rest] = text.split(/\s+/);
    if (box === 'zoom' && inside !== undefined && rest.length === 0 && readZoom(inside)) return text;
    if (text === box && (box === '' || (BOXES as readonly string[]).includes(box) || NODE.test(box))) return box;
    return this.fail(path, 'unknownWord', { word: short(text), known: [...BOXES, 'node/…', 'zoom kube-scheduler'].join(', ') });
  }

  private gate(path: FieldPath, value: unknown): Gate | undefined {
    const { until } = this.map(path, value, ['until']);
    const at = [...path, 'until'];
    const [word = '', number, ...rest] = this.text(at, until).trim().split(/\s+/);
    if (word === '') return undefined;
    const none = number === undefined;
    if (word === 'milestone' && rest.length === 0 && (none || /^[1-9]\d{0,3}$/.test(number))) return { until: 'milestone', n: none ? undefined : Number(number) };
    if ((word === 'hop' || word === 'quiet') && none) return { until: word };
    const lasts = none ? readDuration(word) : undefined;
    if (lasts !== undefined) return { until: 'time', lasts };
    const name = BREAKPOINTS.find((b) => b === word);
    if (name && none) return { until: 'breakpoint', name };
    return this.fail(at, 'unknownWord', { word: short(until), known: GATES.join(', ') });
  }

  private question(path: FieldPath, value: unknown): ScriptQuestion | undefined {
    const fields = this.map(path, value, ['ask', 'choose', 'options', 'answer']);
    const ask = this.local([...path, 'ask'], fields.ask);
    if (fields.choose !== undefined) {
      if (fields.choose !== 'node') this.fail([...path, 'choose'], 'unknownWord', { word: short(fields.choose), known: 'node' });
      for (const other of ['options', 'answer']) if (fields[other] !== undefined) this.fail([...path, other], 'unknownField', { known: 'ask, choose' });
      return { ask, rule: 'node', options: undefined };
    }
    if (fields.options === undefined) return this.fail(path, 'answerNeedsOptions');
    const rule = ANSWER_RULES.find((r) => r === fields.answer);
    if (!rule) this.fail([...path, 'answer'], fields.answer === undefined ? 'missing' : 'unknownWord', { word: short(fields.answer), known: ANSWER_RULES.join(', ') });
    const options = this.list([...path, 'options'], fields.options, MOST_OPTIONS).map((option, i) => {
      const at = [...path, 'options', i];
      const { text, value: answer } = this.map(at, option, ['text', 'value']);
      if (typeof answer !== 'string' && typeof answer !== 'number') this.fail([...at, 'value'], answer === undefined ? 'missing' : 'notText');
      return { text: this.local([...at, 'text'], text), value: String(answer) };
    });
    return rule && { ask, rule, options };
  }

  // ---- parts ----

  /** A text for both languages, or one for each. */
  private local(path: FieldPath, value: unknown): LocalText {
    if (typeof value === 'string') return { en: this.text(path, value), ko: '' };
    const fields = this.map(path, value, ['en', 'ko']);
    const read = (language: Language): string => (fields[language] === undefined ? '' : this.text([...path, language], fields[language]));
    const out = { en: read('en'), ko: read('ko') };
    if (isMap(value) && fields.en === undefined && fields.ko === undefined) this.fail([...path, 'en'], 'missing');
    return out;
  }

  private text(path: FieldPath, value: unknown): string {
    if (typeof value === 'string') {
      if (value.length > LONGEST_TEXT) this.fail(path, 'tooLong', { n: LONGEST_TEXT });
      return value;
    }
    this.fail(path, value === undefined || value === null ? 'missing' : 'notText');
    return '';
  }

  private list(path: FieldPath, value: unknown, most: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.fail(path, value === undefined || value === null ? 'missing' : 'notList');
      return [];
    }
    if (value.length === 0) this.fail(path, 'missing');
    if (value.length > most) this.fail(path, 'tooMany', { n: most });
    return value.slice(0, most);
  }

  private map(path: FieldPath, value: unknown, known: readonly string[]): Fields {
    if (!isMap(value)) {
      this.fail(path, value === undefined || value === null ? 'missing' : 'notMap');
      return {};
    }
    this.known(path, value, known);
    return value;
  }

  private known(path: FieldPath, fields: Fields, known: readonly string[]): void {
    for (const name of Object.keys(fields)) if (!known.includes(name)) this.fail([...path, name], 'unknownField', { known: known.join(', ') }, 'key');
  }

  private fail(path: FieldPath, code: ProblemCode, params: Problem['params'] = {}, part: 'key' | 'value' = 'value'): undefined {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const line = locateField(this.document, path, part)?.start.line ?? 0;
    this.problems.push({ line: line + 1, field: fieldName(path), code, params });
  }
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const short = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 40);
/** Names come from the file: no longer than one can read. */
const fieldName = (path: FieldPath): string => path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part.slice(0, 40)}`)).join('');
