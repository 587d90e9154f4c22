import type { Files } from '../files.ts';
import { KubectlError } from '../errors.ts';
export function buildKustomization(_files: Files, folder: string): string {
  throw new KubectlError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`);
}
