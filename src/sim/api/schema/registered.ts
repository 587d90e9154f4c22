// Which kinds the API server's code knows, served or not, and which of them are the same thing in another version. A
// body of a known kind is read before it turns out to be the wrong one. Definitions of custom kinds and of API services
// are handled by servers of their own, which know nothing else.
// Upstream: k8s.io/kubernetes/pkg/api/legacyscheme, k8s.io/apimachinery/pkg/runtime/{scheme,error}.go
// Simplified: bodies of versions that are no longer served are not checked before they are refused.

import { goQuote } from '../yaml/goQuote.ts';
import { hasGroupVersion, typeOf } from './schema.ts';
import type { GroupVersionKind, SchemaType } from './schemaType.ts';
import { UNSERVED } from './unserved.ts';

export type Registered =
  /** Absent: known, but not a kind that is kept here. `conversion`: why it cannot become the wanted kind. */
  | { readonly type: SchemaType | undefined; readonly conversion?: string }
  | { readonly error: (body: unknown) => string };

/** `is` is not what the path wants. */
export function registered(is: GroupVersionKind, want: GroupVersionKind): Registered {
  const apiVersion = is.group ? `${is.group}/${is.version}` : is.version;
  if (is.version === '') return { error: (body) => `Object 'apiVersion' is missing in '${typeof body === 'string' ? body : JSON.stringify(body)}'` };
  if (!isKnown(is, want)) return { error: () => `no kind ${goQuote(is.kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"` };
  const type = typeOf(UNVERSIONED.has(is.kind) ? 'v1' : apiVersion, is.kind);
  return internal(is) === internal(want) ? { type } : { type, conversion: `converting (${goType(is)}) to (${internal(want)}): unknown conversion` };
}

/** Groups whose server has a scheme of its own. */
const ALONE = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** Known in whatever version. */
const UNVERSIONED = new Set(['Status', 'APIVersions', 'APIGroupList', 'APIGroup', 'APIResourceList']);

/** Known in every group and version. */
const EVERYWHERE = new Set(['ListOptions', 'GetOptions', 'DeleteOptions', 'CreateOptions', 'UpdateOptions', 'PatchOptions', 'WatchEvent']);

/** In v1, without a resource. */
const CORE = new Set(['List', 'NodeProxyOptions', 'PodAttachOptions', 'PodExecOptions', 'PodLogOptions', 'PodPortForwardOptions', 'PodProxyOptions', 'PodStatusResult', 'RangeAllocation', 'SerializedReference', 'ServiceProxyOptions']);

function isKnown(is: GroupVersionKind, want: GroupVersionKind): boolean {
  if (UNVERSIONED.has(is.kind)) return true;
  if ((ALONE.has(is.group) || ALONE.has(want.group)) && is.group !== want.group) return false;
  const apiVersion = is.group ? `${is.group}/${is.version}` : is.version;
  if (typeOf(apiVersion, is.kind)) return true;
  const unserved = UNSERVED[is.group]?.[is.version];
  if (EVERYWHERE.has(is.kind)) return unserved !== undefined || hasGroupVersion(apiVersion);
  if (apiVersion === 'v1') return CORE.has(is.kind);
  return unserved?.split(' ').includes(is.kind.replace(/List$/, '')) === true;
}

/** `apps.Deployment`: the form in which the server works with all versions of a kind. */
function internal(of: GroupVersionKind): string {
  if (of.kind === 'Scale') return 'autoscaling.Scale';
  const home = of.group === '' || (of.group === 'events.k8s.io' && of.kind.startsWith('Event')) ? 'core' : of.group === 'extensions' ? (EXTENSIONS[of.kind.replace(/List$/, '')] ?? 'apps') : (of.group.split('.')[0] as string);
  return `${home}.${of.kind}`;
}
const EXTENSIONS: Readonly<Record<string, string>> = { Ingress: 'networking', NetworkPolicy: 'networking' };

function goType(of: GroupVersionKind): string {
  return `${UNVERSIONED.has(of.kind) || EVERYWHERE.has(of.kind) ? 'v1' : of.version}.${of.kind}`;
}
