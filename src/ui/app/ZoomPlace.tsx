// The stage, and the inside of a box over it when one is open. Its code comes when the first box is opened.

import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useZoom } from './zoom.ts';

const Zoom = lazy(async () => ({ default: (await import('../zoom/Zoom.tsx')).Zoom }));

export function ZoomPlace({ children }: { readonly children: ReactNode }): ReactNode {
  const open = useZoom((s) => s.box !== '');
  const [everOpened, setEverOpened] = useState(open);
  if (open && !everOpened) setEverOpened(true);
  return (
    <>
      <div className="ks-under-zoom" inert={open}>
        {children}
      </div>
      {everOpened && (
        <Suspense fallback={null}>
          <Zoom />
        </Suspense>
      )}
    </>
  );
}
