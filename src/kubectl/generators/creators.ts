// The subcommands of `kubectl create`: what makes each one's object.

import type { Flags } from '../flags.ts';
import type { Item } from '../output/object.ts';
import { createConfigMap } from './configMap.ts';
import type { GeneratorContext } from './context.ts';
import { createIngress } from './ingress.ts';
import { createClusterRole, createRole } from './role.ts';
import { createClusterRoleBinding, createRoleBinding } from './roleBinding.ts';
import { createDockerRegistrySecret, createSecret, createTlsSecret } from './secret.ts';
import { createService } from './service.ts';
import { createNamespace, createPodDisruptionBudget, createPriorityClass, createQuota, createServiceAccount } from './simple.ts';
import { createCronJob, createDeployment, createJob } from './workloads.ts';

export interface Creator {
  /** Throws KubectlError where the flags do not make an object. */
  create(name: string, flags: Flags, context: GeneratorContext): Item;
  /** Stands before what the server says when it refuses the object. */
  readonly onFailure: string;
  /** Whether --save-config is heeded; the real `create service` forgets it. */
  readonly savesConfig: boolean;
}

/** By the words after `kubectl create`. A Job may also come from a CronJob (jobFromCronJob), a token is asked for (tokenRequest). */
export const CREATORS: Readonly<Record<string, Creator>> = {
  clusterrole: { create: createClusterRole, onFailure: '', savesConfig: true },
  clusterrolebinding: { create: createClusterRoleBinding, onFailure: 'failed to create clusterrolebinding: ', savesConfig: true },
  configmap: { create: createConfigMap, onFailure: 'failed to create configmap: ', savesConfig: true },
  cronjob: { create: createCronJob, onFailure: 'failed to create cronjob: ', savesConfig: true },
  deployment: { create: createDeployment, onFailure: 'failed to create deployment: ', savesConfig: true },
  ingress: { create: createIngress, onFailure: 'failed to create ingress: ', savesConfig: true },
  job: { create: createJob, onFailure: 'failed to create job: ', savesConfig: true },
  namespace: { create: createNamespace, onFailure: '', savesConfig: true },
  poddisruptionbudget: { create: createPodDisruptionBudget, onFailure: 'failed to create poddisruptionbudgets: ', savesConfig: true },
  priorityclass: { create: createPriorityClass, onFailure: 'failed to create priorityclass: ', savesConfig: true },
  quota: { create: createQuota, onFailure: 'failed to create quota: ', savesConfig: true },
  role: { create: createRole, onFailure: '', savesConfig: true },
  rolebinding: { create: createRoleBinding, onFailure: 'failed to create rolebinding: ', savesConfig: true },
  'secret docker-registry': { create: createDockerRegistrySecret, onFailure: 'failed to create secret ', savesConfig: true },
  'secret generic': { create: createSecret, onFailure: 'failed to create secret ', savesConfig: true },
  'secret tls': { create: createTlsSecret, onFailure: 'failed to create secret ', savesConfig: true },
  'service clusterip': { create: (name, flags, context) => createService('ClusterIP', name, flags, context), onFailure: 'failed to create ClusterIP service: ', savesConfig: false },
  'service externalname': { create: (name, flags, context) => createService('ExternalName', name, flags, context), onFailure: 'failed to create ExternalName service: ', savesConfig: false },
  'service loadbalancer': { create: (name, flags, context) => createService('LoadBalancer', name, flags, context), onFailure: 'failed to create LoadBalancer service: ', savesConfig: false },
  'service nodeport': { create: (name, flags, context) => createService('NodePort', name, flags, context), onFailure: 'failed to create NodePort service: ', savesConfig: false },
  serviceaccount: { create: createServiceAccount, onFailure: 'failed to create serviceaccount: ', savesConfig: true },
};
