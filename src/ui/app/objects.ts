// Which objects there are at a moment, by name: for the palette and for names in the terminal.

import type { TraceReader } from '../../trace/reader.ts';
import { subjectOf, type Subject } from '../../trace/subject.ts';

export interface ListedObject extends Subject {
  readonly key: string;
}

interface Life {
  readonly object: ListedObject;
  /** When it came and went, in turns. */
  readonly turns: number[];
}

class ObjectList {
  private readonly reader: TraceReader;
  private readonly lives = new Map<string, Life>();
  private readonly names = new Map<string, Life[]>();
  private changes = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  update(): this {
    const { reader } = this;
    for (; this.changes < reader.changeCount; this.changes++) {
      const { key, revision, deleted, at } = reader.change(this.changes);
      const subject = revision === 0 ? undefined : subjectOf(key);
      if (!subject) continue;
      let life = this.lives.get(key);
      if (!life) {
        const object = { key, ...subject };
        life = { object, turns: [] };
        this.lives.set(key, life);
        const named = this.names.get(object.name);
        if (named) named.push(life);
        else this.names.set(object.name, [life]);
      }
      if ((life.turns.length % 2 === 1) === deleted) life.turns.push(at);
    }
    return this;
  }

  at(at: number): readonly ListedObject[] {
    return [...this.lives.values()].filter((life) => there(life, at)).map((life) => life.object);
  }

  named(name: string, at: number): readonly ListedObject[] {
    return (this.names.get(name) ?? []).filter((life) => there(life, at)).map((life) => life.object);
  }
}

const there = ({ turns }: Life, at: number): boolean => turns.filter((turn) => turn <= at).length % 2 === 1;

const lists = new WeakMap<TraceReader, ObjectList>();

function listOf(reader: TraceReader): ObjectList {
  let list = lists.get(reader);
  if (!list) lists.set(reader, (list = new ObjectList(reader)));
  return list.update();
}

/** Kinds that nobody looks for by name, unless they ask for them. */
const QUIET = new Set(['Event', 'Lease', 'EndpointSlice', 'Endpoints', 'ControllerRevision', 'FlowSchema', 'PriorityLevelConfiguration']);

export const objectsAt = (reader: TraceReader, at: number): readonly ListedObject[] => listOf(reader).at(at);

/** The key that a word of the terminal names: `nginx-x2k4q`, `pod/nginx-x2k4q`, `deployment.apps/nginx`. */
export function objectNamed(reader: TraceReader, word: string, at: number): string | undefined {
  const slash = word.indexOf('/');
  const name = word.slice(slash + 1);
  const type = (slash < 0 ? '' : word.slice(0, slash)).replace(/\..*$/, '');
  const found = listOf(reader).named(name, at).filter(({ kind, resource }) => (type === '' ? !QUIET.has(kind) : type === kind.toLowerCase() || type === resource));
  // Of things with one name, what belongs to a namespace is more often meant.
  return (found.find(({ kind }) => kind === 'Pod') ?? found.find(({ namespace }) => namespace !== '') ?? found[0])?.key;
}

export interface FoundObject extends ListedObject {
  readonly score: number;
}

/** Objects whose name or kind holds all the words, best first. */
export function findObjects(objects: readonly ListedObject[], query: string, most: number): readonly ListedObject[] {
  const words = query.toLowerCase().split(/[\s/]+/).filter(Boolean);
  const found = objects.flatMap((object): readonly FoundObject[] => {
    const kind = object.kind.toLowerCase();
    const quiet = QUIET.has(object.kind);
    let score = (object.namespace === 'default' || object.namespace === '' ? 0 : 4) + (quiet ? 20 : 0);
    for (const word of words) {
      const at = object.name.indexOf(word);
      if (at === 0) score += object.name === word ? -4 : 0;
      else if (at > 0) score += 2;
      else if (kind.startsWith(word)) score += 3;
      else return [];
    }
    // What nobody looks for shows up only where its kind was asked for.
    return quiet && !words.some((word) => kind.startsWith(word)) ? [] : [{ ...object, score }];
  });
  return found.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)).slice(0, most);
}
