import type { ReactNode } from 'react';
import { select } from '../../app/store.ts';
import { StatusGlyph } from '../../widgets/glyphs/StatusGlyph.tsx';
import { useT } from '../../widgets/preferences.ts';
import { RevisionChip } from '../../widgets/RevisionChip.tsx';
import type { DocumentRow } from '../sceneTypes.ts';
import { useScene } from '../stageState.ts';
import { BoxFrame } from './parts.tsx';
import { shortResource } from './shortResource.ts';

/** The user's machine: the last command, and what became of each object. */
export function KubectlBox({ narrow, strip }: { readonly narrow: boolean; readonly strip: boolean }): ReactNode {
  const t = useT();
  const scene = useScene((s) => s?.kubectl);
  const last = scene?.rows[scene.rows.length - 1];
  const kubeadm = scene?.kubeadm ?? false;
  return (
    <BoxFrame box="kubectl" name={kubeadm ? 'kubeadm' : 'kubectl'} glyph="kubectl" className="ks-side" say={scene?.command ? t('stage.sayKubectl', { command: scene.command }) : t('stage.empty')}>
      <div className="ks-side-body">
        {narrow || strip ? (
          narrow && last && <Row row={last} />
        ) : (
          <>
            {scene && scene.command !== '' && (
              <div className="ks-command" title={`kubectl ${scene.command}`}>
                {scene.command}
              </div>
            )}
            {scene?.rows.map((row) => <Row key={`${row.resource}/${row.name}`} row={row} />)}
            {scene !== undefined && scene.more > 0 && <div className="ks-quiet-line">{t('stage.moreDocuments', { n: scene.more })}</div>}
            {scene?.said && <div className="ks-command ks-quiet-line">{scene.said}</div>}
            {scene?.command === '' && <div className="ks-quiet-line ks-wrap">{t(kubeadm ? 'stage.kubeadmInit' : 'stage.empty')}</div>}
          </>
        )}
      </div>
    </BoxFrame>
  );
}

const GLYPHS = { sent: 'pending', stored: 'ready', refused: 'failed' } as const;

function Row({ row }: { readonly row: DocumentRow }): ReactNode {
  const t = useT();
  const name = shortResource(row.resource);
  return (
    <div className="ks-row ks-document">
      <StatusGlyph status={GLYPHS[row.state]} size={11} />
      <span className="ks-clip" title={`${row.resource} ${row.name}`}>
        {name}
      </span>
      <span className="ks-fill" />
      {row.state === 'refused' ? (
        <button type="button" tabIndex={-1} data-stop className="ks-refused-code ks-reach" onClick={() => select({ kind: 'span', id: row.span })}>
          {row.code || '–'}
        </button>
      ) : row.revision > 0 ? (
        <RevisionChip revision={row.revision} />
      ) : row.state === 'sent' ? (
        <span className="ks-quiet-line">{t('stage.sent')}</span>
      ) : (
        <span className="ks-quiet-line">{row.code}</span>
      )}
    </div>
  );
}
