// How wide and which panels are open: state of this reader's page, kept in the browser, no part of a session or a link.

import { create } from 'zustand';
import { frameSize } from '../tokens/tokens.ts';
import { recall, storageKeys, store } from '../widgets/storage.ts';
import { designPixel } from '../widgets/units.ts';

/** The five tabs of the narrow page. */
export const narrowViews = ['stage', 'editor', 'record', 'dock', 'lesson'] as const;
export type NarrowView = (typeof narrowViews)[number];

/** Design pixels: what it begins with, and its bounds. */
export const panelSizes = {
  editor: { initial: frameSize.editor, min: 220, max: 640 },
  lesson: { initial: frameSize.lesson, min: 300, max: 640 },
  inspector: { initial: frameSize.inspector, min: 260, max: 560 },
  bottom: { initial: frameSize.bottom, min: 120, max: 480 },
  dock: { initial: frameSize.dock, min: 260, max: 960 },
} as const;

/** From this width on the inspector is open from the beginning; design pixels. */
const ROOMY = 1120;

export type SizedPanel = keyof typeof panelSizes;

export interface FrameLayout {
  readonly sizes: Readonly<Record<SizedPanel, number>>;
  readonly editorOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly dockOpen: boolean;
  /** Narrow only: which tab, and is the inspector drawn up as a sheet? */
  readonly view: NarrowView;
  readonly sheetOpen: boolean;
}

export const useFrameLayout = create<FrameLayout>()(() => restore(recall(storageKeys.layout), typeof document === 'undefined' ? 1440 : innerWidth / designPixel()));

useFrameLayout.subscribe(({ sizes, editorOpen, inspectorOpen, dockOpen }) => store(storageKeys.layout, JSON.stringify({ sizes, editorOpen, inspectorOpen, dockOpen })));

export const setPanelSize = (panel: SizedPanel, size: number): void => useFrameLayout.setState(({ sizes }) => ({ sizes: { ...sizes, [panel]: size } }));
export const openPanel = (panel: 'editor' | 'inspector' | 'dock', open: boolean): void => useFrameLayout.setState({ [`${panel}Open`]: open });
export const showView = (view: NarrowView): void => useFrameLayout.setState({ view, sheetOpen: false });
/** The sheet lies over the stage, so that opening it shows the stage. */
export const openSheet = (open: boolean): void => useFrameLayout.setState(open ? { view: 'stage', sheetOpen: true } : { sheetOpen: false });

/** What was kept, as far as it makes sense; the rest as a window of this width wants it, so that the stage keeps half. */
export function restore(text: string | null, width: number): FrameLayout {
  const kept = record(parsed(text));
  const sizes = record(kept.sizes);
  const open = (value: unknown): boolean => value !== false;
  const size = (panel: SizedPanel): number => {
    const { initial, min, max } = panelSizes[panel];
    const value = sizes[panel];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    const share = panel === 'editor' ? 0.26 : panel === 'inspector' ? 0.28 : 1;
    return Math.max(min, Math.min(initial, Math.round(width * share)));
  };
  return {
    sizes: Object.fromEntries((Object.keys(panelSizes) as SizedPanel[]).map((panel) => [panel, size(panel)])) as Record<SizedPanel, number>,
    editorOpen: open(kept.editorOpen),
    // Where all three cannot stand side by side in a legible size, the inspector waits until something is selected.
    inspectorOpen: kept.inspectorOpen === undefined ? width >= ROOMY : open(kept.inspectorOpen),
    dockOpen: open(kept.dockOpen),
    view: 'stage',
    sheetOpen: false,
  };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null; // not ours, or of another time
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
