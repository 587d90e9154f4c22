// Rules for file paths and file modes in volumes.
// Upstream: pkg/apis/core/validation/validation.go

import type { Report, Step } from './report.ts';

export const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

export function checkFileMode(report: Report, child: Step, mode: number | undefined): void {
  if (mode !== undefined && mode !== null && (mode > 0o777 || mode < 0)) report.invalid(child, mode, FILE_MODE);
}

export const hasBackstep = (path: string): boolean => path.includes('..') && path.split('/').includes('..');

export function checkNoBacksteps(report: Report, child: Step, path: string): void {
  if (hasBackstep(path)) report.invalid(child, path, "must not contain '..'");
}

/** Relative, and never up. */
export function checkLocalDescending(report: Report, child: Step, path: string): void {
  if (path.startsWith('/')) report.invalid(child, path, 'must be a relative path');
  checkNoBacksteps(report, child, path);
}

/** As above, and no name that the kubelet keeps for itself. */
export function checkLocalNonReserved(report: Report, child: Step, path: string): void {
  checkLocalDescending(report, child, path);
  if (path.startsWith('..') && !path.startsWith('../')) report.invalid(child, path, "must not start with '..'");
}
