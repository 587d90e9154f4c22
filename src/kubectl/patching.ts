// Commands that change typed objects: the change is computed here and sent as a strategic merge patch.
// Upstream: k8s.io/kubectl/pkg/cmd/set/helper.go

import type { JsonObject } from '../base/json.ts';
import { PATCH_TYPES } from '../sim/api/http.ts';
import { createTwoWayPatch } from '../sim/api/patch/strategicDiff.ts';
import { typeOf } from '../sim/api/schema/schema.ts';
import type { SchemaType } from '../sim/api/schema/schemaType.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError, isExpected, messageOf, throwAll } from './errors.ts';
import type { AnyItem, Info } from './info.ts';
import type { Invocation } from './invocation.ts';
import { goForm } from './output/goForm.ts';
import { apiVersionOf, kindOf } from './output/object.ts';
import type { ObjectPrinter } from './output/printer.ts';

export interface PatchStep {
  /** The changed object; undefined where there is nothing to do with it. Throws what is wrong with it. */
  change(object: AnyItem, info: Info): AnyItem | undefined;
  /** Before the server's words. */
  readonly failed: string;
  readonly local: boolean;
  readonly printer: ObjectPrinter;
  /** Objects that stay as they are are told too. */
  readonly evenUnchanged?: boolean;
}

export const typedForm = (object: AnyItem): AnyItem => goForm(object) as AnyItem;

export function strategicPatch(before: AnyItem, after: AnyItem): AnyItem {
  return createTwoWayPatch(before as JsonObject, after as JsonObject, typeOf(apiVersionOf(before), kindOf(before)) as SchemaType) as AnyItem;
}

/** Changes one object after the other; what went wrong comes at the end. */
export function* patchAll(k: Invocation, infos: readonly Info[], step: PatchStep, errors: Error[]): Sim<void> {
  for (const info of infos) {
    const before = typedForm(info.object as AnyItem);
    let after: AnyItem | undefined;
    let patch: AnyItem;
    try {
      after = step.change(before, info);
      if (after === undefined) continue;
      after = typedForm(after);
      patch = strategicPatch(before, after);
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors.push(new KubectlError(`error: ${info.objectName} ${messageOf(error)}\n`));
      continue;
    }
    if (Object.keys(patch).length === 0 && !step.evenUnchanged) continue;
    if (step.local || k.dryRun === 'client') {
      k.print(step.printer, after);
      continue;
    }
    try {
      const helper = info.helper({ dryRun: k.dryRun === 'server', fieldManager: k.flags.text('field-manager') });
      k.print(step.printer, typedForm(yield* helper.patch(info.namespace, info.name, PATCH_TYPES.strategic, patch)));
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors.push(new KubectlError(`${step.failed}${messageOf(error)}`));
    }
  }
  throwAll(errors);
}
