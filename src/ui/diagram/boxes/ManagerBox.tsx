import type { ReactNode } from 'react';
import * as m from 'framer-motion/m';
import { select } from '../../app/store.ts';
import { controllerLooks } from '../../caption/controllers.ts';
import type { Key, Translate } from '../../../locales/i18n.ts';
import { shortName } from '../../../trace/subject.ts';
import { ComponentGlyph } from '../../widgets/glyphs/KindGlyph.tsx';
import { joinClass } from '../../widgets/joinClass.ts';
import { useT } from '../../widgets/preferences.ts';
import type { ControllerLine, ControllerScene } from '../sceneTypes.ts';
import { useScene } from '../stageState.ts';
import { BoxFrame, Marked, Note, useChosen } from './parts.tsx';

const BOX = 'kube-controller-manager';

export const controllerName = (actor: string): string => controllerLooks(actor)?.cell ?? actor.replace(/-controller$/, '');

export function ManagerBox({ narrow, strip }: { readonly narrow: boolean; readonly strip: boolean }): ReactNode {
  const t = useT();
  const scene = useScene((s) => s?.manager);
  const cells = scene?.cells ?? [];
  const working = cells.find((c) => c.working);
  const say = working ? t('stage.sayManager', { n: scene?.count ?? 0, name: controllerName(working.actor) }) : t('stage.sayManagerIdle', { n: scene?.count ?? 0 });
  const open = cells.findIndex((c) => c.opened);
  return (
    <BoxFrame
      box={BOX}
      name={narrow || strip ? 'controller-manager' : 'kube-controller-manager'}
      glyph="controllerManager"
      stopped={scene?.stopped ?? false}
      phase={scene?.phase}
      say={say}
      right={strip ? <Chips cells={cells} most={1} /> : !narrow && scene && <Note>{t('stage.controllers', { n: scene.count })}</Note>}
    >
      {narrow && <Chips cells={cells} most={2} />}
      {!narrow && !strip && (
        <div className="ks-cells">
          {cells.map((cell, i) => {
            // The opened one takes the whole column; who lives there with it steps aside.
            const column = Math.floor(i / 2);
            if (open >= 0 && open !== i && column === Math.floor(open / 2)) return null;
            return <Cell key={cell.actor} cell={cell} column={column} row={i % 2} />;
          })}
        </div>
      )}
    </BoxFrame>
  );
}

function Cell({ cell, column, row }: { readonly cell: ControllerScene; readonly column: number; readonly row: number }): ReactNode {
  const t = useT();
  const { actor, opened } = cell;
  const chosen = useChosen((s) => s.kind === 'box' && s.actor === actor);
  return (
    <button
      type="button"
      tabIndex={-1}
      data-stop
      data-actor={actor}
      className={joinClass('ks-cell', opened && 'ks-open', cell.working && 'ks-working', chosen)}
      style={{ gridColumn: column + 1, gridRow: opened ? '1 / 3' : row + 1 }}
      onClick={(e) => {
        e.stopPropagation();
        select({ kind: 'box', actor });
      }}
    >
      <span className="ks-cell-name">
        <ComponentGlyph name={controllerLooks(actor)?.glyph ?? 'other'} size={13} />
        <Marked box={BOX} part={actor}>
          {controllerName(actor)}
        </Marked>
      </span>
      {opened ? (
        <m.span className="ks-counts" initial={{ opacity: 0 }} animate={{ opacity: 1 }} transition={{ duration: 0.12 }}>
          {opened.rows.map(({ label, value }) => (
            <span key={label} className="ks-count-row">
              <span className="ks-ink3">{t(`stage.${label}` as Key & 'stage.wanted')}</span>
              <b className="ks-clip" title={value}>
                {value.length > 9 ? `…${value.slice(-5)}` : value}
              </b>
            </span>
          ))}
          {opened.of > 0 && <Slots filled={opened.filled} of={opened.of} />}
        </m.span>
      ) : (
        <span className="ks-cell-line">{lineText(t, cell.line)}</span>
      )}
    </button>
  );
}

/** As many slots as stand side by side; of more, the share that is filled. */
const SLOTS = 12;

/** Filled is there, hollow is still to come. */
function Slots({ filled, of }: { readonly filled: number; readonly of: number }): ReactNode {
  const t = useT();
  const shown = Math.min(of, SLOTS);
  return (
    <span className="ks-slots" role="img" aria-label={t('stage.slots', { filled, of })} style={{ '--slots': shown }}>
      {Array.from({ length: shown }, (_, i) => (
        <span key={i} className={i < Math.floor((filled * shown) / of) ? 'ks-slot ks-filled' : 'ks-slot'} />
      ))}
    </span>
  );
}

function lineText(t: Translate, line: ControllerLine): string {
  switch (line.say) {
    case 'idle':
      return t('stage.idle');
    case 'settled':
      return t('stage.settledAt', { revision: `r${line.revision}` });
    case 'ready':
      return t('stage.readyOf', { ready: line.ready, of: line.of });
    case 'noService':
      return t('stage.noService');
    case 'endpoints':
      return t('stage.endpoints', { name: shortName(line.name, 9), n: line.count });
    case 'nodes':
      return line.silent === '' ? t('stage.nodesHealthy', { n: line.healthy }) : t('stage.nodeSilent', { name: line.silent });
    case 'at':
      return t('stage.at', { name: shortName(line.name, 12) });
  }
}

/** For small boxes: the controllers that look after something, with how far they are. */
function Chips({ cells, most }: { readonly cells: readonly ControllerScene[]; readonly most: number }): ReactNode {
  const counted = cells.filter((c) => c.line.say === 'ready' || c.opened !== undefined || c.line.say === 'settled').slice(0, most);
  return (
    <span className="ks-box-chips">
      {counted.map((cell) => (
        <span key={cell.actor} className={joinClass('ks-chip', cell.working && 'ks-working')}>
          <ComponentGlyph name={controllerLooks(cell.actor)?.glyph ?? 'other'} size={13} />
          <Marked box={BOX} part={cell.actor}>
            {cell.opened && cell.opened.of > 0 ? `${cell.opened.filled}/${cell.opened.of}` : cell.line.say === 'ready' ? `${cell.line.ready}/${cell.line.of}` : controllerName(cell.actor)}
          </Marked>
        </span>
      ))}
    </span>
  );
}
