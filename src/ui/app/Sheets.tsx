// The sheets over the page, each loaded when it is first opened.

import { lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { whenIdle } from '../editor/monacoLoading.ts';
import { closeSheet, useSheet, type Sheet } from './sheets.ts';

type SheetView = ComponentType<{ readonly onClose: () => void }>;

/** Asked for ahead of time, since whoever opens it types on at once. */
const loadPalette = async (): Promise<SheetView> => (await import('./CommandPalette.tsx')).CommandPalette;

const views: Partial<Readonly<Record<Sheet, SheetView>>> = {
  share: lazy(async () => ({ default: (await import('../share/ShareSheet.tsx')).ShareSheet })),
  faults: lazy(async () => ({ default: (await import('../faults/FaultsSheet.tsx')).FaultsSheet })),
  lessons: lazy(async () => ({ default: (await import('../lesson/LessonsSheet.tsx')).LessonsSheet })),
  compare: lazy(async () => ({ default: (await import('../compare/CompareSheet.tsx')).CompareSheet })),
  staticPods: lazy(async () => ({ default: (await import('../staticPods/StaticPodsSheet.tsx')).StaticPodsSheet })),
  gallery: lazy(async () => ({ default: (await import('../gallery/GallerySheet.tsx')).GallerySheet })),
  palette: lazy(async () => ({ default: await loadPalette() })),
  keys: lazy(async () => ({ default: (await import('./KeysSheet.tsx')).KeysSheet })),
  fidelity: lazy(async () => ({ default: (await import('../fidelity/FidelitySheet.tsx')).FidelitySheet })),
};

const StageMenu = lazy(async () => ({ default: (await import('../faults/StageMenu.tsx')).StageMenu }));

export function Sheets(): ReactNode {
  const [idle, setIdle] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        void loadPalette();
        // The browser waits for nobody when it prints.
        void import('../share/handOut.ts').then(({ printsThisMoment }) => printsThisMoment());
        setIdle(true);
      }),
    [],
  );
  const sheet = useSheet((s) => s.sheet);
  const View = sheet && views[sheet];
  return (
    <>
      <Suspense fallback={null}>{View && <View onClose={closeSheet} />}</Suspense>
      <Suspense fallback={null}>{idle && <StageMenu />}</Suspense>
    </>
  );
}
