// What stands behind the title in the header: the examples, and the way back to an empty cluster.

import { useMemo } from 'react';
import { Eraser } from 'lucide-react';
import { exampleFiles, exampleNote, exampleTitle } from '../editor/examples.ts';
import { openExample } from '../editor/openExample.ts';
import type { MenuItem } from '../widgets/Menu.tsx';
import { useT } from '../widgets/preferences.ts';
import { commandNamed } from './commands.ts';

export function useScenarios(): readonly MenuItem[] {
  const t = useT();
  return useMemo(
    () => [
      ...exampleFiles.map(({ id }): MenuItem => ({ id, label: t(exampleTitle(id)), note: t(exampleNote(id)), onSelect: () => void openExample(id) })),
      { id: 'empty', label: t('commands.menuEmpty'), note: t('commands.menuEmptyNote'), icon: Eraser, ruled: true, onSelect: () => commandNamed('empty')?.run() },
    ],
    [t],
  );
}
