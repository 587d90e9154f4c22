import type { ReactNode } from 'react';
import { joinClass } from '../../widgets/joinClass.ts';
import { useT } from '../../widgets/preferences.ts';
import { RevisionChip } from '../../widgets/RevisionChip.tsx';
import { useScene } from '../stageState.ts';
import { BoxFrame } from './parts.tsx';

/** The store: its newest revision, and which resource changed last at which. */
export function EtcdBox({ narrow, strip }: { readonly narrow: boolean; readonly strip: boolean }): ReactNode {
  const t = useT();
  const scene = useScene((s) => s?.etcd);
  const chip = scene && <RevisionChip revision={scene.revision} newest />;
  return (
    <BoxFrame box="etcd" name="etcd" glyph="etcd" className="ks-side" stopped={scene?.stopped ?? false} phase={scene?.phase} say={t('stage.sayEtcd', { revision: scene?.revision ?? 0 })} right={!narrow && chip}>
      {narrow && <div className="ks-side-body">{chip}</div>}
      {!narrow && !strip && (
        <div className="ks-side-body ks-etcd-rows">
          {scene?.rows.map(({ resource, revision, newest }) => (
            <div key={resource} className={joinClass('ks-etcd-row', newest && 'ks-etcd-newest')}>
              <span className="ks-clip">{resource}</span>
              <span className="ks-fill" />
              <span className="ks-etcd-revision">{revision}</span>
            </div>
          ))}
        </div>
      )}
    </BoxFrame>
  );
}
