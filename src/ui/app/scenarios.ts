// What stands behind the title in the header: the examples, and the way back to an empty cluster.

import { useMemo } from 'react';
import { Eraser } from 'lucide-react';
import { exampleFiles, exampleNote, exampleTitle } from '../editor/examples.ts';
import { openExample } from '../editor/openExample.ts';
import type { MenuItem } from '../widgets/Menu.tsx';
import { useT } from '../widgets/preferences.ts';
import { commandNamed } from './commands.ts';

const SIZES = [
  { command: 'empty', label: 'commands.menuEmpty' },
  { command: 'empty10', label: 'commands.menuEmpty10' },
  { command: 'empty30', label: 'commands.menuEmpty30' },
] as const;

export function useScenarios(): readonly MenuItem[] {
  const t = useT();
  return useMemo(
    () => [
      ...exampleFiles.map(({ id }): MenuItem => ({ id, label: t(exampleTitle(id)), note: t(exampleNote(id)), onSelect: () => void openExample(id) })),
      ...SIZES.map(({ command, label }, i): MenuItem => ({ id: command, label: t(label), note: t(i === 0 ? 'commands.menuEmptyNote' : 'commands.menuWideNote'), icon: Eraser, ruled: i === 0, onSelect: () => commandNamed(command).run() })),
    ],
    [t],
  );
}
