// Shows the hints of all elements that bear one (tip.ts): 300 ms after the pointer comes to rest, at once where somebody moves
// the focus by keyboard (not where a dialog that opens or closes puts it) and when moving on from another hint. One element serves the whole page. Mounted once, in the frame.

import { useEffect, useId, useRef, type ReactNode } from 'react';
import { keyLabel } from './keyLabel.ts';
import { placeElement } from './place.ts';
import './overlays.css';

const DELAY_MS = 300;
const STILL_WARM_MS = 250;
/** Keys that move the focus. */
const MOVES = /^(?:Tab|Arrow|Home|End|F6)/;

export function TooltipHost(): ReactNode {
  const id = useId();
  const tooltip = useRef<HTMLDivElement>(null);
  useEffect(() => (tooltip.current ? watch(tooltip.current) : undefined), []);
  return (
    <div ref={tooltip} id={id} popover="manual" role="tooltip" className="ks-tooltip">
      <span />
      <kbd className="ks-kbd" />
    </div>
  );
}

function watch(tooltip: HTMLElement): () => void {
  const [words, keys] = [...tooltip.children] as [HTMLElement, HTMLElement];
  let anchor: Element | null = null;
  let timer = 0;
  let lastHidden = -Infinity;
  let moving = false;

  const show = (next: Element): void => {
    const text = next.getAttribute('data-tip');
    // What a button has opened must not lie under its hint.
    if (!text || !next.isConnected || next.getAttribute('aria-expanded') === 'true') return;
    hide();
    anchor = next;
    words.textContent = text;
    const chord = next.getAttribute('data-tip-keys');
    keys.hidden = !chord;
    keys.textContent = chord ? keyLabel(chord) : '';
    // Where the hint is the name, hearing it twice is of no use.
    if (next.getAttribute('aria-label') !== text) next.setAttribute('aria-describedby', tooltip.id);
    tooltip.showPopover();
    placeElement(tooltip, next, { side: 'below', align: 'middle', gap: 6 });
  };
  const hide = (): void => {
    clearTimeout(timer);
    if (!anchor) return;
    if (anchor.getAttribute('aria-describedby') === tooltip.id) anchor.removeAttribute('aria-describedby');
    anchor = null;
    lastHidden = performance.now();
    tooltip.hidePopover();
  };
  const hinted = (e: Event): Element | null => (e.target instanceof Element ? e.target.closest('[data-tip]') : null);

  const onOver = (e: PointerEvent): void => {
    const next = hinted(e);
    if (next === anchor && next !== null) return;
    hide();
    if (!next || e.pointerType === 'touch') return;
    timer = window.setTimeout(() => show(next), performance.now() - lastHidden < STILL_WARM_MS ? 0 : DELAY_MS);
  };
  const onFocus = (e: FocusEvent): void => {
    const next = hinted(e);
    if (moving && next?.matches(':focus-visible')) show(next);
  };
  const onKey = (e: KeyboardEvent): void => {
    moving = MOVES.test(e.key);
    if (e.key === 'Escape') hide();
  };

  const listeners: readonly (readonly [string, EventListener])[] = [
    ['pointerover', onOver as EventListener],
    ['pointerdown', hide],
    ['focusin', onFocus as EventListener],
    ['focusout', hide],
    ['keydown', onKey as EventListener],
    ['scroll', hide],
  ];
  for (const [type, listener] of listeners) document.addEventListener(type, listener, true);
  document.documentElement.addEventListener('pointerleave', hide);
  return () => {
    hide();
    for (const [type, listener] of listeners) document.removeEventListener(type, listener, true);
    document.documentElement.removeEventListener('pointerleave', hide);
  };
}
