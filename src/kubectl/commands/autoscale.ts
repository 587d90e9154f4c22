// kubectl autoscale: a HorizontalPodAutoscaler for what can be scaled.
// Upstream: k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go

import { contextFor } from './createObjects.ts';
import { KubectlError, isExpected } from '../errors.ts';
import { autoscalerFor, checkAutoscale } from '../generators/autoscale.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import { Helper } from '../helper.ts';
import type { CommandModule } from '../invocation.ts';
import { typedForm } from '../patching.ts';
import { resourceText } from '../restMapper.ts';
import { typed } from '../typed.ts';
import type { AnyItem } from '../info.ts';

export const autoscale: CommandModule = {
  name: 'autoscale',
  *run(k) {
    const { flags, dryRun } = k;
    const printer = k.printer('autoscaled', true);
    checkAutoscale(flags);
    const context = yield* contextFor(k, false);
    const found = yield* k.find({ ...k.usual, args: k.args });
    let count = 0;
    yield* found.visit(function* (info) {
      if (!info.mapping.resource.subresources.some((s) => s.name === 'scale')) {
        throw new KubectlError(`cannot autoscale a ${info.mapping.kind}: could not find scale subresource for ${resourceText(info.mapping)} in discovery information`);
      }
      const hpa = autoscalerFor(info.object, flags, context) as AnyItem;
      count++;
      if (dryRun === 'client') {
        k.print(printer, hpa);
        return;
      }
      const sent = withSavedConfig(hpa, flags.flag('save-config'), true);
      const helper = new Helper(k.http, typed('autoscaling/v2', 'HorizontalPodAutoscaler'), { dryRun: dryRun === 'server', fieldManager: flags.text('field-manager') });
      try {
        k.print(printer, typedForm(yield* helper.create(k.namespace, sent)));
      } catch (error) {
        if (!isExpected(error)) throw error;
        // The older version would be tried next, and say the same. What it is asked about first is --cpu, given or not.
        const cpu = flags.text('cpu').trim();
        if (cpu === '') throw new KubectlError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
        if (flags.text('memory') !== '' || (flags.number('cpu-percent') < 0 && !cpu.endsWith('%'))) {
          throw new KubectlError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: %!w(<nil>)');
        }
        throw error;
      }
    });
    if (count === 0) throw new KubectlError('no objects passed to autoscale');
  },
};
