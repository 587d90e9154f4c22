// Summaries of what travels the cluster's network: no boot has any.

import type { Micros } from '../base/time.ts';
import type { HopData, LoadData, RunData } from '../sim/api/spans.ts';
import type { SpanSummary } from './summary.ts';

const NOT_YET = -1 as Micros;

export function summarizeNet(data: HopData | LoadData | RunData): SpanSummary {
  switch (data.type) {
    case 'hop': {
      const { to, status = 0, error = '', arrived = NOT_YET, answered = NOT_YET, answer = '', chosen, ...rest } = data;
      return { ...rest, status, error, arrived, answered, answer, reached: to, node: chosen?.node ?? '', service: chosen?.service ?? '', among: chosen?.among.join() ?? '' };
    }
    case 'load':
      return { status: 0, by: '', fault: '', error: '', ...data };
    case 'requests':
      return { sent: 0, ended: '', ...data };
  }
}
