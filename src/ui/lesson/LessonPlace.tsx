// Where a lesson stands on the page, and the editor beside it. The panel itself is fetched when a lesson is open, or when
// the narrow page shows its tab.

import { lazy, Suspense, type ReactNode } from 'react';
import { useFrameLayout } from '../app/frameLayout.ts';
import { useNarrow } from '../widgets/units.ts';
import { useLessonOpen } from './lessonState.ts';

const LessonPanel = lazy(async () => ({ default: (await import('./LessonPanel.tsx')).LessonPanel }));
const BackToLesson = lazy(async () => ({ default: (await import('./LessonPanel.tsx')).BackToLesson }));

export function LessonPlace(): ReactNode {
  const open = useLessonOpen() !== undefined;
  const narrow = useNarrow();
  const viewed = useFrameLayout((s) => s.view === 'lesson');
  return open || (narrow && viewed) ? (
    <Suspense fallback={null}>
      <LessonPanel />
    </Suspense>
  ) : null;
}

/** The editor, and while a lesson is open the way back to it. */
export function EditorPlace({ children }: { readonly children: ReactNode }): ReactNode {
  const open = useLessonOpen() !== undefined;
  const narrow = useNarrow();
  return (
    <div className="ks-editor-place">
      {open && !narrow && (
        <Suspense fallback={null}>
          <BackToLesson />
        </Suspense>
      )}
      {children}
    </div>
  );
}
