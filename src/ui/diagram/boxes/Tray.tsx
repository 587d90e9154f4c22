import type { ReactNode } from 'react';
import type { Translate } from '../../../locales/i18n.ts';
import { select } from '../../app/store.ts';
import { StatusGlyph } from '../../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../../widgets/joinClass.ts';
import { shortName } from '../../widgets/ObjectName.tsx';
import { useT } from '../../widgets/preferences.ts';
import type { WaitingPod } from '../sceneTypes.ts';
import { useScene } from '../stageState.ts';
import { describedBy, useChosen } from './parts.tsx';

const NONE: readonly WaitingPod[] = [];
/** Design pixels of one line. */
const LINE = 18;

export interface TrayProps {
  readonly width: number;
  readonly height: number;
  /** In a crowd: the count, and a cell for each. */
  readonly tall: boolean;
}

/** Pods that no node would take, each with the scheduler's reason. */
export function Tray({ width, height, tall }: TrayProps): ReactNode {
  const t = useT();
  const waiting = useScene((s) => s?.scheduler.waiting ?? NONE);
  const count = useScene((s) => (s ? s.scheduler.backoff.length + s.scheduler.unschedulable.length + s.scheduler.unattended + (tall ? s.scheduler.active.length : 0) : 0));
  return (
    <div className={joinClass('ks-tray', tall && 'ks-tall')}>
      {tall ? <Crowd waiting={waiting} count={count} height={height} /> : <Lines waiting={waiting} count={count} width={width} height={height} />}
      <span className="ks-hidden" id={describedBy('tray')}>
        {t('stage.sayTray', { n: count })}
      </span>
    </div>
  );
}

function Lines({ waiting, count, width, height }: { readonly waiting: readonly WaitingPod[]; readonly count: number; readonly width: number; readonly height: number }): ReactNode {
  const t = useT();
  const room = Math.max(1, Math.floor((height - 4) / LINE));
  const shown = waiting.slice(0, room);
  const more = count - shown.length;
  return shown.map((pod, i) => (
    <WaitingLine key={pod.key} pod={pod} bare={width < 150}>
      {more > 0 && i === shown.length - 1 && <b className="ks-ink2">{t('stage.more', { n: more })}</b>}
    </WaitingLine>
  ));
}

function WaitingLine({ pod, bare, children }: { readonly pod: WaitingPod; readonly bare: boolean; readonly children: ReactNode }): ReactNode {
  const t = useT();
  const chosen = useChosen((s) => s.kind === 'object' && s.key === pod.key);
  const reason = reasonOf(t, pod);
  return (
    <button type="button" tabIndex={-1} data-stop className={joinClass('ks-tray-line', chosen)} title={t('stage.sayWaiting', { name: pod.name, reason })} onClick={(e) => choose(e, pod)}>
      <StatusGlyph status="pending" size={11} />
      <span className="ks-tray-name">{shortName(pod.name)}</span>
      {!bare && <span className="ks-tray-reason">{reason}</span>}
      {children}
    </button>
  );
}

function Crowd({ waiting, count, height }: { readonly waiting: readonly WaitingPod[]; readonly count: number; readonly height: number }): ReactNode {
  const t = useT();
  const reasons = new Map<string, number>();
  for (const pod of waiting) reasons.set(reasonOf(t, pod), (reasons.get(reasonOf(t, pod)) ?? 0) + 1);
  return (
    <>
      <b className="ks-tray-title">{t('stage.unscheduled')}</b>
      <div>
        <span className="ks-tray-count">{count}</span>
        <span className="ks-ink2">Pending</span>
        <span className="ks-tray-pods">
          {waiting.map((pod) => (
            <WaitingCell key={pod.key} pod={pod} />
          ))}
        </span>
        <span className="ks-tray-reasons">
          {[...reasons]
            .sort((a, b) => b[1] - a[1])
            .slice(0, height > 300 ? 4 : 2)
            .map(([reason, n]) => (
              <span key={reason}>
                {reason} <b>×{n}</b>
              </span>
            ))}
        </span>
      </div>
    </>
  );
}

function WaitingCell({ pod }: { readonly pod: WaitingPod }): ReactNode {
  const t = useT();
  const chosen = useChosen((s) => s.kind === 'object' && s.key === pod.key);
  const said = t('stage.sayWaiting', { name: pod.name, reason: reasonOf(t, pod) });
  return <button type="button" tabIndex={-1} data-stop className={joinClass('ks-tray-pod', chosen)} aria-label={said} title={said} onClick={(e) => choose(e, pod)} />;
}

/** Without a scheduler there is no reason but that. */
const reasonOf = (t: Translate, { reason }: WaitingPod): string => reason || t('stage.notTried');

function choose(event: { stopPropagation(): void }, pod: WaitingPod): void {
  event.stopPropagation();
  select({ kind: 'object', key: pod.key });
}
