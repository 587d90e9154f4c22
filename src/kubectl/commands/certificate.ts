// kubectl certificate approve and deny: says yes or no to a request for a certificate.
// Upstream: k8s.io/kubectl/pkg/cmd/certificates/certificates.go

import { isObject } from '../../base/json.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isConflict, isExpected, isNotFound, messageOf } from '../errors.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { groupOf, kindOf, nameOf } from '../output/object.ts';

const GROUP = 'certificates.k8s.io';
const PATH = `/apis/${GROUP}/v1/certificatesigningrequests`;
const MAX_CONFLICTS = 10;

interface Decision {
  readonly type: 'Approved' | 'Denied';
  readonly against: 'Approved' | 'Denied';
  readonly reason: string;
  readonly message: string;
}

const approval = (name: string, word: string, decision: Decision): CommandModule => ({
  name,
  *run(k) {
    const printer = k.printer(word);
    if (k.args.length < 1 && !k.hasFiles) throw new KubectlError('one or more CSRs must be specified as <name> or -f <filename>');
    const found = yield* k.find({
      continueOnError: true,
      files: k.fileOptions,
      ...(k.args.length ? { resourceNames: { resource: 'certificatesigningrequests', names: k.args } } : {}),
      flatten: true,
      latest: true,
    });
    let count = 0;
    yield* found.visit(function* (info) {
      yield* decide(k, info, decision);
      count++;
      k.print(printer, info.object);
    });
    if (count === 0) k.out('No resources found\n');
  },
});

function* decide(k: Invocation, info: Info, decision: Decision): Sim<void> {
  for (let conflicts = 0; ; conflicts++) {
    const object = info.object as AnyItem;
    if (kindOf(object) !== 'CertificateSigningRequest' || groupOf(object) !== GROUP) {
      throw new KubectlError(`can only handle CertificateSigningRequest.${GROUP} objects, got ${[kindOf(object), groupOf(object)].filter(Boolean).join('.')}`);
    }
    const name = nameOf(object);
    const present = yield* currentRequest(k, name);
    const changed = withDecision(present, name, decision, k);
    if (!changed && !k.flags.flag('force')) return;
    try {
      yield* k.http.send({ method: 'PUT', path: `${PATH}/${name}/approval`, body: changed ?? present });
      return;
    } catch (error) {
      if (!isExpected(error) || !isConflict(error) || conflicts >= MAX_CONFLICTS) throw error;
      yield* info.get();
    }
  }
}

function* currentRequest(k: Invocation, name: string): Sim<AnyItem> {
  try {
    return (yield* k.http.send({ method: 'GET', path: `${PATH}/${name}` })) as AnyItem;
  } catch (error) {
    if (isExpected(error) && isNotFound(error)) throw new KubectlError(`could not find v1 version of ${name}: ${messageOf(error)}`);
    throw error;
  }
}

/** Undefined where it was decided so already. */
function withDecision(request: AnyItem, name: string, { type, against, reason, message }: Decision, k: Invocation): AnyItem | undefined {
  const status = isObject(request.status) ? request.status : {};
  const conditions = (Array.isArray(status.conditions) ? status.conditions : []) as readonly AnyItem[];
  if (conditions.some((c) => c.type === against)) throw new KubectlError(`certificate signing request ${goQuote(name)} is already ${against}`);
  if (conditions.some((c) => c.type === type)) return undefined;
  const condition = { type, status: 'True', reason, message, lastUpdateTime: k.process.kernel.timestamp() };
  return { ...request, status: { ...status, conditions: [...conditions, condition] } };
}

export const CERTIFICATE: readonly CommandModule[] = [
  approval('certificate approve', 'approved', { type: 'Approved', against: 'Denied', reason: 'KubectlApprove', message: 'This CSR was approved by kubectl certificate approve.' }),
  approval('certificate deny', 'denied', { type: 'Denied', against: 'Approved', reason: 'KubectlDeny', message: 'This CSR was denied by kubectl certificate deny.' }),
];
