// Every command of kubectl 1.36.3 with its flags, as the program itself lists them; what a command does with them is
// written with the command. One line for each: `path|alias (also typed): flag …`, a flag being
// `short/name:type=default?bare` with ! for required, ~ for one that help does not show, * for one that commands below know too.
// Types: none bool, s string, S stringSlice, A stringArray, i int, j int32, k int64, d duration, P a=b pairs, M a map.

import type { CommandSpec, FlagSpec, FlagType } from '../flags.ts';

const GLOBAL = `
as-group:A as-uid:s as-user-extra:A as:s cache-dir:s=.kube/cache certificate-authority:s client-certificate:s client-key:s cluster:s context:s disable-compression
insecure-skip-tls-verify kubeconfig:s kuberc:s log-flush-frequency:d=5s match-server-version n/namespace:s password:s profile-output:s=profile.pprof profile:s=none
request-timeout:s=0 s/server:s tls-server-name:s token:s user:s username:s v/v:j vmodule:s warnings-as-errors
`;

const COMMANDS = `
alpha:
annotate: all A/all-namespaces allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-annotate field-selector:s f/filename:S k/kustomize:s list
    local o/output:s overwrite record~ R/recursive resource-version:s l/selector:s show-managed-fields template:s
api-resources: api-group:s cached categories:S namespaced=true no-headers o/output:s show-managed-fields sort-by:s verbs:S
api-versions:
apply: all allow-missing-template-keys=true cascade:s=background?background dry-run:s=none?unchanged field-manager:s=kubectl-client-side-apply f/filename:S force
    force-conflicts grace-period:i=-1 k/kustomize:s openapi-patch=true o/output:s overwrite=true prune prune-allowlist:A record~ R/recursive l/selector:s server-side
    show-managed-fields subresource:s template:s timeout:d validate:s=strict?strict wait
apply edit-last-applied: allow-missing-template-keys=true field-manager:s=kubectl-client-side-apply f/filename:S k/kustomize:s o/output:s record~ R/recursive
    show-managed-fields template:s validate:s=strict?strict windows-line-endings
apply set-last-applied: allow-missing-template-keys=true create-annotation dry-run:s=none?unchanged f/filename:S o/output:s show-managed-fields template:s
apply view-last-applied: all f/filename:S k/kustomize:s o/output:s=yaml R/recursive l/selector:s
attach: c/container:s detach-keys:s=ctrl-p,ctrl-q pod-running-timeout:d=1m0s q/quiet i/stdin t/tty
auth:
auth can-i: A/all-namespaces list no-headers q/quiet subresource:s
auth reconcile: allow-missing-template-keys=true dry-run:s=none?unchanged f/filename:S k/kustomize:s o/output:s R/recursive remove-extra-permissions remove-extra-subjects
    show-managed-fields template:s
auth whoami: allow-missing-template-keys=true o/output:s show-managed-fields template:s
autoscale: allow-missing-template-keys=true cpu:s cpu-percent:j=-1~ dry-run:s=none?unchanged field-manager:s=kubectl-autoscale f/filename:S k/kustomize:s max:j=-1!
    memory:s min:j=-1 name:s o/output:s record~ R/recursive save-config show-managed-fields template:s
certificate:
certificate approve: allow-missing-template-keys=true f/filename:S force k/kustomize:s o/output:s R/recursive show-managed-fields template:s
certificate deny: allow-missing-template-keys=true f/filename:S force k/kustomize:s o/output:s R/recursive show-managed-fields template:s
cluster-info:
cluster-info dump: A/all-namespaces allow-missing-template-keys=true namespaces:S o/output:s=json output-directory:s pod-running-timeout:d=20s show-managed-fields
    template:s
completion:
config: kubeconfig:s*
config current-context:
config delete-cluster:
config delete-context:
config delete-user:
config get-clusters:
config get-contexts: no-headers o/output:s
config get-users:
config rename-context:
config set: set-raw-bytes:t
config set-cluster: certificate-authority:s embed-certs:t insecure-skip-tls-verify:t proxy-url:s server:s tls-server-name:s
config set-context: cluster:s current n/namespace:s user:s
config set-credentials: auth-provider:s auth-provider-arg:S client-certificate:s client-key:s embed-certs:t exec-api-version:s exec-arg:S exec-command:s exec-env:A
    exec-interactive-mode:s exec-provide-cluster-info:t password:s token:s username:s
config unset:
config use-context|use:
config view: allow-missing-template-keys=true flatten merge:t=true minify o/output:s=yaml raw show-managed-fields template:s
cordon: dry-run:s=none?unchanged l/selector:s
cp: c/container:s no-preserve retries:i
create: allow-missing-template-keys=true dry-run:s=none?unchanged edit field-manager:s=kubectl-create f/filename:S k/kustomize:s o/output:s raw:s record~ R/recursive
    save-config l/selector:s show-managed-fields template:s validate:s=strict?strict windows-line-endings
create clusterrole: aggregation-rule:M allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create non-resource-url:S o/output:s resource:S
    resource-name:A save-config show-managed-fields template:s validate:s=strict?strict verb:S
create clusterrolebinding: allow-missing-template-keys=true clusterrole:s! dry-run:s=none?unchanged field-manager:s=kubectl-create group:A o/output:s save-config
    serviceaccount:A show-managed-fields template:s user:A validate:s=strict?strict
create configmap|cm: allow-missing-template-keys=true append-hash dry-run:s=none?unchanged field-manager:s=kubectl-create from-env-file:S from-file:S from-literal:A
    o/output:s save-config show-managed-fields template:s validate:s=strict?strict
create cronjob|cj: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create image:s! o/output:s restart:s save-config schedule:s!
    show-managed-fields template:s validate:s=strict?strict
create deployment|deploy: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create image:S! o/output:s port:j=-1 r/replicas:j=1
    save-config show-managed-fields template:s validate:s=strict?strict
create ingress|ing: allow-missing-template-keys=true annotation:A class:s default-backend:s dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s rule:A
    save-config show-managed-fields template:s validate:s=strict?strict
create job: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create from:s image:s o/output:s save-config show-managed-fields template:s
    validate:s=strict?strict
create namespace|ns: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s save-config show-managed-fields template:s
    validate:s=strict?strict
create poddisruptionbudget|pdb: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create max-unavailable:s min-available:s o/output:s
    save-config selector:s show-managed-fields template:s validate:s=strict?strict
create priorityclass|pc: allow-missing-template-keys=true description:s dry-run:s=none?unchanged field-manager:s=kubectl-create global-default o/output:s
    preemption-policy:s=PreemptLowerPriority save-config show-managed-fields template:s validate:s=strict?strict value:j
create quota|resourcequota: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create hard:s o/output:s save-config scopes:s
    show-managed-fields template:s validate:s=strict?strict
create role: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s resource:S resource-name:A save-config
    show-managed-fields template:s validate:s=strict?strict verb:S
create rolebinding: allow-missing-template-keys=true clusterrole:s dry-run:s=none?unchanged field-manager:s=kubectl-create group:A o/output:s role:s save-config
    serviceaccount:A show-managed-fields template:s user:A validate:s=strict?strict
create secret:
create secret docker-registry: allow-missing-template-keys=true append-hash docker-email:s docker-password:s docker-server:s=https://index.docker.io/v1/ docker-username:s
    dry-run:s=none?unchanged field-manager:s=kubectl-create from-file:S o/output:s save-config show-managed-fields template:s validate:s=strict?strict
create secret generic: allow-missing-template-keys=true append-hash dry-run:s=none?unchanged field-manager:s=kubectl-create from-env-file:S from-file:S from-literal:A
    o/output:s save-config show-managed-fields template:s type:s validate:s=strict?strict
create secret tls: allow-missing-template-keys=true append-hash cert:s dry-run:s=none?unchanged field-manager:s=kubectl-create key:s o/output:s save-config
    show-managed-fields template:s validate:s=strict?strict
create service|svc:
create service clusterip: allow-missing-template-keys=true clusterip:s dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s save-config show-managed-fields
    tcp:S template:s validate:s=strict?strict
create service externalname: allow-missing-template-keys=true dry-run:s=none?unchanged external-name:s! field-manager:s=kubectl-create o/output:s save-config
    show-managed-fields tcp:S template:s validate:s=strict?strict
create service loadbalancer: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s save-config show-managed-fields tcp:S
    template:s validate:s=strict?strict
create service nodeport: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create node-port:i o/output:s save-config show-managed-fields
    tcp:S template:s validate:s=strict?strict
create serviceaccount|sa: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-create o/output:s save-config show-managed-fields template:s
    validate:s=strict?strict
create token: allow-missing-template-keys=true audience:A bound-object-kind:s bound-object-name:s bound-object-uid:s duration:d o/output:s show-managed-fields template:s
debug: arguments-only attach c/container:s copy-to:s custom:s env:P f/filename:S image:s image-pull-policy:s keep-annotations keep-init-containers=true keep-labels
    keep-liveness keep-readiness keep-startup profile:s=general q/quiet replace same-node set-image:P share-processes=true i/stdin target:s t/tty
delete (rm remove): all A/all-namespaces cascade:s=background?background dry-run:s=none?unchanged field-selector:s f/filename:S force grace-period:i=-1 ignore-not-found
    i/interactive k/kustomize:s now o/output:s raw:s R/recursive l/selector:s timeout:d wait=true
describe (inspect): A/all-namespaces chunk-size:k=500 f/filename:S k/kustomize:s R/recursive l/selector:s show-events=true
diff: concurrency:i=1 field-manager:s=kubectl-client-side-apply f/filename:S force-conflicts k/kustomize:s prune prune-allowlist:A R/recursive l/selector:s server-side
    show-managed-fields show-secrets
drain: chunk-size:k=500 delete-emptydir-data disable-eviction dry-run:s=none?unchanged force grace-period:i=-1 ignore-daemonsets pod-selector:s l/selector:s
    skip-wait-for-delete-timeout:i timeout:d
edit: allow-missing-template-keys=true field-manager:s=kubectl-edit f/filename:S k/kustomize:s o/output:s output-patch record~ R/recursive save-config show-managed-fields
    subresource:s template:s validate:s=strict?strict windows-line-endings
events: A/all-namespaces allow-missing-template-keys=true chunk-size:k=500 for:s no-headers o/output:s show-managed-fields template:s types:S w/watch
exec: c/container:s f/filename:S pod-running-timeout:d=1m0s q/quiet i/stdin t/tty
explain: api-version:s o/output:s=plaintext R/recursive
expose: allow-missing-template-keys=true cluster-ip:s dry-run:s=none?unchanged external-ip:s field-manager:s=kubectl-expose f/filename:S k/kustomize:s l/labels:s
    load-balancer-ip:s name:s o/output:s override-type:s=merge overrides:s port:s protocol:s record~ R/recursive save-config selector:s session-affinity:s
    show-managed-fields target-port:s template:s type:s
get (list ls): A/all-namespaces allow-missing-template-keys=true chunk-size:k=500 field-selector:s f/filename:S ignore-not-found k/kustomize:s L/label-columns:S
    no-headers o/output:s output-watch-events raw:s R/recursive l/selector:s server-print=true show-kind show-labels show-managed-fields sort-by:s subresource:s
    template:s w/watch watch-only
kuberc:
kuberc set: allowlist-entry:A appendarg:A command:s kuberc:s name:s option:A overwrite policy:s prependarg:A section:s!
kuberc view: allow-missing-template-keys=true kuberc:s o/output:s=yaml show-managed-fields template:s
kustomize: as-current-user enable-alpha-plugins enable-helm enable-managedby-label~ e/env:A helm-api-versions:A helm-command:s=helm helm-debug helm-kube-version:s
    load-restrictor:s=LoadRestrictionsRootOnly mount:A network network-name:s=bridge o/output:s reorder:s=legacy~
label: all A/all-namespaces allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-label field-selector:s f/filename:S k/kustomize:s list local
    o/output:s overwrite record~ R/recursive resource-version:s l/selector:s show-managed-fields template:s
logs: all-containers all-pods c/container:s f/follow ignore-errors insecure-skip-tls-verify-backend limit-bytes:k max-log-requests:i=5 pod-running-timeout:d=20s prefix
    p/previous l/selector:s since:d since-time:s tail:k=-1 timestamps
options:
patch: allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-patch f/filename:S k/kustomize:s local o/output:s p/patch:s patch-file:s record~
    R/recursive show-managed-fields subresource:s template:s type:s=strategic
plugin:
plugin list: name-only
port-forward: address:S=[localhost] pod-running-timeout:d=1m0s
proxy: accept-hosts:s=^localhost$,^127\.0\.0\.1$,^\[::1\]$ accept-paths:s=^.* address:s=127.0.0.1 api-prefix:s=/ append-server-path disable-filter keepalive:d
    p/port:i=8001 reject-methods:s=^$ reject-paths:s=^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach u/unix-socket:s w/www:s P/www-prefix:s=/static/
replace: allow-missing-template-keys=true cascade:s=background?background dry-run:s=none?unchanged field-manager:s=kubectl-replace f/filename:S force grace-period:i=-1
    k/kustomize:s o/output:s raw:s R/recursive save-config show-managed-fields subresource:s template:s timeout:d validate:s=strict?strict wait
rollout:
rollout history: allow-missing-template-keys=true f/filename:S k/kustomize:s o/output:s R/recursive revision:k l/selector:s show-managed-fields template:s
rollout pause: allow-missing-template-keys=true field-manager:s=kubectl-rollout f/filename:S k/kustomize:s o/output:s R/recursive l/selector:s show-managed-fields
    template:s
rollout restart: allow-missing-template-keys=true field-manager:s=kubectl-rollout f/filename:S k/kustomize:s o/output:s R/recursive l/selector:s show-managed-fields
    template:s
rollout resume: allow-missing-template-keys=true field-manager:s=kubectl-rollout f/filename:S k/kustomize:s o/output:s R/recursive l/selector:s show-managed-fields
    template:s
rollout status: f/filename:S k/kustomize:s R/recursive revision:k l/selector:s timeout:d w/watch=true
rollout undo: allow-missing-template-keys=true dry-run:s=none?unchanged f/filename:S k/kustomize:s o/output:s R/recursive l/selector:s show-managed-fields template:s
    to-revision:k
run: allow-missing-template-keys=true annotations:A attach cascade:s=background?background command detach-keys:s=ctrl-p,ctrl-q dry-run:s=none?unchanged env:A expose
    field-manager:s=kubectl-run f/filename:S force grace-period:i=-1 image:s! image-pull-policy:s k/kustomize:s l/labels:s leave-stdin-open o/output:s
    override-type:s=merge overrides:s pod-running-timeout:d=1m0s port:s privileged q/quiet record~ R/recursive restart:s=Always rm save-config show-managed-fields i/stdin
    template:s timeout:d t/tty wait
scale: all allow-missing-template-keys=true current-replicas:i=-1 dry-run:s=none?unchanged f/filename:S k/kustomize:s o/output:s record~ R/recursive replicas:i!
    resource-version:s l/selector:s show-managed-fields template:s timeout:d
set:
set env: all allow-missing-template-keys=true c/containers:s=* dry-run:s=none?unchanged e/env:A field-manager:s=kubectl-set f/filename:S from:s keys:S k/kustomize:s list
    local o/output:s overwrite=true prefix:s R/recursive resolve l/selector:s show-managed-fields template:s
set image: all allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-set f/filename:S k/kustomize:s local o/output:s record~ R/recursive
    l/selector:s show-managed-fields template:s
set resources: all allow-missing-template-keys=true c/containers:s=* dry-run:s=none?unchanged field-manager:s=kubectl-set f/filename:S k/kustomize:s limits:s local
    o/output:s record~ R/recursive requests:s l/selector:s show-managed-fields template:s
set selector: all allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-set f/filename:S local o/output:s record~ R/recursive=true
    resource-version:s show-managed-fields template:s
set serviceaccount|sa: all allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-set f/filename:S k/kustomize:s local o/output:s record~
    R/recursive show-managed-fields template:s
set subject: all allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-set f/filename:S group:A k/kustomize:s local o/output:s R/recursive
    l/selector:s serviceaccount:A show-managed-fields template:s user:A
taint: all allow-missing-template-keys=true dry-run:s=none?unchanged field-manager:s=kubectl-taint o/output:s overwrite l/selector:s show-managed-fields template:s
    validate:s=strict?strict
top (stats):
top node|nodes|no: no-headers l/selector:s show-capacity show-swap sort-by:s use-protocol-buffers=true
top pod|pods|po: A/all-namespaces containers field-selector:s no-headers l/selector:s show-swap sort-by:s sum use-protocol-buffers=true
uncordon: dry-run:s=none?unchanged l/selector:s
version: client o/output:s
wait: all A/all-namespaces allow-missing-template-keys=true field-selector:s f/filename:S for:A local o/output:s R/recursive=true l/selector:s show-managed-fields
    template:s timeout:d=30s
`;

const DEPRECATED: Readonly<Record<string, string>> = {
  record: '--record will be removed in the future',
  'cpu-percent': "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
  'enable-managedby-label': 'The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.',
  reorder: "use the new 'sortOptions' field in kustomization.yaml instead.",
};

const TYPES: Readonly<Record<string, FlagType>> = {
  s: 'string',
  S: 'stringSlice',
  A: 'stringArray',
  i: 'int',
  j: 'int32',
  k: 'int64',
  d: 'duration',
  t: 'bool',
  P: 'stringToString',
  M: 'mapStringString',
};

function flag(text: string): FlagSpec {
  const m = /^(?:(.)\/)?([^:=?!~*]+)(?::(\w))?(?:=((?:[^?!~*]|\*(?!$)|(?<==)\*)*))?(?:\?([^!~*]*))?([!~*]*)$/.exec(text) as RegExpExecArray;
  const [, short, name, code, given, bare, marks] = m;
  const type = code ? (TYPES[code] as FlagType) : 'bool';
  const deprecated = DEPRECATED[name as string];
  return {
    name: name as string,
    type,
    ...(short ? { short } : {}),
    ...(given ? { default: given } : {}),
    ...(bare !== undefined ? { bare } : type === 'bool' ? { bare: 'true' } : {}),
    ...(marks?.includes('!') ? { required: true } : {}),
    ...(marks?.includes('~') ? { hidden: true } : {}),
    ...(marks?.includes('~') && deprecated ? { deprecated } : {}),
  };
}

interface Draft {
  name: string;
  aliases: string[];
  suggestFor: string[];
  flags: FlagSpec[];
  persistentFlags: FlagSpec[];
  commands: Draft[];
}

/** The tree of commands; the root is `kubectl` with the flags that all know. */
export const KUBECTL: CommandSpec = tree();

function tree(): CommandSpec {
  const draft = (name: string): Draft => ({ name, aliases: [], suggestFor: [], flags: [], persistentFlags: [], commands: [] });
  const root = draft('kubectl');
  root.persistentFlags = GLOBAL.trim().split(/\s+/).map(flag);
  for (const line of COMMANDS.trim().split(/\n(?! )/)) {
    const m = /^([^:(]+?)(?: \(([^)]*)\))?:(.*)$/s.exec(line) as RegExpExecArray;
    const path = (m[1] as string).split(' ');
    const [name, ...aliases] = (path[path.length - 1] as string).split('|') as [string, ...string[]];
    let parent = root;
    for (const step of path.slice(0, -1)) parent = parent.commands.find((c) => c.name === step) as Draft;
    const command = draft(name);
    command.aliases = aliases;
    command.suggestFor = m[2] ? m[2].split(' ') : [];
    for (const text of (m[3] as string).split(/\s+/).filter(Boolean)) (text.endsWith('*') && !text.endsWith('=*') ? command.persistentFlags : command.flags).push(flag(text));
    parent.commands.push(command);
  }
  return root;
}
