// What rules of a schema see: the value as `self`, and what it was as `oldSelf`.
// Upstream: k8s.io/apiserver/pkg/cel/common/schemas.go, pkg/cel/escaping.go, k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go

import { CEL_RESERVED } from '../cel/parser.ts';
import { byteLength } from '../../../api/names.ts';
import { compileCel, type CelEnvironment, type CelResult } from '../cel/checker.ts';
import { celCost } from '../cel/cost.ts';
import { BOOL, DOUBLE, DYN, INT, listOf, mapOf, objectOf, STRING, type CelType } from '../cel/types.ts';
import { entries, itemSchema, valueSchema, type JsonSchema, type ValidationRule } from './jsonSchema.ts';

const ESCAPED: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** How rules write the name of a field; undefined where they cannot. */
export function celName(field: string): string | undefined {
  if (!/^[A-Za-z_./-][\w./-]*$/.test(field)) return undefined;
  return CEL_RESERVED.includes(field) ? `__${field}__` : field.replace(/__|[.\-/]/g, (text) => ESCAPED[text] as string);
}

const MOST = 3 * 1024 * 1024;
/** As many as fit into the largest request that is accepted. */
const fitting = (bytes: number): number => Math.floor((MOST - 2) / bytes);
const limit = (asked: number | undefined, most: number): number => (asked === undefined ? most : Math.max(asked, 0));

const TEXTS: Readonly<Record<string, CelType>> = {
  duration: { name: 'duration', max: 32, min: 3 },
  date: { name: 'timestamp', max: 12, min: 12 },
  'date-time': { name: 'timestamp', max: 32, min: 21 },
};
const ANY_TEXT: CelType = { ...STRING, max: MOST - 2, min: 2 };
const META: CelType = { ...objectOf('selfType.metadata', { name: ANY_TEXT, generateName: ANY_TEXT }), max: 0, min: 2 };

/** The type of a value; undefined where rules cannot see it. */
export function celType(s: JsonSchema, isRoot: boolean, name = 'selfType'): CelType | undefined {
  if (s['x-kubernetes-int-or-string']) return { ...DYN, max: 4 * limit(s.maxLength, (MOST - 2) / 4), min: 1 };
  const of = (part: JsonSchema, child: string): CelType | undefined => celType(part, part['x-kubernetes-embedded-resource'] === true, `${name}.${child}`);
  switch (s.type) {
    case 'array': {
      const items = itemSchema(s);
      const type = items && of(items, '@idx');
      return type && { ...listOf(type), max: limit(s.maxItems, fitting((type.min ?? 0) + 1)), min: 2 };
    }
    case 'object': {
      const values = valueSchema(s);
      if (values) {
        const type = of(values, '@elem');
        return type && { ...mapOf({ ...STRING, max: 0 }, type), max: limit(s.maxProperties, fitting((type.min ?? 0) + 6)), min: 2 };
      }
      const fields: Record<string, CelType> = {};
      let min = 2;
      for (const [key, p] of entries(s.properties)) {
        const field = celName(key);
        const type = of(p, key);
        if (field !== undefined && type) fields[field] = type;
        if (type && s.required?.includes(key) && p.default === undefined) min += byteLength(key) + (type.min ?? 0) + 4;
      }
      return { ...objectOf(name, isRoot ? { ...fields, kind: ANY_TEXT, apiVersion: ANY_TEXT, metadata: META } : fields), max: 0, min };
    }
    case 'string':
      return TEXTS[s.format ?? ''] ?? textType(s);
    case 'boolean':
      return { ...BOOL, max: 0, min: 4 };
    case 'number':
      return { ...DOUBLE, max: 0, min: 1 };
    case 'integer':
      return { ...INT, max: 0, min: 1 };
  }
  return undefined;
}

function textType({ format, maxLength, enum: values }: JsonSchema): CelType {
  if (format === 'byte') return { name: 'bytes', max: limit(maxLength, MOST - 2), min: 2 };
  // A character can take four bytes.
  if (maxLength !== undefined) return { ...STRING, max: 4 * limit(maxLength, 0), min: 2 };
  return { ...STRING, max: values?.length ? Math.max(0, ...values.map((v) => (typeof v === 'string' ? byteLength(v) : 0))) : MOST - 2, min: 2 };
}

/** How often a value of this type can occur in one object, where the schema sets no bound. */
export const mostOccurrences = (type: CelType): number => Math.floor(MOST / ((type.min ?? 0) + 1));

export interface CompiledRule {
  readonly ruleFault?: string;
  readonly messageFault?: string;
  readonly usesOldSelf: boolean;
  /** What running the rule once, and its message, cost at most. */
  readonly cost: number;
  readonly messageCost: number;
}

export function compileRule(rule: ValidationRule, type: CelType): CompiledRule {
  const environment: CelEnvironment = { variables: { self: type, oldSelf: rule.optionalOldSelf ? { name: `optional_type(${type.name})` } : type } };
  const compiled = compileCel(rule.rule ?? '', environment);
  const ruleFault = fault(compiled, 'compilation failed: ', 'bool', 'cel expression must evaluate to a bool');
  if (ruleFault !== undefined || 'error' in compiled) return { ruleFault: ruleFault ?? '', usesOldSelf: false, cost: 0, messageCost: 0 };
  const message = rule.messageExpression ? compileCel(rule.messageExpression, environment) : undefined;
  const messageFault = message && fault(message, 'messageExpression compilation failed: ', 'string', 'messageExpression must evaluate to a string');
  return {
    usesOldSelf: compiled.names.has('oldSelf'),
    cost: celCost(compiled.root, compiled.types),
    messageCost: message && 'root' in message ? celCost(message.root, message.types) : 0,
    ...(messageFault === undefined ? {} : { messageFault }),
  };
}

function fault(result: CelResult, head: string, wanted: string, otherType: string): string | undefined {
  if ('error' in result) return head + result.error;
  return result.type.name === wanted ? undefined : otherType;
}
