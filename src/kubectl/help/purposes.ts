// What the flags of commands are for, in our own words: one sentence each, whatever command they belong to.

const TABLE = `
all: All objects of the kinds named, in this namespace.
all-containers: Of every container of the Pod.
all-namespaces: In every namespace, not only the present one.
allow-missing-template-keys: A template may ask for what is not there.
annotations: Annotations to set on the new object.
api-group: Only kinds of this API group.
api-version: The version of the kind to look at.
attach: Wait for the Pod, then join its input and output.
cascade: What becomes of dependents: background, foreground or orphan.
chunk-size: How many objects to ask for at once; 0 for all.
clusterrole: The ClusterRole to grant.
command: The words behind -- are the command, not its arguments.
container: The container that is meant.
cpu: Target of CPU use, as 70% or 500m.
current-replicas: Only if there are so many replicas now.
delete-emptydir-data: Go on though Pods keep data in an emptyDir.
disable-eviction: Delete Pods instead of evicting them.
dry-run: none, client (print what would be sent) or server (ask, but keep nothing).
env: A variable as NAME=value.
expose: Also make a Service for the Pod.
external-name: The outside name that the Service stands for.
field-manager: The name under which the fields set here are owned.
field-selector: Only objects whose fields fit, as status.phase=Running.
filename: A file, a folder or - for standard input.
follow: Go on printing as lines are written.
for: What to wait for, or whose events to show.
force: Do not wait or ask: delete at once, or make anew.
force-conflicts: Take fields over from their other managers.
from-env-file: A file with NAME=value lines.
from-file: A file whose content becomes a value.
from-literal: A key and its value, as key=value.
global-default: The class of Pods that name none.
grace-period: Seconds for a Pod to end; -1 for its own.
hard: Limits, as pods=10,cpu=4.
ignore-daemonsets: Leave Pods of DaemonSets where they are.
ignore-errors: Go on after errors of single containers.
ignore-not-found: It is no error when the object is not there.
image: The image to run.
image-pull-policy: When to pull: Always, IfNotPresent or Never.
keys: Only these keys of the source.
kustomize: A folder with a kustomization.
label-columns: Show these labels as columns.
labels: Labels for the new object.
leave-stdin-open: Keep the input open after the first who attached left.
limit-bytes: At most so many bytes.
limits: Upper bounds, as cpu=200m,memory=512Mi.
list: Only show what is there.
local: Ask no server; change only what the files say.
max: The highest number of replicas.
max-unavailable: How many Pods may be missing at once.
min: The lowest number of replicas.
min-available: How many Pods must stay.
name: The name of the new object.
namespaced: Kinds with a namespace, or those without.
no-headers: Without the line of column names.
now: With a grace period of one second.
output: The form of the output: json, yaml, name, wide, jsonpath=…, custom-columns=….
overrides: JSON laid over the object before it is sent.
overwrite: Values that are there may be replaced.
patch: The patch, as JSON or YAML.
patch-file: A file with the patch.
pod-running-timeout: How long to wait for a Pod to run.
pod-selector: Only Pods with these labels.
port: The port that is offered.
prefix: Name the source in front of every line.
previous: Of the container's run before this one.
protocol: TCP, UDP or SCTP.
prune: Delete what an earlier apply made and the files no longer name.
quiet: Print only what the container prints.
raw: Send this path to the server and print the answer as it comes.
recursive: Folders below too; or all fields below.
replicas: How many Pods there shall be.
requests: What is set aside, as cpu=100m,memory=256Mi.
resource: The kind of object, with its API group behind a dot.
resource-version: Only if the object is at this version.
restart: When to start again: Always, OnFailure or Never.
revision: The revision that is meant.
rm: Delete the Pod when it has ended.
role: The Role to grant.
rule: Which host and path lead to which service and port.
save-config: Note the configuration, so that apply can go on from it.
schedule: When to run, as five fields of cron.
selector: Only objects with these labels, as app=web,tier!=back.
server-print: Let the server make the columns.
server-side: Let the server merge, and keep account of who set what.
serviceaccount: A ServiceAccount, as namespace:name.
show-events: Also show the object's events.
show-kind: Show the kind in front of the name.
show-labels: Show all labels as a last column.
show-managed-fields: Also show who owns which field.
since: Only what is younger than this, as 5s or 2h.
since-time: Only what was written after this moment.
sort-by: Sort by this field, as .metadata.name.
stdin: Pass standard input on to the container.
subresource: Work on a part of the object: status, scale or resize.
tail: Only so many of the last lines; -1 for all.
target-port: The port of the Pods behind the Service.
tcp: Ports as port:targetPort.
template: The template, or a file with it.
timeout: How long to wait before giving up.
timestamps: Put the time in front of every line.
to-revision: The revision to go back to; 0 for the one before.
tty: The input is a terminal.
type: The kind of patch, Service or Secret.
types: Only Normal or Warning events.
user: A user, by name.
validate: What to do about unknown fields: strict, warn or ignore.
verb: What may be done, as get,list,watch.
verbs: Only kinds that allow these verbs.
wait: Wait until it is really gone.
watch: Go on printing changes as they come.
watch-only: Print changes only, not what is there now.
`;

const PURPOSES: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
);

/** Empty where we have no words for it. */
export const purposeOf = (flag: string): string => PURPOSES.get(flag) ?? '';
