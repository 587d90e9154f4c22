import type { ReactNode } from 'react';
import { joinClass } from '../../widgets/joinClass.ts';
import type { StatusName } from '../../widgets/glyphs/statusGlyphs.ts';
import { useT } from '../../widgets/preferences.ts';
import { percent } from './amounts.ts';
import { NodeSay, useNode } from './NodeBox.tsx';
import { useScene } from '../stageState.ts';
import { useChosen } from './parts.tsx';

const CELL = { w: 4.8, h: 8.6, stepX: 6.35, stepY: 11 };

/** A node among many: shade is what is asked of its cpu, a cell is a Pod. Healthy ones are grey; exceptions keep shape and colour. */
export function NodeTile({ name, width, height }: { readonly name: string; readonly width: number; readonly height: number }): ReactNode {
  const t = useT();
  const node = useNode(name);
  const box = `node/${name}`;
  const chosen = useChosen((s) => s.kind === 'box' && s.actor === box);
  const silent = node !== undefined && node.phase === 'on' && (node.fault !== '' || node.ready !== 'True');
  const asked = node ? percent(node.cpu) : 0;
  const heat = asked < 60 ? 0 : asked < 75 ? 1 : asked < 90 ? 2 : 3;
  const pods = node ? [...node.pods, ...node.systemPods] : [];
  // A few nodes have large tiles: their cells grow with them, all alike, as long as those of the fullest fit.
  const fullest = useScene((s) => s?.nodes.reduce((most, n) => Math.max(most, n.pods.length + n.systemPods.length), 0) ?? 0);
  const fits = (k: number): boolean => Math.floor((width - 8) / (CELL.stepX * k)) * Math.floor((height - 24) / (CELL.stepY * k)) >= fullest;
  const scale = [2.4, 2, 1.6, 1.3].find(fits) ?? 1;
  const perRow = Math.max(1, Math.floor((width - 8) / (CELL.stepX * scale)));
  const rows = Math.max(1, Math.floor((height - 24) / (CELL.stepY * scale)));
  const cells = new Map<StatusName | 'silent', string>();
  pods.slice(0, perRow * rows).forEach((pod, i) => {
    const x = (i % perRow) * CELL.stepX;
    const y = Math.floor(i / perRow) * CELL.stepY;
    const look = silent ? 'silent' : pod.status;
    cells.set(look, (cells.get(look) ?? '') + shape(look, x, y));
  });
  return (
    <div className={joinClass('ks-tile', silent && 'ks-silent-tile', node && node.phase !== 'on' && 'ks-phase', chosen)} style={{ background: silent ? 'var(--err-t)' : `var(--heat-${heat})` }}>
      <span className="ks-tile-name">
        <span className="ks-clip">{name.replace(/^worker-/, 'n-')}</span>
        <span className="ks-fill" />
        {silent ? <b>{t('stage.silent')}</b> : node?.phase === 'on' ? `${asked} %` : ''}
      </span>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
        <g transform={`translate(5 22) scale(${scale})`}>
          {[...cells].map(([look, d]) => (
            <path key={look} d={d} className={`ks-cell-${look}`} />
          ))}
        </g>
      </svg>
      <NodeSay node={node} box={box} />
    </div>
  );
}

function shape(look: StatusName | 'silent', x: number, y: number): string {
  const { w, h } = CELL;
  if (look === 'terminating') return `M${x} ${y + h}L${x + w} ${y}`;
  if (look === 'crash' || look === 'failed') return `M${x - 1.2} ${y - 1.2}h7.2v11h-7.2z`;
  if (look === 'ready' || look === 'succeeded') return `M${x} ${y}h${w}v${h}h${-w}z`;
  return `M${x + 0.5} ${y + 0.5}h${w - 1}v${h - 1}h${1 - w}z`;
}
