// Puts a configuration onto an object: its leaves win, keyed items are merged, and the order of items follows the
// configuration as far as it speaks of them. Nothing is removed. Unchanged parts are shared with the object.
// Upstream: sigs.k8s.io/structured-merge-diff/typed/merge.go

import { deepCopy, equal } from '../../../base/json.ts';
import { fieldType, type ListShape, type MapShape, type TypeShape } from '../patch/typeShape.ts';
import { itemStep } from './pathElement.ts';
import { asList, asMap, emptyMap, formsOf } from './typed.ts';

export function mergeTyped(live: unknown, config: unknown, shape: TypeShape): unknown {
  if (config === undefined) return live;
  let out: unknown;
  for (const form of formsOf(shape, live, config)) {
    if (form === 'map') out = mergeMap(live, config, shape.map as MapShape);
    else if (form === 'list') out = mergeList(live, config, shape.list as ListShape);
    else out = leaf(live, config);
  }
  return out;
}

function leaf(live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  return equal(live, config) ? live : deepCopy(config);
}

function mergeMap(live: unknown, config: unknown, map: MapShape): unknown {
  const l = asMap(live);
  const c = asMap(config);
  if (map.atomic || (emptyMap(l) && emptyMap(c))) return leaf(live, config);
  let out: Record<string, unknown> | undefined = l ? undefined : {};
  for (const key in c) {
    const change = c[key];
    const type = fieldType(map, key);
    if (change === undefined || !type) continue;
    const next = mergeTyped(l?.[key], change, type);
    if (next === l?.[key]) continue;
    out ??= { ...l };
    out[key] = next;
  }
  return out ?? l;
}

function mergeList(live: unknown, config: unknown, list: ListShape): unknown {
  const l = asList(live);
  const c = asList(config);
  if (list.type === 'atomic' || (!l?.length && !c?.length)) return leaf(live, config);
  const out = mergeItems(l ?? [], c ?? [], list);
  return l && l.length === out.length && l.every((item, i) => item === out[i]) ? l : out;
}

function mergeItems(live: readonly unknown[], config: readonly unknown[], list: ListShape): readonly unknown[] {
  const liveSteps = live.map((item) => itemStep(list, item));
  const steps = config.map((item) => itemStep(list, item));
  const liveItems = new Map<string, unknown>();
  // A repeated live item is not merged: which of them would it be?
  liveSteps.forEach((step, i) => liveItems.set(step, liveItems.has(step) ? null : live[i]));
  const configItems = new Map(steps.map((step, i) => [step, config[i]]));

  const shared = steps.filter((step) => liveItems.has(step));
  let next = shared.shift();
  const merged = new Set<string>();
  const out: unknown[] = [];
  const take = (step: string): void => {
    merged.add(step);
    out.push(mergeTyped(liveItems.get(step), configItems.get(step), list.element));
  };
  let l = 0;
  let r = 0;
  while (l < live.length || r < config.length) {
    if (l < live.length && r < config.length) {
      const step = liveSteps[l] as string;
      if (step === steps[r]) {
        take(step);
        l++;
        r++;
        next = shared.shift();
        continue;
      }
      if (configItems.has(step) && next !== undefined && next !== step) {
        // In both, but not the one whose turn it is.
        l++;
        continue;
      }
    }
    if (l < live.length) {
      const step = liveSteps[l] as string;
      if (!configItems.has(step)) {
        out.push(live[l]);
        l++;
        continue;
      }
      if (merged.has(step)) l++;
    }
    if (r < config.length) {
      const step = steps[r] as string;
      take(step);
      r++;
      if (next === step) next = shared.shift();
    }
  }
  return out;
}
