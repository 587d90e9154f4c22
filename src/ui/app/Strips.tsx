// What the whole page must say, above the stage: the simulator broke its own rule, or a link could not be opened.

import type { ReactNode } from 'react';
import { Button } from '../widgets/Button.tsx';
import { ErrorStrip } from '../widgets/ErrorStrip.tsx';
import { useT } from '../widgets/preferences.ts';
import { saveText } from '../share/saveText.ts';
import { player } from './session.ts';
import { shownBranch, useApp } from './store.ts';

export function Strips(): ReactNode {
  const t = useT();
  const halted = useApp((s) => shownBranch(s)?.halted);
  const notice = useApp((s) => s.notice);
  if (!halted && !notice) return null;
  return (
    <div className="ks-strips">
      {halted && (
        <ErrorStrip
          title={t('app.halted', { message: halted.message })}
          actions={
            <>
              <Button size="s" onClick={() => saveText('kubestage-report.json', JSON.stringify(halted), 'application/json')}>
                {t('app.haltedSave')}
              </Button>
              <Button size="s" onClick={() => void player().step(-1)}>
                {t('app.haltedBack')}
              </Button>
            </>
          }
        />
      )}
      {notice && (
        <ErrorStrip
          title={t(notice === 'newer' ? 'app.noticeNewer' : 'app.noticeBroken')}
          actions={
            <Button size="s" onClick={() => useApp.setState({ notice: undefined })}>
              {t('app.noticeClose')}
            </Button>
          }
        />
      )}
    </div>
  );
}
