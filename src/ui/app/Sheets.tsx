// The sheets over the page, each loaded when it is first opened.

import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { closeSheet, useSheet, type Sheet } from './sheets.ts';

type SheetView = ComponentType<{ readonly onClose: () => void }>;

const views: Partial<Readonly<Record<Sheet, SheetView>>> = {
  share: lazy(async () => ({ default: (await import('../share/ShareSheet.tsx')).ShareSheet })),
  faults: lazy(async () => ({ default: (await import('../faults/FaultsSheet.tsx')).FaultsSheet })),
  palette: lazy(async () => ({ default: (await import('./CommandPalette.tsx')).CommandPalette })),
  keys: lazy(async () => ({ default: (await import('./KeysSheet.tsx')).KeysSheet })),
  fidelity: lazy(async () => ({ default: (await import('../fidelity/FidelitySheet.tsx')).FidelitySheet })),
};

export function Sheets(): ReactNode {
  const sheet = useSheet((s) => s.sheet);
  const View = sheet && views[sheet];
  if (!View) return null;
  return (
    <Suspense fallback={null}>
      <View onClose={closeSheet} />
    </Suspense>
  );
}
