import type { ReactNode } from 'react';
import * as m from 'framer-motion/m';
import { hover, select } from '../../app/store.ts';
import { StatusGlyph } from '../../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../../widgets/joinClass.ts';
import { Marker } from '../../widgets/Marker.tsx';
import { nameParts } from '../../widgets/ObjectName.tsx';
import { useT } from '../../widgets/preferences.ts';
import type { PodScene } from '../sceneTypes.ts';
import { useScene } from '../stageState.ts';
import { useChosen } from './parts.tsx';

export interface PodTileProps {
  readonly pod: PodScene;
  readonly column: number;
  readonly row: number;
  readonly silent: boolean;
  /** Design pixels. */
  readonly width: number;
  /** One line: glyph and name. */
  readonly line?: boolean;
  /** Only the last letters of the name. */
  readonly short?: boolean;
}

/** The word under a Pod's name: Kubernetes' own, and what only its node knows. */
export function usePodWord(pod: PodScene): string {
  const t = useT();
  if (pod.ahead === 'running') return t('stage.reporting', { word: 'Running' });
  if (pod.ahead === 'exited') return t('stage.reporting', { word: 'Error' });
  if (pod.ahead === 'unheard') return t('stage.unheard', { word: pod.word });
  if (pod.restarts > 0 && pod.word === 'Running') return t('stage.restarts', { word: pod.word, n: pod.restarts });
  if (pod.word === 'Running' && pod.containers > 1) return `${pod.word} ${pod.ready}/${pod.containers}`;
  return pod.word;
}

export function PodTile({ pod, column, row, silent, width, line = false, short = false }: PodTileProps): ReactNode {
  const chosen = useChosen((s) => s.kind === 'object' && s.key === pod.key);
  const marked = useScene((s) => s?.subject.part === pod.key);
  const word = usePodWord(pod);
  const name = short ? <span className="ks-mono">{nameParts(pod.name).suffix || pod.name}</span> : <span className="ks-clip">{nameFor(pod.name, width)}</span>;
  return (
    <m.button
      type="button"
      tabIndex={-1}
      data-stop
      data-pod={pod.key}
      className={joinClass('ks-pod', `ks-pod-${pod.status}`, line && 'ks-line', short && 'ks-short', silent && 'ks-ghost', chosen)}
      style={short ? {} : { gridColumn: column + 1, gridRow: row + 1 }}
      title={`${pod.name}: ${word}`}
      initial={{ opacity: 0 }}
      animate={{ opacity: 1 }}
      transition={{ duration: 0.12 }}
      onClick={(e) => {
        e.stopPropagation();
        select({ kind: 'object', key: pod.key });
      }}
      onPointerEnter={() => hover({ kind: 'object', key: pod.key })}
      onPointerLeave={() => hover(undefined)}
    >
      <span className="ks-pod-name">
        <StatusGlyph status={pod.status} size={12} />
        <Marker on={marked}>{name}</Marker>
      </span>
      {!line && <span className="ks-pod-word">{word}</span>}
    </m.button>
  );
}

/** As much of the owner's name as there is room for, and the last letters in any case. */
export function nameFor(name: string, width: number): string {
  const { owner, suffix } = nameParts(name);
  const room = Math.max(3, Math.floor((width - 36) / 6.6));
  if (suffix === '') return name.length <= room ? name : `…${name.slice(1 - room)}`;
  const kept = Math.max(2, room - suffix.length - 1);
  return `${(owner.length <= kept ? owner : owner.slice(0, kept)).replace(/-+$/, '')}…${suffix}`;
}

/** In a crowd: the glyph alone. */
export function PodCell({ pod, column, row }: { readonly pod: PodScene; readonly column: number; readonly row: number }): ReactNode {
  const chosen = useChosen((s) => s.kind === 'object' && s.key === pod.key);
  const t = useT();
  return (
    <button
      type="button"
      tabIndex={-1}
      data-stop
      data-pod={pod.key}
      aria-label={t('stage.sayPod', { name: pod.name, word: pod.word })}
      className={joinClass('ks-pod-cell', chosen)}
      style={{ gridColumn: column + 1, gridRow: row + 1 }}
      title={`${pod.name}: ${pod.word}`}
      onClick={(e) => {
        e.stopPropagation();
        select({ kind: 'object', key: pod.key });
      }}
    >
      <StatusGlyph status={pod.status} size={12} />
    </button>
  );
}
