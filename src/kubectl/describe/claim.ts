// The part of a PersistentVolumeClaim that a Pod's own claim shows as well.
// Upstream: k8s.io/kubectl/pkg/describe (printPersistentVolumeClaim), k8s.io/kubectl/pkg/util/storage

import type { Page } from './page.ts';
import { amount, since, slice } from './values.ts';

type Amounts = { readonly [key: string]: string | number };

export interface ClaimShape {
  readonly metadata?: { readonly name?: string; readonly annotations?: { readonly [key: string]: string }; readonly labels?: { readonly [key: string]: string }; readonly deletionTimestamp?: string; readonly finalizers?: readonly string[] };
  readonly spec?: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly resources?: { readonly requests?: Amounts };
    readonly accessModes?: readonly string[];
    readonly dataSource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
  readonly status?: { readonly phase?: string; readonly accessModes?: readonly string[]; readonly capacity?: Amounts };
}

const CLASS = 'volume.beta.kubernetes.io/storage-class';

export const storageClassOf = ({ metadata, spec }: ClaimShape): string => metadata?.annotations?.[CLASS] ?? spec?.storageClassName ?? '';

const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX`, always in the same order. */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');

export const finalizersText = (finalizers: readonly string[] | undefined): string => slice(finalizers);

/** A whole claim where its time is known, else the template of one. */
export function writeClaim(page: Page, claim: ClaimShape, nowMs?: number): void {
  const { metadata = {}, spec = {}, status = {} } = claim;
  const whole = nowMs !== undefined;
  page.field('StorageClass', storageClassOf(claim));
  if (whole) page.field('Status', metadata.deletionTimestamp ? `Terminating (lasts ${since(metadata.deletionTimestamp, nowMs)})` : (status.phase ?? ''));
  page.field('Volume', spec.volumeName ?? '');
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  if (whole) page.field('Finalizers', finalizersText(metadata.finalizers));
  const bound = (spec.volumeName ?? '') !== '';
  page.field('Capacity', bound ? amount(status.capacity?.storage) : '');
  page.field('Access Modes', bound ? accessModesText(status.accessModes) : '');
  if (spec.volumeMode !== undefined) page.field('VolumeMode', spec.volumeMode);
  const { dataSource } = spec;
  if (!dataSource) return;
  page.write(0, 'DataSource:\n');
  if (dataSource.apiGroup !== undefined) page.inner(1, 'APIGroup', dataSource.apiGroup);
  page.inner(1, 'Kind', dataSource.kind);
  page.inner(1, 'Name', dataSource.name);
}
