// kubectl expose: a Service for what has Pods.
// Upstream: k8s.io/kubectl/pkg/cmd/expose/expose.go

import { contextFor } from './createObjects.ts';
import { Exposer } from '../generators/expose.ts';
import { withSavedConfig } from '../generators/lastApplied.ts';
import { Helper } from '../helper.ts';
import { withNamespace, type AnyItem } from '../info.ts';
import type { CommandModule } from '../invocation.ts';
import { typedForm } from '../patching.ts';
import { typed } from '../typed.ts';

export const expose: CommandModule = {
  name: 'expose',
  *run(k) {
    const { flags, dryRun } = k;
    const printer = k.printer('exposed', true);
    const exposer = new Exposer(flags, yield* contextFor(k, false));
    const found = yield* k.find({ ...k.usual, args: k.args });
    yield* found.visit(function* (info) {
      const service = exposer.service(info.object) as AnyItem;
      if (dryRun === 'client') {
        k.print(printer, k.explicitNamespace ? typedForm(withNamespace(service, k.namespace)) : service);
        return;
      }
      const sent = withSavedConfig(service, flags.flag('save-config'), true);
      const helper = new Helper(k.http, typed('v1', 'Service'), { dryRun: dryRun === 'server', fieldManager: flags.text('field-manager') });
      k.print(printer, typedForm(yield* helper.create(k.namespace, sent)));
    });
  },
};
