// The two ways around the frame besides the header: the rail that stands in for a folded editor, and on the narrow page the
// bar of five views at its foot.

import { BookOpen, FileCodeCorner, Keyboard, LayoutGrid, PanelLeftOpen, ScrollText, Terminal, Waypoints, Zap, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { narrowViews, openPanel, showView, useFrameLayout, type NarrowView } from './frameLayout.ts';

export interface RailProps {
  readonly onExamples: (() => void) | undefined;
  readonly onFaults: (() => void) | undefined;
  readonly onKeys: (() => void) | undefined;
}

export function Rail({ onExamples, onFaults, onKeys }: RailProps): ReactNode {
  const t = useT();
  const dockOpen = useFrameLayout((layout) => layout.dockOpen);
  const openEditor = (): void => openPanel('editor', true);
  return (
    <nav className="ks-place ks-place-left ks-rail" aria-label={t('frame.rail')}>
      <RailButton icon={PanelLeftOpen} label={t('frame.openEditor')} onPress={openEditor} />
      <RailButton icon={FileCodeCorner} label={t('frame.openFile')} onPress={openEditor} />
      <RailButton icon={LayoutGrid} label={t('frame.openExamples')} onPress={onExamples} />
      <RailButton icon={Terminal} label={t('frame.openTerminal')} onPress={() => openPanel('dock', !dockOpen)} />
      <RailButton icon={Zap} label={t('frame.faults')} onPress={onFaults} />
      <span className="ks-fill" />
      <RailButton icon={Keyboard} label={t('frame.openKeys')} onPress={onKeys} />
    </nav>
  );
}

export function RailButton({ icon, label, onPress }: { readonly icon: LucideIcon; readonly label: string; readonly onPress: (() => void) | undefined }): ReactNode {
  return <IconButton icon={icon} iconSize={18} label={label} className="ks-rail-button" disabled={!onPress} onClick={onPress} />;
}

const viewIcons: Readonly<Record<NarrowView, LucideIcon>> = { stage: Waypoints, editor: FileCodeCorner, record: ScrollText, dock: Terminal, lesson: BookOpen };

export function ViewBar(): ReactNode {
  const t = useT();
  const view = useFrameLayout((layout) => layout.view);
  const labels: Readonly<Record<NarrowView, string>> = {
    stage: t('frame.tabStage'),
    editor: t('frame.tabEditor'),
    record: t('frame.tabRecord'),
    dock: t('frame.tabDock'),
    lesson: t('frame.tabLesson'),
  };
  return (
    <nav className="ks-place ks-view-bar" aria-label={t('frame.views')}>
      {narrowViews.map((name) => (
        <button key={name} type="button" aria-current={name === view ? 'page' : undefined} onClick={() => showView(name)}>
          <Icon of={viewIcons[name]} size={22} />
          {labels[name]}
        </button>
      ))}
    </nav>
  );
}
