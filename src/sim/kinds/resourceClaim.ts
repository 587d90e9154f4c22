// ResourceClaim: the devices that Pods share or have to themselves.
// Upstream: pkg/apis/resource/validation, pkg/registry/resource/resourceclaim

import type { IResourceClaim } from 'kubernetes-models/resource.k8s.io/v1/ResourceClaim';
import { equal } from '../../base/json.ts';
import { defineKind, type StrategyContext } from '../api/kind.ts';
import { byteLength } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import {
  checkBinding,
  checkClaim,
  checkConfiguration,
  checkDeviceDriver,
  checkLabelName,
  checkPoolName,
  checkRaw,
  checkRequestRef,
  checkRequestRefs,
  checkSet,
  checkToleration,
  CLAIM_SHAPES,
  claimDefaults,
  requestNames,
  type DeviceClaim,
} from './shared/deviceRules.ts';
import { startWith } from './shared/generation.ts';
import { internal, internalBy } from './shared/internal.ts';
import { interfaceAddressFaults } from './shared/ipRules.ts';
import { IMMUTABLE, type Report } from './shared/report.ts';
import { checkConditions, checkOneOf, each, reported } from './shared/rules.ts';
import { checkNodeSelector } from './shared/scheduling.ts';
import { tableOf } from './shared/tableOf.ts';

export type ResourceClaim = Served<IResourceClaim>;
type Allocation = NonNullable<ResourceClaim['status']['allocation']>;

export const ResourceClaim = defineKind<ResourceClaim>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  scope: 'Namespaced',
  status: true,
  simulated: 'stored',
  defaults: ({ spec }) => claimDefaults(spec.devices),
  strategy: {
    returnsDeleted: true,
    prepareForCreate: startWith({}),
    validate: (o, context) =>
      reported((r) => {
        checkAdminAccess(r, 'spec.devices', o.spec.devices, context);
        checkClaim(r, 'spec.devices', o.spec.devices, false);
      }),
    validateUpdate: (o, old) =>
      reported((r) => {
        if (!equal(o.spec, old.spec)) r.invalid('spec', internal('Spec', o.spec, CLAIM_SHAPES), IMMUTABLE);
        else checkClaim(r, 'spec.devices', o.spec.devices, true);
      }),
    validateStatusUpdate: (o, old) => reported((r) => checkStatus(r, o, old)),
  },
  table: tableOf('Name;State;Age', (o, age) => [o.metadata.name, stateText(o), age]),
});

function stateText({ metadata: { deletionTimestamp }, status: { allocation, reservedFor } }: ResourceClaim): string {
  const states = deletionTimestamp ? ['deleted'] : [];
  if (allocation) states.push('allocated', ...(reservedFor?.length ? ['reserved'] : []));
  else if (!deletionTimestamp) states.push('pending');
  return states.join(',');
}

const ADMIN_LABEL = 'resource.kubernetes.io/admin-access';

/** Who may look at devices that others use is decided by a label on the namespace. */
export function checkAdminAccess(r: Report, at: string, claim: DeviceClaim | undefined, { namespaceLabels }: StrategyContext): void {
  each(claim?.requests, `${at}.requests`, ({ exactly }, path) => {
    if (exactly?.adminAccess && namespaceLabels?.()[ADMIN_LABEL] !== 'true') {
      r.forbidden(`${path}.adminAccess`, `admin access to devices requires the \`${ADMIN_LABEL}: true\` label on the containing namespace`);
    }
  });
}

// ---- status ----

function checkStatus(r: Report, o: ResourceClaim, old: ResourceClaim): void {
  const { reservedFor = [], devices, allocation } = o.status;
  checkSet(r, 'status.reservedFor', reservedFor, 256, (consumer, path) => {
    for (const field of ['resource', 'name', 'uid'] as const) if (!consumer[field]) r.required(`${path}.${field}`);
  }, (consumer) => consumer.uid);
  const allocated = (allocation?.devices?.results ?? []).map(sharedId);
  checkSet(r, 'status.devices', devices, Infinity, (device, path) => {
    checkDeviceDriver(r, `${path}.driver`, device.driver);
    checkPoolName(r, `${path}.pool`, device.pool);
    checkLabelName(r, `${path}.device`, device.device);
    const id = sharedId(device);
    if (!allocated.some((a) => equal(a, id))) r.invalid(path, id, 'must be an allocated device in the claim');
    if ((device.conditions?.length ?? 0) > 8) r.tooMany(`${path}.conditions`, device.conditions?.length ?? 0, 8);
    checkConditions(r, `${path}.conditions`, device.conditions);
    if (device.data !== undefined) checkRaw(r, `${path}.data`, device.data);
    const { interfaceName = '', hardwareAddress = '', ips } = device.networkData ?? {};
    if (byteLength(interfaceName) > 256) r.tooLong(`${path}.networkData.interfaceName`, '', 256);
    if (byteLength(hardwareAddress) > 128) r.tooLong(`${path}.networkData.hardwareAddress`, '', 128);
    checkSet(r, `${path}.networkData.ips`, ips, 16, (ip, at) => r.faults(at, ip, interfaceAddressFaults(ip)), (ip) => ip);
  }, sharedId);
  if (reservedFor.length && !allocation) r.forbidden('status.reservedFor', 'may not be specified when `allocated` is not set');
  else if (reservedFor.length && o.metadata.deletionTimestamp && reservedFor.some((c) => !old.status.reservedFor?.some((was) => equal(was, c)))) {
    r.forbidden('status.reservedFor', 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set');
  }
  if (!allocation) return;
  if (!old.status.allocation) checkAllocation(r, 'status.allocation', allocation, requestNames(o.spec.devices));
  else if (!equal(allocation, old.status.allocation)) r.invalid('status.allocation', allocation, IMMUTABLE);
}

const sharedId = (device: { readonly driver: string; readonly pool: string; readonly device: string; readonly shareID?: string }) =>
  internalBy('Driver Pool Device ShareID', device);

function checkAllocation(r: Report, at: string, { devices, nodeSelector }: Allocation, names: ReadonlySet<string>): void {
  checkSet(r, `${at}.devices.results`, devices?.results, 32, (result, path) => {
    checkRequestRef(r, `${path}.request`, result.request, names);
    checkDeviceDriver(r, `${path}.driver`, result.driver);
    checkPoolName(r, `${path}.pool`, result.pool);
    checkLabelName(r, `${path}.device`, result.device);
    checkBinding(r, path, result.bindingConditions, result.bindingFailureConditions);
    each(result.tolerations, `${path}.tolerations`, (toleration, p) => checkToleration(r, p, toleration));
  });
  checkSet(r, `${at}.devices.config`, devices?.config, 64, (entry, path) => {
    if (!entry.source) r.required(`${path}.source`);
    else checkOneOf(r, `${path}.source`, entry.source, ['FromClaim', 'FromClass'], false);
    checkRequestRefs(r, `${path}.requests`, entry.requests, names);
    checkConfiguration(r, path, entry);
  });
  if (!nodeSelector) return;
  r.enter(`${at}.nodeSelector`);
  checkNodeSelector(r, nodeSelector as never, false);
  r.leave();
}
