import { Fragment, type ReactNode } from 'react';
import { joinClass } from '../../widgets/joinClass.ts';
import { shortName } from '../../widgets/ObjectName.tsx';
import { useT } from '../../widgets/preferences.ts';
import { useScene } from '../stageState.ts';
import { BoxFrame, Note } from './parts.tsx';

const STEPS = ['filter', 'score', 'reserve', 'bind'] as const;

/** Three queues, the last decision, and which step runs. */
export function SchedulerBox({ narrow, strip }: { readonly narrow: boolean; readonly strip: boolean }): ReactNode {
  const t = useT();
  const scene = useScene((s) => s?.scheduler);
  const last = scene?.last;
  const waiting = { active: scene?.active.length ?? 0, backoff: scene?.backoff.length ?? 0, unschedulable: scene?.unschedulable.length ?? 0 };
  const decision = !last ? 'default-scheduler' : last.node === '' ? t('stage.noNodeFits', { pod: shortName(last.pod) }) : t('stage.lastDecision', { pod: shortName(last.pod), node: last.node });
  const chips = (
    <span className="ks-box-chips">
      <span className="ks-chip">{t('stage.queueShort', { n: waiting.active })}</span>
      {waiting.backoff + waiting.unschedulable > 0 && <span className="ks-chip ks-attention">{t('stage.pendingShort', { n: waiting.backoff + waiting.unschedulable })}</span>}
    </span>
  );
  return (
    <BoxFrame
      box="kube-scheduler"
      name={narrow ? 'scheduler' : 'kube-scheduler'}
      glyph="scheduler"
      stopped={scene?.stopped ?? false}
      phase={scene?.phase}
      say={t('stage.sayScheduler', waiting)}
      right={strip ? chips : !narrow && <Note>{decision}</Note>}
    >
      {narrow && chips}
      {!narrow && !strip && (
        <>
          <div className="ks-queues">
            <Queue label={t('stage.activeQueue')} names={scene?.active ?? []} next />
            <Queue label={t('stage.backoff')} names={scene?.backoff ?? []} />
            <Queue label={t('stage.unschedulable')} names={scene?.unschedulable ?? []} warn />
          </div>
          <div className="ks-steps">
            {STEPS.map((step, i) => (
              <Fragment key={step}>
                {i > 0 && <span className="ks-step-line" />}
                <span className={joinClass('ks-step', scene?.steps.includes(step) && 'ks-lit')}>{step}</span>
              </Fragment>
            ))}
          </div>
        </>
      )}
    </BoxFrame>
  );
}

/** Pods that wait, the first by name. */
function Queue({ label, names, next = false, warn = false }: { readonly label: string; readonly names: readonly string[]; readonly next?: boolean; readonly warn?: boolean }): ReactNode {
  const t = useT();
  const first = names[0];
  return (
    <div className="ks-queue">
      <span className="ks-queue-label">{label}</span>
      {first === undefined ? (
        <b className="ks-ink3">0</b>
      ) : (
        <>
          <span className={joinClass('ks-waiting', warn && 'ks-attention')} title={first}>
            {next ? t('stage.nextPod', { name: shortName(first) }) : shortName(first)}
          </span>
          {names.length > 1 && <b className="ks-ink2">+{names.length - 1}</b>}
        </>
      )}
    </div>
  );
}
