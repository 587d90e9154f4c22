// Tabs and their panels after the ARIA pattern: one stop for Tab, arrows choose, Home and End jump. The panel is rendered by
// whoever has the content, with TabPanel and the same `id`.

import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Count } from './Count.tsx';
import { Icon } from './glyphs/Icon.tsx';
import { joinClass } from './joinClass.ts';
import { rove } from './rove.ts';
import './controls.css';

export interface Tab<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  /** A glyph of ours or a Lucide icon. */
  readonly glyph?: ReactNode;
  readonly icon?: LucideIcon;
  readonly count?: number;
  readonly errors?: boolean;
}

export interface TabsProps<V extends string> {
  /** Joins tabs and panels; unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly value: V;
  readonly tabs: readonly Tab<V>[];
  readonly onChange: (value: V) => void;
  /** 30 instead of 34 design pixels high. */
  readonly dense?: boolean;
  /** At the end of the strip: buttons. */
  readonly children?: ReactNode;
}

export function Tabs<V extends string>({ id, label, value, tabs, onChange, dense = false, children }: TabsProps<V>): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const chosen = tabs.findIndex((tab) => tab.value === value);
  // Where there are more than fit, the chosen one is in sight.
  useEffect(() => {
    const strip = list.current;
    const tab = strip?.children[chosen]?.getBoundingClientRect();
    if (!strip || !tab) return;
    const { left, right } = strip.getBoundingClientRect();
    strip.scrollLeft += Math.max(0, tab.right - right) - Math.max(0, left - tab.left);
  }, [chosen, tabs.length]);
  const onKeyDown = (e: KeyboardEvent): void => {
    const next = rove(e.key, chosen, tabs.length, 'row');
    if (next === null) return;
    e.preventDefault();
    onChange((tabs[next] as Tab<V>).value);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className={joinClass('ks-tabs', dense && 'ks-dense')}>
      <div ref={list} role="tablist" aria-label={label} className="ks-tablist" onKeyDown={onKeyDown}>
        {tabs.map((tab, i) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-tab-${tab.value}`}
            {...(i === chosen ? { 'aria-controls': `${id}-panel-${tab.value}` } : {})}
            aria-selected={i === chosen}
            tabIndex={i === Math.max(0, chosen) ? 0 : -1}
            className="ks-tab"
            onClick={() => onChange(tab.value)}
          >
            {tab.icon ? <Icon of={tab.icon} size={14} /> : tab.glyph}
            {tab.label}
            {tab.count !== undefined && <Count n={tab.count} errors={tab.errors ?? false} />}
          </button>
        ))}
      </div>
      {children && <div className="ks-tabs-end">{children}</div>}
    </div>
  );
}

export interface TabPanelProps {
  /** Of its Tabs. */
  readonly id: string;
  readonly value: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** Kept in the document though another tab is chosen, as a terminal or an editor wants it. */
  readonly hidden?: boolean;
}

export function TabPanel({ id, value, children, className, hidden = false }: TabPanelProps): ReactNode {
  return (
    <div role="tabpanel" id={`${id}-panel-${value}`} aria-labelledby={`${id}-tab-${value}`} className={joinClass('ks-tabpanel', className)} hidden={hidden} tabIndex={0}>
      {children}
    </div>
  );
}
