// The page's buttons: plain, primary (one per panel: it emits blue packets), quiet (no frame), and square ones with only an
// icon, which therefore need a label.

import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './glyphs/Icon.tsx';
import { joinClass } from './joinClass.ts';
import { Kbd } from './Kbd.tsx';
import { tip } from './tip.ts';
import './controls.css';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  readonly tone?: 'plain' | 'primary' | 'quiet';
  /** 26, 28 or 30 design pixels high. */
  readonly size?: 's' | 'm' | 'l';
  readonly icon?: LucideIcon;
  readonly iconAfter?: LucideIcon;
  /** Shown in the button: `Ctrl Enter`. */
  readonly keys?: string;
  readonly hint?: string;
  /** A switch that is on. */
  readonly pressed?: boolean;
}

export function Button({ tone = 'plain', size = 'm', icon, iconAfter, keys, hint, pressed, className, children, ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={joinClass('ks-button', `ks-${tone}`, size !== 'm' && `ks-size-${size}`, className)} {...(pressed === undefined ? {} : { 'aria-pressed': pressed })} {...tip(hint)} {...rest}>
      {icon && <Icon of={icon} size={size === 's' ? 14 : 15} weight={tone === 'primary' ? 2.2 : 1.75} />}
      {children}
      {iconAfter && <Icon of={iconAfter} size={14} />}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'children'> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** Told in the hint. */
  readonly keys?: string;
  /** `strong` is a control of the transport, `ink` its one filled button. */
  readonly tone?: 'quiet' | 'plain' | 'strong' | 'ink';
  /** Of the drawing. */
  readonly iconSize?: number;
  readonly pressed?: boolean;
}

export function IconButton({ icon, label, keys, tone = 'quiet', iconSize = 16, pressed, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <button type="button" className={joinClass('ks-button ks-icon', `ks-${tone}`, className)} aria-label={label} {...(pressed === undefined ? {} : { 'aria-pressed': pressed })} {...tip(label, keys)} {...rest}>
      <Icon of={icon} size={iconSize} weight={tone === 'ink' ? 2.2 : 1.75} />
    </button>
  );
}
