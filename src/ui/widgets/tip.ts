// Marks any element as having a hint; TooltipHost, mounted once, shows it. Hints only ever repeat or add: no fact lives in a
// hint alone. <button {...tip('Share this moment', 'S')}>

export interface TipProps {
  readonly 'data-tip'?: string;
  readonly 'data-tip-keys'?: string;
}

export function tip(text: string | undefined, keys?: string): TipProps {
  if (text === undefined) return {};
  return { 'data-tip': text, ...(keys === undefined ? {} : { 'data-tip-keys': keys }) };
}
