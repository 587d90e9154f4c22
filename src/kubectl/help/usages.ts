// Each command's place, words and purpose, as `--help` shows them: `path :: arguments :: what it is for`, in the order in
// which kubectl registers them. Read from kubectl 1.36.3; the order decides among suggestions for a mistyped command.

export interface Usage {
  readonly path: string;
  readonly words: string;
  readonly short: string;
}

const TABLE = String.raw`
create :: -f FILENAME :: Create a resource from a file or from stdin
create namespace :: NAME [--dry-run=server|client|none] :: Create a namespace with the specified name
create quota :: NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] :: Create a quota with the specified name
create secret :: (docker-registry | generic | tls) :: Create a secret using a specified subcommand
create secret docker-registry :: NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] :: Create a secret for use with a Docker registry
create secret tls :: NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] :: Create a TLS secret
create secret generic :: NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] :: Create a secret from a local file, directory, or literal value
create configmap :: NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] :: Create a config map from a local file, directory or literal value
create serviceaccount :: NAME [--dry-run=server|client|none] :: Create a service account with the specified name
create service :: [flags] :: Create a service using a specified subcommand
create service clusterip :: NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] :: Create a ClusterIP service
create service nodeport :: NAME [--tcp=port:targetPort] [--dry-run=server|client|none] :: Create a NodePort service
create service loadbalancer :: NAME [--tcp=port:targetPort] [--dry-run=server|client|none] :: Create a LoadBalancer service
create service externalname :: NAME --external-name external.name [--dry-run=server|client|none] :: Create an ExternalName service
create deployment :: NAME --image=image -- [COMMAND] [args...] :: Create a deployment with the specified name
create clusterrole :: NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] :: Create a cluster role
create clusterrolebinding :: NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] :: Create a cluster role binding for a particular cluster role
create role :: NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] :: Create a role with single rule
create rolebinding :: NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] :: Create a role binding for a particular role or cluster role
create poddisruptionbudget :: NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] :: Create a pod disruption budget with the specified name
create priorityclass :: NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] :: Create a priority class with the specified name
create job :: NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] :: Create a job with the specified name
create cronjob :: NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] :: Create a cron job with the specified name
create ingress :: NAME --rule=host/path=service:port[,tls[=secret]] :: Create an ingress with the specified name
create token :: SERVICE_ACCOUNT_NAME :: Request a service account token
expose :: (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] :: Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service
run :: NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] :: Run a particular image on the cluster
set :: SUBCOMMAND :: Set specific features on objects
set image :: (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N :: Update the image of a pod template
set resources :: (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] :: Update resource requests/limits on objects with pod templates
set selector :: (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] :: Set the selector on a resource
set subject :: (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] :: Update the user, group, or service account in a role binding or cluster role binding
set serviceaccount :: (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT :: Update the service account of a resource
set env :: RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N :: Update environment variables on a pod template
explain :: TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] :: Get documentation for a resource
get :: [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] :: Display one or many resources
edit :: (RESOURCE/NAME | -f FILENAME) :: Edit a resource on the server
delete :: ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) :: Delete resources by file names, stdin, resources and names, or by resources and label selector
rollout :: SUBCOMMAND :: Manage the rollout of a resource
rollout history :: (TYPE NAME | TYPE/NAME) [flags] :: View rollout history
rollout pause :: RESOURCE :: Mark the provided resource as paused
rollout resume :: RESOURCE :: Resume a paused resource
rollout undo :: (TYPE NAME | TYPE/NAME) [flags] :: Undo a previous rollout
rollout status :: (TYPE NAME | TYPE/NAME) [flags] :: Show the status of the rollout
rollout restart :: RESOURCE :: Restart a resource
scale :: [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) :: Set a new size for a deployment, replica set, or replication controller
autoscale :: (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] :: Auto-scale a deployment, replica set, stateful set, or replication controller
certificate :: SUBCOMMAND :: Modify certificate resources
certificate approve :: (-f FILENAME | NAME) :: Approve a certificate signing request
certificate deny :: (-f FILENAME | NAME) :: Deny a certificate signing request
cluster-info :: [flags] :: Display cluster information
cluster-info dump :: [flags] :: Dump relevant information for debugging and diagnosis
top :: [flags] :: Display resource (CPU/memory) usage
top node :: [NAME | -l label] :: Display resource (CPU/memory) usage of nodes
top pod :: [NAME | -l label] :: Display resource (CPU/memory) usage of pods
cordon :: NODE :: Mark node as unschedulable
uncordon :: NODE :: Mark node as schedulable
drain :: NODE :: Drain node in preparation for maintenance
taint :: NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N :: Update the taints on one or more nodes
describe :: (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) :: Show details of a specific resource or group of resources
logs :: [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] :: Print the logs for a container in a pod
attach :: (POD | TYPE/NAME) -c CONTAINER :: Attach to a running container
exec :: (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] :: Execute a command in a container
port-forward :: TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N] :: Forward one or more local ports to a pod
proxy :: [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] :: Run a proxy to the Kubernetes API server
cp :: <file-spec-src> <file-spec-dest> :: Copy files and directories to and from containers
auth :: [flags] :: Inspect authorization
auth can-i :: VERB [TYPE | TYPE/NAME | NONRESOURCEURL] :: Check whether an action is allowed
auth reconcile :: -f FILENAME :: Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects
auth whoami ::  :: Experimental: Check self subject attributes
debug :: (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] :: Create debugging sessions for troubleshooting workloads and nodes
events :: [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] :: List events
diff :: -f FILENAME :: Diff the live version against a would-be applied version
apply :: (-f FILENAME | -k DIRECTORY) :: Apply a configuration to a resource by file name or stdin
apply view-last-applied :: (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) :: View the latest last-applied-configuration annotations of a resource/object
apply set-last-applied :: -f FILENAME :: Set the last-applied-configuration annotation on a live object to match the contents of a file
apply edit-last-applied :: (RESOURCE/NAME | -f FILENAME) :: Edit latest last-applied-configuration annotations of a resource/object
patch :: (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] :: Update fields of a resource
replace :: -f FILENAME :: Replace a resource by file name or stdin
wait :: ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] :: Wait for a specific condition on one or many resources
kustomize :: DIR [flags] :: Build a kustomization target from a directory or URL
label :: [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] :: Update the labels on a resource
annotate :: [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] :: Update the annotations on a resource
completion :: SHELL :: Output shell completion code for the specified shell (bash, zsh, fish, or powershell)
alpha :: [flags] :: Commands for features in alpha
config :: SUBCOMMAND :: Modify kubeconfig files
config view :: [flags] :: Display merged kubeconfig settings or a specified kubeconfig file
config set-cluster :: NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com] :: Set a cluster entry in kubeconfig
config set-credentials :: NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value] :: Set a user entry in kubeconfig
config set-context :: [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] :: Set a context entry in kubeconfig
config set :: PROPERTY_NAME PROPERTY_VALUE :: Set an individual value in a kubeconfig file
config unset :: PROPERTY_NAME :: Unset an individual value in a kubeconfig file
config current-context :: [flags] :: Display the current-context
config use-context :: CONTEXT_NAME :: Set the current-context in a kubeconfig file
config get-contexts :: [(-o|--output=)name)] :: Describe one or many contexts
config get-clusters :: [flags] :: Display clusters defined in the kubeconfig
config get-users :: [flags] :: Display users defined in the kubeconfig
config delete-cluster :: NAME :: Delete the specified cluster from the kubeconfig
config delete-context :: NAME :: Delete the specified context from the kubeconfig
config delete-user :: NAME :: Delete the specified user from the kubeconfig
config rename-context :: CONTEXT_NAME NEW_NAME :: Rename a context from the kubeconfig file
plugin :: [flags] :: Provides utilities for interacting with plugins
plugin list :: [flags] :: List all visible plugin executables on a user's PATH
version :: [flags] :: Print the client and server version information
api-versions ::  :: Print the supported API versions on the server, in the form of "group/version"
api-resources :: [flags] :: Print the supported API resources on the server
options :: [flags] :: Print the list of flags inherited by all commands
kuberc :: SUBCOMMAND :: Manage kuberc configuration files
kuberc view ::  :: Display the current kuberc configuration
kuberc set :: --section (defaults|aliases) --command COMMAND :: Set values in the kuberc configuration
`;

const USAGES: readonly Usage[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [path = '', words = '', short = ''] = line.split('::').map((part) => part.trim());
    return { path, words, short };
  });

const BY_PATH: ReadonlyMap<string, Usage> = new Map(USAGES.map((usage) => [usage.path, usage]));

export const usageOf = (path: string): Usage | undefined => BY_PATH.get(path);

const PLACES: ReadonlyMap<string, number> = new Map(USAGES.map(({ path }, i) => [path, i]));

/** Where a command stands among those of kubectl. */
export const placeOf = (path: string): number => PLACES.get(path) ?? PLACES.size;
