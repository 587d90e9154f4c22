import { Fragment, type ReactNode } from 'react';
import type { StageName } from '../../../sim/api/spans.ts';
import { select } from '../../app/store.ts';
import { StatusGlyph } from '../../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../../widgets/joinClass.ts';
import { useT } from '../../widgets/preferences.ts';
import { useScene } from '../stageState.ts';
import { BoxFrame } from './parts.tsx';

/** The server's own stages; the last of them reads or writes. */
const STAGES: readonly StageName[] = ['authn', 'authz', 'decode', 'mutate', 'validate', 'policy', 'write'];

/** kube-apiserver: a bar, since everybody talks to it alone. */
export function HubBox({ narrow, strip }: { readonly narrow: boolean; readonly strip: boolean }): ReactNode {
  const t = useT();
  const scene = useScene((s) => s?.hub);
  const lit = scene?.lit ?? [];
  const reading = lit.includes('read') && !lit.includes('write');
  const counts = { open: scene?.open ?? 0, watches: scene?.watches ?? 0 };
  const stop = scene?.stop;
  const stages = STAGES.map((s): StageName => (s === 'write' && (reading || stop?.stage === 'read') ? 'read' : s));
  const stopped = stop ? stages.indexOf(stop.stage) : -1;
  const shown = stopped >= 0 && !narrow ? stages.slice(0, stopped + 1) : stages;
  return (
    <BoxFrame
      box="kube-apiserver"
      name="kube-apiserver"
      glyph="apiserver"
      className="ks-hub"
      titleSize={15}
      stopped={scene?.stopped ?? false}
      phase={scene?.phase}
      say={lit.length > 0 ? t('stage.sayHubWorking', { ...counts, stages: lit.join(', ') }) : t('stage.sayHub', counts)}
      right={
        !narrow && (
          <span className="ks-hub-counts">
            <span>{t('stage.requestsOpen', { n: counts.open })}</span>
            <span>{t('stage.watches', { n: counts.watches })}</span>
          </span>
        )
      }
    >
      {!strip && (
        <div className={joinClass('ks-stages', narrow && 'ks-dots', stopped >= 0 && !narrow && 'ks-stopped-row')}>
          {shown.map((stage, i) => (
            <Fragment key={stage}>
              {i > 0 && <span className="ks-step-line" />}
              <span className={joinClass('ks-stage-chip', lit.includes(stage) && 'ks-lit', i === stopped && 'ks-refused')} title={narrow ? stage : undefined}>
                {i === stopped && !narrow && <StatusGlyph status="failed" size={11} />}
                {narrow ? '' : stage}
              </span>
            </Fragment>
          ))}
          {stop && !narrow && stopped >= 0 && (
            <button
              type="button"
              tabIndex={-1}
              data-stop
              className="ks-stop-words"
              title={stop.message}
              onClick={(e) => {
                e.stopPropagation();
                select({ kind: 'span', id: stop.span });
              }}
            >
              <b>{stop.code}</b> {stop.message}
            </button>
          )}
        </div>
      )}
    </BoxFrame>
  );
}
