// What is wrong with the steps of a scenario that somebody wrote by hand; the format is golden/README.md of the recordings.

import { isObject } from '../base/json.ts';
import type { GoldenFolder } from '../session/golden.ts';

const COMPONENTS = ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver', 'etcd', 'kubelet', 'containerd', 'kube-proxy'];

type Check = (value: unknown, folder: GoldenFolder) => string | undefined;

const isSeconds = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1e6;
const stopOrStart = (value: unknown, allowed: (name: string) => boolean, wants: string): string | undefined => {
  const names = isObject(value) ? [value.stop, value.start].filter((name) => name !== undefined) : [];
  return names.length === 1 && typeof names[0] === 'string' && allowed(names[0]) ? undefined : `wants {stop: …} or {start: …} with ${wants}`;
};

/** What each kind of step must look like. */
const STEPS: Readonly<Record<string, Check>> = {
  run: (value) => (typeof value === 'string' && /^kubectl(\s|$)/.test(value) ? undefined : 'wants a kubectl command'),
  stop: (value) => (typeof value === 'string' ? undefined : 'wants the name of a background command'),
  sleep: (value) => (isSeconds(value) ? undefined : 'wants a number of seconds'),
  settle: (value) => (isObject(value) && Object.entries(value).every(([key, n]) => ['quiet', 'max'].includes(key) && isSeconds(n)) ? undefined : 'wants {quiet: seconds, max: seconds}'),
  node: (value) => stopOrStart(value, () => true, 'the name of a node'),
  component: (value) => stopOrStart(value, (name) => COMPONENTS.includes(name), COMPONENTS.join(', ')),
  staticPod(value, { files }) {
    const { put, remove, node } = isObject(value) ? value : {};
    if (typeof node !== 'string' || (put === undefined) === (remove === undefined)) return 'wants {put: FILE, node: NAME} or {remove: FILE, node: NAME}';
    return put === undefined || files.has(String(put)) ? undefined : `puts ${String(put)}, which the folder does not have`;
  },
};

/** Undefined: nothing. */
export function stepsProblem(folder: GoldenFolder): string | undefined {
  const steps: readonly unknown[] = folder.scenario.steps;
  for (const [i, step] of steps.entries()) {
    const kinds = isObject(step) ? Object.keys(STEPS).filter((kind) => step[kind] !== undefined) : [];
    const [kind] = kinds;
    if (!isObject(step) || kind === undefined || kinds.length > 1) return `step ${i + 1} must be one of ${Object.keys(STEPS).join(', ')}`;
    const wrong = (STEPS[kind] as Check)(step[kind], folder);
    if (wrong !== undefined) return `step ${i + 1}: ${kind} ${wrong}`;
    if (step.timeout !== undefined && !isSeconds(step.timeout)) return `step ${i + 1}: timeout wants a number of seconds`;
  }
  return undefined;
}
