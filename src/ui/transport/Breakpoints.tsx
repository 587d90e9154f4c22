// Breakpoints: where a playing playhead stops by itself, chosen in Kubernetes' own words; and what it stopped for.

import { CircleDot } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Key } from '../../locales/i18n.ts';
import { BREAKPOINTS, type Breakpoint } from '../../trace/breakpoints.ts';
import { player } from '../app/session.ts';
import { useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Popover } from '../widgets/Popover.tsx';
import { useT } from '../widgets/preferences.ts';

const WORDS = {
  bind: 'transport.breakBind',
  delete: 'transport.breakDelete',
  pull: 'transport.breakPull',
  notReady: 'transport.breakNotReady',
  crash: 'transport.breakCrash',
  unschedulable: 'transport.breakUnschedulable',
  conflict: 'transport.breakConflict',
  refused: 'transport.breakRefused',
  warning: 'transport.breakWarning',
  nodeNotReady: 'transport.breakNodeNotReady',
} as const satisfies Record<Breakpoint, Key>;

export function Breakpoints(): ReactNode {
  const t = useT();
  const chosen = useApp((s) => s.breakpoints);
  const label = chosen.length === 0 ? t('transport.breakpoints') : chosen.length === 1 ? t(WORDS[chosen[0] as Breakpoint]) : t('transport.breakpointsCount', { n: chosen.length });
  return (
    <>
      <Stopped />
      <Popover
        label={t('transport.breakpointsTitle')}
        align="end"
        side="above"
        trigger={(props) => (
          <Button {...props} tone="quiet" size="s" icon={CircleDot} pressed={chosen.length > 0} aria-label={chosen.length === 1 ? `${t('transport.breakpoints')}: ${label}` : label}>
            <span className="ks-transport-break">{label}</span>
          </Button>
        )}
      >
        {(close) => <Choice close={close} />}
      </Popover>
    </>
  );
}

function Choice({ close }: { readonly close: () => void }): ReactNode {
  const t = useT();
  const chosen = useApp((s) => s.breakpoints);
  const toggle = (breakpoint: Breakpoint): void => useApp.setState({ breakpoints: BREAKPOINTS.filter((b) => (b === breakpoint ? !chosen.includes(b) : chosen.includes(b))) });
  const next = (): void => {
    close();
    void player().toBreakpoint();
  };
  return (
    <div className="ks-popover-body ks-breakpoints">
      <span className="ks-cap">{t('transport.breakpointsTitle')}</span>
      {BREAKPOINTS.map((breakpoint) => (
        <label key={breakpoint} className="ks-breakpoint">
          <input type="checkbox" checked={chosen.includes(breakpoint)} onChange={() => toggle(breakpoint)} />
          {t(WORDS[breakpoint])}
        </label>
      ))}
      <span className="ks-ink3">{t('transport.breakpointsNote')}</span>
      <span className="ks-row">
        <Button size="s" disabled={chosen.length === 0} onClick={next}>
          {t('transport.breakpointNext')}
        </Button>
        <Button size="s" tone="quiet" disabled={chosen.length === 0} onClick={() => useApp.setState({ breakpoints: [] })}>
          {t('transport.breakpointsNone')}
        </Button>
      </span>
    </div>
  );
}

/** As long as the playhead stands where it was stopped. */
function Stopped(): ReactNode {
  const t = useT();
  const stopped = useApp((s) => (s.stop && !s.playing && s.playhead === s.stop.at ? s.stop.breakpoint : undefined));
  return stopped && <Chip>{t('transport.stoppedAt', { what: t(WORDS[stopped]) })}</Chip>;
}
