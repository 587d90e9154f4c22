// kubectl autoscale: a HorizontalPodAutoscaler for something that can be scaled.
// Upstream: k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go

import { canonicalQuantity, QuantityError } from '../../sim/api/quantity.ts';
import { formatFloat } from '../../sim/api/yaml/goNumber.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import { apiVersionOf, kindOf, nameOf, type Item } from '../output/object.ts';
import { namespaceFor, type GeneratorContext } from './context.ts';

export function checkAutoscale(flags: Flags): void {
  const max = flags.number('max');
  const min = flags.number('min');
  if (max < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  if (flags.number('cpu-percent') > 0 && flags.text('cpu') !== '') throw new KubectlError('--cpu-percent and --cpu are mutually exclusive');
  for (const resource of ['cpu', 'memory'] as const) if (flags.text(resource) !== '') targetOf(flags.text(resource), resource);
}

/** `target`: the object to scale; of it only what it is and its name count. */
export function autoscalerFor(target: unknown, flags: Flags, context: GeneratorContext): Item {
  checkAutoscale(flags);
  const name = nameOf(target);
  const percent = flags.number('cpu-percent');
  const metrics = [
    ...(percent > 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: percent })] : []),
    ...(['cpu', 'memory'] as const).filter((resource) => flags.text(resource) !== '').map((resource) => metric(resource, targetOf(flags.text(resource), resource))),
  ];
  return goForm({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: flags.text('name') || name, namespace: namespaceFor(context) },
    spec: {
      scaleTargetRef: { kind: kindOf(target), name, apiVersion: apiVersionOf(target) },
      minReplicas: flags.number('min') > 0 ? flags.number('min') : undefined,
      maxReplicas: flags.number('max'),
      metrics,
    },
  });
}

const metric = (name: string, target: Item): Item => ({ type: 'Resource', resource: { name, target } });

const UNITS = { cpu: 'm', memory: 'Mi' } as const;

/** `70%`, `500m`, or a bare number of milli-CPUs or mebibytes. */
function targetOf(given: string, resource: 'cpu' | 'memory'): Item {
  const text = given.trim();
  if (text === '') throw new KubectlError('empty input');
  if (text.endsWith('%')) {
    const digits = text.slice(0, -1);
    const percent = /^\+?\d+$|^-0+$/.test(digits) ? Number(digits) : -1;
    if (percent < 0 || percent > 0x7fff_ffff) throw new KubectlError(`invalid percentage value: ${digits}`);
    return { type: 'Utilization', averageUtilization: percent + 0 };
  }
  const bare = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
  try {
    return { type: 'AverageValue', averageValue: canonicalQuantity(bare ? `${formatFloat(Number(text))}${UNITS[resource]}` : text) };
  } catch (error) {
    if (error instanceof QuantityError) throw new KubectlError(bare ? error.message : `invalid resource ${resource} value: ${text}`);
    throw error;
  }
}
