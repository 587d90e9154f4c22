// `kubectl run`, `expose` and `autoscale` of the test's kubectl.

import { autoscalerFor, checkAutoscale } from '../../generators/autoscale.ts';
import { operationText } from '../../generators/context.ts';
import { Exposer } from '../../generators/expose.ts';
import { planRun, podToRun, serviceToRun } from '../../generators/run.ts';
import { objectPrinter, type ObjectPrinter } from '../printer.ts';
import { contextOf } from './create.ts';
import type { Call } from './kubectl.ts';
import { lookUp, notServed, type Found } from './world.ts';
import { AggregateFailure, KubectlError } from '../errors.ts';

export function run(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('created', strategy), typed: true });
  const { name } = planRun(flags, strategy, call.name);
  const context = contextOf(call);
  const pod = podToRun(name, flags, context);
  if (strategy !== 'client') throw notServed();
  if (flags.flag('expose')) {
    call.stdout += printer.print(serviceToRun(name, flags, context));
    if (flags.text('output') === 'yaml') call.stdout += '---\n';
  }
  call.stdout += printer.print(pod);
}

export function expose(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('exposed', strategy), typed: true });
  const exposer = new Exposer(flags, contextOf(call));
  each(call, (found) => exposer.service(found.object), printer);
}

/** Goes on after errors. */
function each(call: Call, make: (found: Found) => unknown, printer: ObjectPrinter): void {
  const { found, errors } = lookUp(call.world, { args: call.flags.args });
  const all = [...errors];
  for (const item of found) {
    try {
      call.stdout += printer.print(make(item));
    } catch (error) {
      all.push(error as Error);
    }
  }
  if (all.length > 0) throw new AggregateFailure(all);
}

const SCALABLE = ['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers'];

export function autoscale(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  checkAutoscale(flags);
  each(
    call,
    ({ resource, object }) => {
      if (!SCALABLE.includes(resource.plural)) {
        throw new KubectlError(`cannot autoscale a ${resource.kind}: could not find scale subresource for ${resource.group}/${resource.version}, Resource=${resource.plural} in discovery information`);
      }
      return autoscalerFor(object, flags, contextOf(call));
    },
    { print: (object) => objectPrinter(flags, { files: world.files, operation: operationText('created', strategy), typed: true }).print(object) },
  );
}
