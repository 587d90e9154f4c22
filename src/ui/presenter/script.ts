// A teacher's script: one YAML file, `kind: Presentation`, its steps in order. Hostile until every field was looked at: what
// is not known is refused, and each mistake is told with its line, its field and a sentence.

import { locateField, parseDocuments, type FieldPath, type YamlDocument } from '../../sim/api/yaml.ts';
import { BREAKPOINTS, type Breakpoint } from '../../trace/breakpoints.ts';
import type { Language } from '../../locales/i18n.ts';
import { ANSWER_RULES, type AnswerRule } from './questions.ts';

export interface LocalText {
  readonly en: string;
  readonly ko: string;
}
/** In the other language where one is missing. */
export const localText = ({ en, ko }: LocalText, language: Language): string => (language === 'ko' ? ko || en : en || ko);

/** What a step waits for. A milestone without a number is the next one; numbers count from where the script began. */
export type Gate = { readonly until: 'milestone'; readonly n: number | undefined } | { readonly until: 'hop' | 'quiet' } | { readonly until: 'breakpoint'; readonly name: Breakpoint };

export interface ScriptQuestion {
  readonly ask: LocalText;
  readonly rule: AnswerRule;
  /** Undefined: the nodes. */
  readonly options: readonly { readonly text: LocalText; readonly value: string }[] | undefined;
}

export interface ScriptStep {
  readonly narration: LocalText;
  readonly command: string;
  readonly manifest: { readonly file: string; readonly text: string } | undefined;
  /** The box in the spotlight; undefined leaves it to the caption. */
  readonly camera: string | undefined;
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

export type ProblemCode = 'tooLong' | 'notYaml' | 'notPresentation' | 'wrongVersion' | 'unknownField' | 'missing' | 'notText' | 'notNumber' | 'notList' | 'notMap' | 'tooMany' | 'unknownWord' | 'onlyOne' | 'answerNeedsOptions';

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
const MOST_STEPS = 200;
const MOST_OPTIONS = 8;
const MOST_PROBLEMS = 20;
const BOXES = ['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;
const NODE = /^node\/[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$/;
const SHAPE = /^(?:[a-z][a-z0-9]{0,20}|wide-[1-9]\d?)$/;
const GATES = ['milestone', 'hop', 'quiet', ...BREAKPOINTS] as const;

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
    const fields = this.map(path, value, ['narration', 'command', 'manifest', 'camera', 'gate', 'question']);
    if (fields.command !== undefined && fields.manifest !== undefined) this.fail([...path, 'manifest'], 'onlyOne');
    return {
      narration: this.local([...path, 'narration'], fields.narration),
      command: fields.command === undefined ? '' : this.text([...path, 'command'], fields.command),
      manifest: fields.manifest === undefined ? undefined : this.manifest([...path, 'manifest'], fields.manifest),
      camera: fields.camera === undefined ? undefined : this.camera([...path, 'camera'], fields.camera),
      gate: fields.gate === undefined ? undefined : this.gate([...path, 'gate'], fields.gate),
      question: fields.question === undefined ? undefined : this.question([...path, 'question'], fields.question),
    };
  }

  private manifest(path: FieldPath, value: unknown): ScriptStep['manifest'] {
    const fields = this.map(path, value, ['file', 'text']);
    const file = this.text([...path, 'file'], fields.file);
    if (file !== '' && !/^[\p{L}\p{N}._-]{1,60}$/u.test(file)) this.fail([...path, 'file'], 'unknownWord', { word: short(file), known: 'a-z 0-9 . _ -' });
    return { file, text: this.text([...path, 'text'], fields.text) };
  }

  private camera(path: FieldPath, value: unknown): string | undefined {
    const box = this.text(path, value);
    if (box === '' || (BOXES as readonly string[]).includes(box) || NODE.test(box)) return box;
    return this.fail(path, 'unknownWord', { word: short(box), known: [...BOXES, 'node/…'].join(', ') });
  }

  private gate(path: FieldPath, value: unknown): Gate | undefined {
    const { until } = this.map(path, value, ['until']);
    const at = [...path, 'until'];
    const [word = '', number, ...rest] = this.text(at, until).trim().split(/\s+/);
    if (word === '') return undefined;
    const none = number === undefined;
    if (word === 'milestone' && rest.length === 0 && (none || /^[1-9]\d{0,3}$/.test(number))) return { until: 'milestone', n: none ? undefined : Number(number) };
    if ((word === 'hop' || word === 'quiet') && none) return { until: word };
    const name = BREAKPOINTS.find((b) => b === word);
    if (name && none) return { until: 'breakpoint', name };
    return this.fail(at, 'unknownWord', { word: short(until), known: GATES.join(', ').replace('milestone', 'milestone, milestone 4') });
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
