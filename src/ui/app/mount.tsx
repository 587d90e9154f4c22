// Puts the page into the document. For now the frame alone, with its places named and empty.

import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Translate } from '../../locales/i18n.ts';
import { loadFonts } from '../tokens/fonts.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { startPreferences, useT } from '../widgets/preferences.ts';
import { Frame } from './Frame.tsx';
import '../tokens/tokens.css';
import '../tokens/base.css';

export function mount(root: HTMLElement, translate: Translate): void {
  startPreferences(translate);
  createRoot(root).render(
    <StrictMode>
      <EmptyFrame />
    </StrictMode>,
  );
  void loadFonts();
}

function EmptyFrame(): ReactNode {
  const t = useT();
  return (
    <Frame
      header={{ title: t('frame.untitled'), scenarios: [], version: 'v1.36' }}
      slots={{
        editor: <EmptyState title={t('frame.editor')} />,
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
