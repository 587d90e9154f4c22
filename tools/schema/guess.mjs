// How a field's Go type is guessed from its OpenAPI schema. OpenAPI does not tell a pointer from a value, nor the name
// of a string type, nor which empty fields are written out; the guess is right for most fields, and goFacts.json lists
// the others. The notation is that of generated/structure.json (see src/sim/api/schema/compact.ts).

/** Packages of the sources ↔ the prefixes of OpenAPI's names. */
const PREFIXES = [
  ['io.k8s.apimachinery.pkg.apis.', ''],
  ['io.k8s.apimachinery.pkg.', ''],
  ['io.k8s.apiextensions-apiserver.pkg.apis.', ''],
  ['io.k8s.kube-aggregator.pkg.apis.', ''],
  ['io.k8s.api.', ''],
];

/** `io.k8s.api.core.v1.Container` → `['core.v1', 'Container', 'io.k8s.api.core.v1']` */
export function splitName(id) {
  const dot = id.lastIndexOf('.');
  const path = id.slice(0, dot);
  const prefix = PREFIXES.find(([p]) => id.startsWith(p));
  if (!prefix) throw new Error(`unknown package of ${id}`);
  return [path.slice(prefix[0].length), id.slice(dot + 1), path];
}

/** Types that read and write their own JSON, by one letter. */
export const SPECIAL = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'u',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'r',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'f',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'j',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'ja',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'jb',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'js',
};

export const refOf = (schema) => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.replace('#/components/schemas/', '');

/** The type expression and its flags: `s`, `*Probe`, `[]ContainerPort`, `i+`. */
export function guess(schema, required, pkg) {
  const type = typeText(schema, pkg, true);
  const zero = schema.default === '' || schema.default === 0 || schema.default === false;
  return type + (required || zero ? '+' : '');
}

function typeText(schema, pkg, top) {
  const ref = refOf(schema);
  if (ref) {
    const special = SPECIAL[ref];
    if (special) return top && special !== 't' ? `*${special}` : special;
    const [refPkg, name] = splitName(ref);
    const text = refPkg === pkg ? name : `${refPkg}.${name}`;
    return top && schema.default === undefined ? `*${text}` : text;
  }
  switch (schema.type) {
    case 'array':
      return `[]${typeText(schema.items, pkg, false)}`;
    case 'object':
      return `{}${typeText(schema.additionalProperties ?? {}, pkg, false)}`;
    case 'string':
      return schema.format === 'byte' ? 'y' : 's';
    case 'boolean':
      return 'b';
    case 'integer':
      return schema.format === 'int64' ? 'l' : 'i';
    case 'number':
      return 'd';
    default:
      throw new Error(`no guess for ${JSON.stringify(schema)}`);
  }
}
