// The application: the frame with every panel in its place.

import type { ReactNode } from 'react';
import { EditorPanel } from '../editor/EditorPanel.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useT } from '../widgets/preferences.ts';
import { Frame } from './Frame.tsx';
import { client, player } from './session.ts';
import { useApp } from './store.ts';

export function App(): ReactNode {
  const t = useT();
  const title = useApp((s) => s.title);
  return (
    <Frame
      header={{ title: title || t('frame.untitled'), scenarios: [], version: 'v1.36' }}
      slots={{
        editor: <EditorPanel client={client()} player={player()} />,
        lesson: <EmptyState title={t('frame.lesson')} />,
        stage: <EmptyState title={t('frame.stage')} />,
        caption: <EmptyState title={t('frame.caption')} />,
        inspector: <EmptyState title={t('frame.inspector')} />,
        transport: <EmptyState title={t('frame.transport')} />,
        dock: <EmptyState title={t('frame.dock')} />,
        timeline: <EmptyState title={t('frame.timeline')} />,
        recordRow: <EmptyState title={t('frame.record')} />,
        record: <EmptyState title={t('frame.record')} />,
      }}
    />
  );
}
