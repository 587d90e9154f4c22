import type { Invocation } from './invocation.ts';
import type { Sim } from '../sim/kernel/task.ts';
export function* editToCreate(_k: Invocation): Sim<void> {}
