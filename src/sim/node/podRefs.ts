// Which ConfigMaps and Secrets a Pod refers to. Upstream: pkg/api/v1/pod/util.go (VisitPodConfigmapNames, VisitPodSecretNames)

import type { Pod } from '../kinds/pod.ts';
import type { Container } from '../kinds/shared/podTypes.ts';
import { allContainers } from './podParts.ts';

export interface References {
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
}

const known = new WeakMap<object, References>();

export function referencesOf(pod: Pod): References {
  const { spec } = pod;
  let references = known.get(spec);
  if (!references) known.set(spec, (references = collected(pod)));
  return references;
}

function collected(pod: Pod): References {
  const configMaps = new Set<string>();
  const secrets = new Set<string>();
  const add = (set: Set<string>, name: string | undefined): void => {
    if (name) set.add(name);
  };
  for (const { name } of pod.spec.imagePullSecrets ?? []) add(secrets, name);
  for (const [, c] of allContainers(pod)) {
    const container = c as Container;
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      add(configMaps, configMapRef?.name);
      add(secrets, secretRef?.name);
    }
    for (const { valueFrom } of container.env ?? []) {
      add(configMaps, valueFrom?.configMapKeyRef?.name);
      add(secrets, valueFrom?.secretKeyRef?.name);
    }
  }
  for (const { configMap, secret, projected } of pod.spec.volumes ?? []) {
    add(configMaps, configMap?.name);
    add(secrets, secret?.secretName);
    for (const source of projected?.sources ?? []) {
      add(configMaps, source.configMap?.name);
      add(secrets, source.secret?.name);
    }
  }
  return { configMaps: [...configMaps], secrets: [...secrets] };
}
