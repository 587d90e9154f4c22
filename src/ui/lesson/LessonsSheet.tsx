// The catalogue as a sheet over the page, behind "Lessons" in the header.

import type { ReactNode } from 'react';
import { Dialog } from '../widgets/Dialog.tsx';
import { useT } from '../widgets/preferences.ts';
import { LessonList } from './LessonList.tsx';

export function LessonsSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <Dialog open onClose={onClose} title={t('lesson.catalogue')} width={640}>
      <LessonList onChoose={onClose} />
    </Dialog>
  );
}
