// Milestones and faults in a few words, for the rail.

import type { Translate } from '../../locales/i18n.ts';
import type { Milestone } from '../../trace/milestones.ts';
import { kindName } from '../caption/kindNames.ts';

type Loose = (key: string, params?: Readonly<Record<string, string | number>>) => string;

export function milestoneLabel(t: Translate, { code, params }: Milestone): string {
  const words: Record<string, string | number> = { ...params };
  if (typeof params.kind === 'string') words.kind = kindName(t.language, params.kind);
  if (code === 'fault') words.label = faultLabel(t, String(params.text));
  // Those of a boot come with their own texts.
  return (t as Loose)(code.startsWith('boot') ? code.replace('boot', 'boot.rail') : `timeline.${code}`, words);
}

const FAULTS = new Set(['nodeDown', 'nodeUp', 'cutNetwork', 'healNetwork', 'stopComponent', 'startComponent', 'killContainer', 'registryDown', 'registryUp']);

/** `nodeDown worker-1` → power cut */
export function faultLabel(t: Translate, text: string): string {
  const [fault = '', component = ''] = text.split(' ');
  return FAULTS.has(fault) ? (t as Loose)(`timeline.${fault}`, { component }) : text;
}
