// A pure look at (trace, playhead) as a hook: worked out anew only when one of the two has moved, and the same object as long
// as it says the same, so that nothing is drawn again while the playhead moves through what does not change.

import { useRef } from 'react';
import { usePaced } from '../app/paced.ts';
import { shared } from '../diagram/shared.ts';
import { momentOf, type Moment } from '../inspector/useMoment.ts';

interface Known<T> {
  readonly sign: string;
  readonly value: T | undefined;
}

/** `also` names what else the look depends on. Undefined while the cluster starts. */
export function useModel<T>(look: (moment: Moment, at: number) => T, also = ''): T | undefined {
  const known = useRef<Known<T>>({ sign: '', value: undefined });
  return usePaced((state) => {
    const moment = momentOf(state);
    if (!moment || moment.origin === Infinity) return undefined;
    const sign = `${state.branch} ${state.playhead} ${moment.branch.mirror.version} ${also}`;
    if (known.current.sign !== sign) known.current = { sign, value: shared(known.current.value, look(moment, state.playhead)) };
    return known.current.value;
  });
}
