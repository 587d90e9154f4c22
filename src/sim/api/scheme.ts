// The scheme: which kinds there are, found by group and version and kind, by resource, or by what a person types.
// Custom kinds come and go at run time.

import type { Kind } from './kind.ts';

export class Scheme {
  private readonly byKind = new Map<string, Kind>();
  private readonly byResource = new Map<string, Kind>();
  private list: Kind[] = [];
  /** Grows with every change, so that caches of discovery know when they are old. */
  generation = 0;

  constructor(kinds: readonly Kind[] = []) {
    for (const kind of kinds) this.add(kind);
  }

  add(kind: Kind): void {
    this.byKind.set(`${kind.apiVersion}/${kind.kind}`, kind);
    this.byResource.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
    this.list.push(kind);
    this.generation++;
  }

  remove(kind: Kind): void {
    this.byKind.delete(`${kind.apiVersion}/${kind.kind}`);
    this.byResource.delete(`${kind.group}/${kind.version}/${kind.plural}`);
    this.list = this.list.filter((k) => k !== kind);
    this.generation++;
  }

  get kinds(): readonly Kind[] {
    return this.list;
  }

  /** `apps/v1`, `Deployment` */
  kind(apiVersion: string, kind: string): Kind | undefined {
    return this.byKind.get(`${apiVersion}/${kind}`);
  }

  /** '', `v1`, `pods` */
  resource(group: string, version: string, plural: string): Kind | undefined {
    return this.byResource.get(`${group}/${version}/${plural}`);
  }

  /** What discovery would give for `po`, `pods`, `pod`, `deployments.apps`, `deployments.v1.apps`; the preferred version first. */
  typed(text: string): Kind | undefined {
    const [head = '', ...rest] = text.toLowerCase().split('.');
    const tail = rest.join('.');
    const named = this.list.filter((k) => k.plural === head || k.singular === head || k.shortNames.includes(head));
    if (!tail) return named[0];
    return named.find((k) => k.group === tail) ?? named.find((k) => k.group !== '' && `${k.version}.${k.group}` === tail) ?? named.find((k) => k.group === '' && k.version === tail);
  }

  /** The kinds of a category such as `all`. */
  category(name: string): readonly Kind[] {
    return this.list.filter((k) => k.categories.includes(name));
  }
}
