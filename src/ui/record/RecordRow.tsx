// The newest row of the record, under the caption of the narrow page; pressing it opens the whole record.

import { ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { showView } from '../app/frameLayout.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch } from '../app/store.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { headGlyphs } from '../widgets/glyphs/headGlyphs.ts';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { useT } from '../widgets/preferences.ts';
import { rowsOf, useRowCount } from './useRows.ts';
import './record.css';

export function RecordRow(): ReactNode {
  const t = useT();
  const count = useRowCount();
  // Whether the answer is back changes without a new row.
  usePaced((s) => (count > 0 ? rowsOf(shownBranch(s))?.row(count - 1, s.playhead).code : 0));
  const row = count > 0 ? rowsOf(shownBranch())?.row(count - 1, usePaced.getState().playhead) : undefined;
  return (
    <button type="button" className="ks-record-row" aria-label={t('record.open')} onClick={() => showView('record')}>
      {row ? (
        <>
          <PacketHead message={row.message} size={18} direction={row.message === 'watch' ? 'left' : 'right'} />
          <b className="ks-mono" style={{ color: `var(--${headGlyphs[row.message].colour})` }}>
            {row.verb}
          </b>
          <span className="ks-mono ks-record-path">
            <bdi>{row.what}</bdi>
          </span>
          <span className="ks-fill" />
          {row.code > 0 && <b className={row.message === 'refused' ? 'ks-mono ks-err' : 'ks-mono'}>{row.code}</b>}
          {row.revision > 0 && <RevisionChip revision={row.revision} />}
        </>
      ) : (
        <>
          <span className="ks-ink3">{t('record.empty')}</span>
          <span className="ks-fill" />
        </>
      )}
      <Icon of={ChevronUp} size={18} className="ks-ink3" />
    </button>
  );
}
