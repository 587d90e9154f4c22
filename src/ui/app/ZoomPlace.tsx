// The stage, and the inside of a box over it when one is open. Its code comes when the first box is opened.

import { lazy, Suspense, useState, type ReactNode } from 'react';
import { usePresenting } from '../presenter/presenting.ts';
import { useZoom } from './zoom.ts';

const Zoom = lazy(async () => ({ default: (await import('../zoom/Zoom.tsx')).Zoom }));

export function ZoomPlace({ children }: { readonly children: ReactNode }): ReactNode {
  const open = useZoom((s) => s.box !== '');
  // The presenter has a stage of its own.
  const elsewhere = usePresenting((s) => s.on);
  const [everOpened, setEverOpened] = useState(open);
  if (open && !everOpened) setEverOpened(true);
  return (
    <>
      <div className="ks-under-zoom" inert={open}>
        {children}
      </div>
      {everOpened && !elsewhere && (
        <Suspense fallback={null}>
          <Zoom />
        </Suspense>
      )}
    </>
  );
}
