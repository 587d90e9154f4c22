// kubectl create KIND NAME: a generator makes the object, the server takes it.
// Upstream: k8s.io/kubectl/pkg/cmd/create

import type { CommandModule, Invocation } from '../invocation.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isExpected } from '../errors.ts';
import type { Flags } from '../flags.ts';
import { createConfigMap } from '../generators/configMap.ts';
import { nameFromArgs, validationOf, type GeneratorContext } from '../generators/context.ts';
import { createIngress } from '../generators/ingress.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import { createClusterRole, createRole } from '../generators/role.ts';
import { createClusterRoleBinding, createRoleBinding } from '../generators/roleBinding.ts';
import { createDockerRegistrySecret, createSecret, createTlsSecret } from '../generators/secret.ts';
import { createService, type ServiceType } from '../generators/service.ts';
import { createNamespace, createPodDisruptionBudget, createPriorityClass, createQuota, createServiceAccount, tokenRequest } from '../generators/simple.ts';
import { checkJob, createCronJob, createDeployment, createJob, jobFromCronJob } from '../generators/workloads.ts';
import { Helper } from '../helper.ts';
import { goForm } from '../output/goForm.ts';
import { apiVersionOf, kindOf, type Item } from '../output/object.ts';
import { typed } from '../typed.ts';
import { isObject } from '../../base/json.ts';

type Generator = (name: string, flags: Flags, context: GeneratorContext) => Item;

interface Options {
  /** What stands before the server's words; undefined: they stand alone. */
  readonly failed?: string;
  /** Resources are looked up in discovery. */
  readonly needsDiscovery?: boolean;
}

function generated(name: string, generator: Generator, options: Options = {}): CommandModule {
  return {
    name: `create ${name}`,
    *run(k) {
      const objectName = nameFromArgs(k.flags, k.commandPath);
      const { printer, send } = prepared(k, options);
      const context = yield* contextFor(k, options.needsDiscovery === true);
      const object = generator(objectName, k.flags, context);
      k.print(printer, yield* send(object));
    },
  };
}

interface Prepared {
  readonly printer: ReturnType<Invocation['printer']>;
  readonly send: (object: Item) => Sim<Item>;
}

/** Checks the flags that all know, and says how the object is sent. */
function prepared(k: Invocation, options: Options): Prepared {
  const { flags, dryRun } = k;
  const printer = k.printer('created', true);
  const fieldValidation = validationOf(flags);
  return {
    printer,
    *send(made) {
      const object = withSavedConfig(made, flags.flag('save-config'), true);
      if (dryRun === 'client') return object;
      const helper = new Helper(k.http, typed(apiVersionOf(object), kindOf(object)), { dryRun: dryRun === 'server', fieldManager: flags.text('field-manager'), fieldValidation });
      try {
        return typedAnswer(yield* helper.create(k.namespace, object));
      } catch (error) {
        if (options.failed !== undefined && isExpected(error)) throw new KubectlError(`${options.failed}${error.message}`);
        throw error;
      }
    },
  };
}

/** Answers are read into Go's types, whose empty fields have their own rules. */
export function typedAnswer(object: Item): Item {
  return goForm(object);
}

/** Only some generators look at discovery; the others ask nobody. */
export function* contextFor(k: Invocation, needsDiscovery: boolean): Sim<GeneratorContext> {
  if (needsDiscovery) return yield* k.generatorContext();
  return {
    namespace: k.namespace,
    enforceNamespace: k.explicitNamespace,
    files: k.process.files,
    randomSuffix: (length) => k.process.kernel.stream('kubectl/suffix').suffix(length),
    resourceFor: () => undefined,
    warn: (line) => k.err(`${line}\n`),
  };
}

const service = (name: string, type: ServiceType): CommandModule => generated(`service ${name}`, (n, flags, context) => createService(type, n, flags, context), { failed: `failed to create ${type} service: ` });

const job: CommandModule = {
  name: 'create job',
  *run(k) {
    const name = nameFromArgs(k.flags, k.commandPath);
    const { printer, send } = prepared(k, { failed: 'failed to create job: ' });
    checkJob(k.flags);
    const context = yield* contextFor(k, false);
    const from = k.flags.text('from');
    const object = from ? jobFromCronJob(name, yield* cronJobNamed(k, from), context) : createJob(name, k.flags, context);
    k.print(printer, yield* send(object));
  },
};

function* cronJobNamed(k: Invocation, from: string): Sim<unknown> {
  const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, args: [from], flatten: true, latest: true });
  const { infos, error } = yield* found.infos();
  if (error) throw error;
  if (infos.length !== 1) throw new KubectlError('from must be an existing cronjob');
  const object = infos[0]?.object;
  if (kindOf(object) !== 'CronJob') throw new KubectlError(`unknown object type *v1.${kindOf(object)}`);
  return object;
}

const token: CommandModule = {
  name: 'create token',
  *run(k) {
    const name = nameFromArgs(k.flags, k.commandPath);
    const { printer } = { printer: k.printer('created', true) };
    const request = tokenRequest(name, k.flags, yield* contextFor(k, false));
    let response: unknown;
    try {
      response = yield* k.http.send({ method: 'POST', path: `/api/v1/namespaces/${k.namespace}/serviceaccounts/${name}/token`, body: request });
    } catch (error) {
      throw isExpected(error) ? new KubectlError(`failed to create token: ${error.message}`) : error;
    }
    const status = isObject(response) && isObject(response.status) ? response.status : {};
    if (typeof status.token !== 'string' || status.token === '') throw new KubectlError('failed to create token: no token in server response');
    if (k.flags.changed('output')) k.print(printer, response);
    else k.out(status.token);
  },
};

export const CREATE_OBJECTS: readonly CommandModule[] = [
  generated('clusterrole', createClusterRole, { needsDiscovery: true }),
  generated('clusterrolebinding', createClusterRoleBinding, { failed: 'failed to create clusterrolebinding: ' }),
  generated('configmap', createConfigMap, { failed: 'failed to create configmap: ' }),
  generated('cronjob', createCronJob, { failed: 'failed to create cronjob: ' }),
  generated('deployment', createDeployment, { failed: 'failed to create deployment: ' }),
  generated('ingress', createIngress, { failed: 'failed to create ingress: ' }),
  job,
  generated('namespace', createNamespace),
  generated('poddisruptionbudget', createPodDisruptionBudget, { failed: 'failed to create poddisruptionbudgets: ' }),
  generated('priorityclass', createPriorityClass, { failed: 'failed to create priorityclass: ' }),
  generated('quota', createQuota, { failed: 'failed to create quota: ' }),
  generated('role', createRole, { needsDiscovery: true }),
  generated('rolebinding', createRoleBinding, { failed: 'failed to create rolebinding: ' }),
  generated('secret docker-registry', createDockerRegistrySecret, { failed: 'failed to create secret ' }),
  generated('secret generic', createSecret, { failed: 'failed to create secret ' }),
  generated('secret tls', createTlsSecret, { failed: 'failed to create secret ' }),
  service('clusterip', 'ClusterIP'),
  service('externalname', 'ExternalName'),
  service('loadbalancer', 'LoadBalancer'),
  service('nodeport', 'NodePort'),
  generated('serviceaccount', createServiceAccount, { failed: 'failed to create serviceaccount: ' }),
  token,
];

