// Small parts that several boxes are made of.

import type { ReactNode } from 'react';
import { useApp, type Selection } from '../../app/store.ts';
import { ComponentGlyph } from '../../widgets/glyphs/KindGlyph.tsx';
import type { KindGlyphName } from '../../widgets/glyphs/kindGlyphs.ts';
import { joinClass } from '../../widgets/joinClass.ts';
import { Marker } from '../../widgets/Marker.tsx';
import { useT } from '../../widgets/preferences.ts';
import type { Phase } from '../bootScene.ts';
import { useScene } from '../stageState.ts';

/** Is the story about this box, or this part of it, now? */
export function useSubject(box: string, part = ''): boolean {
  return useScene((s) => s !== undefined && s.subject.box === box && (s.subject.part === part || (part === '' && box.startsWith('node/'))));
}

/** Marked when the story is about it. */
export function Marked({ box, part = '', children }: { readonly box: string; readonly part?: string; readonly children: ReactNode }): ReactNode {
  return <Marker on={useSubject(box, part)}>{children}</Marker>;
}

export function useChosen(test: (selection: Selection) => boolean): string {
  const selected = useApp((s) => s.selection !== undefined && test(s.selection));
  const hovered = useApp((s) => s.hovered !== undefined && test(s.hovered));
  return joinClass(selected && 'ks-selected', hovered && 'ks-hovered');
}

export interface BoxFrameProps {
  readonly box: string;
  readonly name: string;
  readonly glyph: KindGlyphName;
  readonly className?: string;
  readonly right?: ReactNode;
  readonly stopped?: boolean;
  readonly phase?: Phase | undefined;
  readonly say: string;
  readonly titleSize?: number;
  readonly children?: ReactNode;
}

/** Edge, title, and what a screen reader hears of the box. */
export function BoxFrame({ box, name, glyph, className, right, stopped = false, phase = 'on', say, titleSize = 14, children }: BoxFrameProps): ReactNode {
  const t = useT();
  const chosen = useChosen((s) => s.kind === 'box' && s.actor === box);
  return (
    <div className={joinClass('ks-box', className, stopped ? 'ks-stopped' : phase !== 'on' && `ks-phase ks-phase-${phase}`, chosen)}>
      <div className="ks-box-head">
        <span className="ks-box-title">
          <ComponentGlyph name={glyph} size={titleSize} />
          <Marked box={box}>{name}</Marked>
        </span>
        <span className="ks-fill" />
        {stopped ? <span className="ks-box-note ks-err">{t('stage.stopped')}</span> : phase === 'on' ? right : <span className="ks-box-note">{t(PHASES[phase])}</span>}
      </div>
      {children}
      <span className="ks-hidden" id={describedBy(box)}>
        {phase === 'on' ? say : t(PHASES[phase])}
      </span>
    </div>
  );
}

export const NODE_PHASES = { off: 'stage.nodeOff', starting: 'stage.nodeUnknown' } as const;
export const PHASES = { off: 'stage.phaseOff', starting: 'stage.phaseStarting' } as const;

export const describedBy = (box: string): string => `ks-say-${box.replace(/[^\w-]/g, '-')}`;

/** Five letters of a long name, the whole name on demand. */
export function Note({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className="ks-box-note">{children}</span>;
}
