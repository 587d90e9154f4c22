// A value as Go prints the struct it became inside the API server: its internal types have no JSON tags, so a message
// about a whole struct shows Go's field names in Go's order, with null for what is nil and zeros for what is empty.
//
// A shape is one line, its fields separated by blanks: `Name Count:0 Ready:f Labels:n Selector:?Selector Rules:[]Rule`.
// Without a mark a field is a string; :0 number, :f boolean, :n nil where absent (printed as it is where present),
// :Shape a struct by value, :?Shape a pointer, :[]Shape a list, :{}Shape a map. `Go=json` where the JSON name is not
// Go's name with its first letters lowered; `=` alone: an embedded struct, its fields come from the same JSON object.

export type GoShapes = Readonly<Record<string, string>>;
type JsonObject = { readonly [key: string]: unknown };

export function goValue(shapes: GoShapes, shape: string, value: unknown): unknown {
  const from = (value ?? {}) as JsonObject;
  const out: Record<string, unknown> = {};
  for (const part of (shapes[shape] as string).split(' ')) {
    const [names = '', mark = ''] = part.split(':');
    const [go = '', json] = names.split('=');
    const name = json ?? lowered(go);
    out[go] = printed(shapes, mark, name === '' ? from : from[name]);
  }
  return out;
}

function printed(shapes: GoShapes, mark: string, value: unknown): unknown {
  switch (mark) {
    case '':
      return value ?? '';
    case '0':
      return value ?? 0;
    case 'f':
      return value ?? false;
    case 'n':
      return value ?? null;
  }
  if (mark.startsWith('?')) return value === undefined || value === null ? null : goValue(shapes, mark.slice(1), value);
  if (mark.startsWith('[]')) return Array.isArray(value) ? value.map((v) => goValue(shapes, mark.slice(2), v)) : null;
  if (mark.startsWith('{}')) {
    if (value === undefined || value === null) return null;
    const map = value as JsonObject;
    return Object.fromEntries(Object.keys(map).sort().map((key) => [key, goValue(shapes, mark.slice(2), map[key])]));
  }
  return goValue(shapes, mark, value);
}

/** APIGroup → apiGroup, NodeID → nodeID, ID → id. */
function lowered(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const count = capitals > 1 && capitals < name.length ? capitals - 1 : capitals;
  return name.slice(0, count).toLowerCase() + name.slice(count);
}
