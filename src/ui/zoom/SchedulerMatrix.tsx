// The scheduler's decision as a table: nodes down, plugins across; first those that filter, then those that score. A score opens
// the sum that it came from.

import type { ReactNode } from 'react';
import type { ScheduleDetail } from '../../session/protocol.ts';
import { keyFor } from '../../trace/subject.ts';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Text } from '../widgets/Text.tsx';
import { cpuText, memoryText } from './amounts.ts';
import type { Asked, Load, Matrix, NodeRow } from './model/decision.ts';
import { breakable, Capacity, Mark, Row, Table } from './parts.tsx';

/** The cell whose sum is shown. */
export interface ScoreAt {
  readonly plugin: string;
  readonly node: string;
}
interface Picked {
  readonly score: ScoreAt | undefined;
  readonly onScore: (score: ScoreAt | undefined) => void;
}

export function SchedulerMatrix({ matrix, detail, loads, asked, score, onScore }: Picked & { readonly matrix: Matrix; readonly detail: ScheduleDetail; readonly loads: ReadonlyMap<string, Load>; readonly asked: Asked | undefined }): ReactNode {
  const t = useT();
  const skippedFilters = detail.skippedFilters.length;
  const skippedScores = detail.skippedScores.length;
  const filterColumns = matrix.filters.length + (skippedFilters > 0 ? 1 : 0);
  const scored = matrix.scores.length > 0;
  const scoreColumns = scored ? matrix.scores.length + (skippedScores > 0 ? 1 : 0) + 1 : 1;
  return (
    <Table label={t('zoom.decided')} className="ks-z-matrix">
      <thead>
        <tr className="ks-z-over">
          <td />
          {filterColumns > 0 && (
            <th scope="colgroup" colSpan={filterColumns}>
              <Text of="zoom.filterHead" />
            </th>
          )}
          <th scope="colgroup" colSpan={scoreColumns}>
            {scored && <Text of="zoom.scoreHead" />}
          </th>
        </tr>
        <tr>
          <th scope="col">
            <span className="ks-unseen">{t('zoom.node')}</span>
          </th>
          {matrix.filters.map((plugin) => (
            <th key={plugin} scope="col">
              {breakable(plugin)}
            </th>
          ))}
          {skippedFilters > 0 && <SkippedHead names={detail.skippedFilters} />}
          {matrix.scores.map(({ plugin }) => (
            <th key={plugin} scope="col">
              {breakable(plugin)}
            </th>
          ))}
          {scored && skippedScores > 0 && <SkippedHead names={detail.skippedScores} />}
          <th scope="col" className="ks-z-total">
            {scored ? t('zoom.total') : ''}
          </th>
        </tr>
      </thead>
      <tbody>
        {matrix.rows.map((row, i) => (
          <NodeLine key={row.node} row={row} first={i === 0} detail={detail} matrix={matrix} load={loads.get(row.node)} asked={asked} score={score} onScore={onScore} />
        ))}
      </tbody>
    </Table>
  );
}

function SkippedHead({ names }: { readonly names: readonly string[] }): ReactNode {
  const t = useT();
  return (
    <th scope="col" className="ks-ink3" title={t('zoom.skippedHint', { names: names.join(', ') })}>
      {t('zoom.skipped', { n: names.length })}
    </th>
  );
}

function NodeLine({ row, first, detail, matrix, load, asked, score, onScore }: Picked & { readonly row: NodeRow; readonly first: boolean; readonly detail: ScheduleDetail; readonly matrix: Matrix; readonly load: Load | undefined; readonly asked: Asked | undefined }): ReactNode {
  const t = useT();
  const skippedFilters = detail.skippedFilters.length > 0 ? 1 : 0;
  const columns = matrix.filters.length + skippedFilters + (matrix.scores.length > 0 ? matrix.scores.length + (detail.skippedScores.length > 0 ? 1 : 0) : 0) + 1;
  const stop = row.filters.indexOf('stop');
  const words = stop >= 0 || row.unseen || row.stopped !== undefined;
  const passed = words ? Math.max(0, stop) : matrix.filters.length;
  return (
    <Row selects={{ kind: 'object', key: keyFor('nodes', '', row.node) }} first={first} className={joinClass(row.chosen && 'ks-z-winner', words && 'ks-z-out')}>
      <th scope="row">
        <span className="ks-z-node">
          <KindGlyph kind="Node" size={13} />
          {row.chosen ? <mark className="ks-marker">{row.node}</mark> : row.node}
        </span>
        {load && asked && (
          <>
            <Capacity
              name="cpu"
              label={t('zoom.cpuBar', { asked: cpuText(load.cpu), request: cpuText(asked.cpu), of: cpuText(load.cpuOf) })}
              asked={load.cpu}
              request={asked.cpu}
              of={load.cpuOf}
              text={`${short(load.cpu / 1000)} / ${short(load.cpuOf / 1000)}`}
            />
            <Capacity
              name="mem"
              label={t('zoom.memoryBar', { asked: memoryText(load.memory), request: memoryText(asked.memory), of: memoryText(load.memoryOf) })}
              asked={load.memory}
              request={asked.memory}
              of={load.memoryOf}
              text={`${short(load.memory / 2 ** 30)} / ${short(load.memoryOf / 2 ** 30)} Gi`}
            />
          </>
        )}
      </th>
      {row.filters.slice(0, passed).map((_, i) => (
        <td key={i}>
          <Mark state="done" label={t('zoom.pass')} />
        </td>
      ))}
      {words ? (
        <td colSpan={columns - passed}>
          <Words row={row} detail={detail} stop={stop >= 0} />
        </td>
      ) : (
        <>
          {skippedFilters > 0 && (
            <td>
              <Mark state="never" label={t('zoom.notRun')} />
            </td>
          )}
          {row.scores.map((cell) => (
            <td key={cell.plugin} className={joinClass('ks-z-score', cell.best && 'ks-z-best')}>
              <button
                type="button"
                data-cell
                tabIndex={-1}
                aria-label={t('zoom.whyScore', { plugin: cell.plugin, node: row.node, score: cell.score })}
                aria-expanded={score?.plugin === cell.plugin && score.node === row.node}
                onClick={(e) => {
                  e.stopPropagation();
                  onScore(score?.plugin === cell.plugin && score.node === row.node ? undefined : { plugin: cell.plugin, node: row.node });
                }}
              >
                <span>
                  <b>{cell.score}</b> <span className="ks-ink3">×{cell.weight}</span>
                </span>
                <span className="ks-z-bar" aria-hidden style={{ '--full': Math.max(0, Math.min(1, cell.score / 100)), '--more': 0 }}>
                  <i />
                </span>
                <span className="ks-ink3 ks-z-product" data-product={cell.product}>
                  {cell.product}
                </span>
              </button>
            </td>
          ))}
          {matrix.scores.length > 0 && detail.skippedScores.length > 0 && (
            <td>
              <Mark state="never" label={t('zoom.notRun')} />
            </td>
          )}
          <td className="ks-z-total">
            {row.total >= 0 && <b data-total={row.total}>{row.total}</b>}
            {row.chosen && <span>{matrix.margin > 0 ? t('zoom.winsBy', { n: matrix.margin }) : matrix.margin === 0 ? t('zoom.winsTie') : t('zoom.chosen')}</span>}
            {row.chosen && row.total < 0 && detail.nodes > 1 && detail.hint === '' && <span className="ks-ink3">{t('zoom.onlyOne')}</span>}
          </td>
        </>
      )}
    </Row>
  );
}

const short = (n: number): string => String(Math.round(n * 100) / 100);

/** After a red stop the row becomes the explanation. */
function Words({ row, detail, stop }: { readonly row: NodeRow; readonly detail: ScheduleDetail; readonly stop: boolean }): ReactNode {
  const t = useT();
  if (row.stopped) {
    return (
      <div className="ks-z-stopped">
        {stop && <Mark state="refused" label={row.stopped.plugin} />}
        <div className="ks-z-refusal ks-z-line">
          <b className="ks-err">{row.stopped.plugin}</b> <code className="ks-mono">{row.stopped.reasons.join(', ')}</code> <span className="ks-ink3">{t('zoom.laterPlugins')}</span>
        </div>
      </div>
    );
  }
  const why = detail.rejected
    ? `${t('zoom.rejectedAll', { plugin: detail.rejected.plugin })}: ${detail.rejected.reasons.join(', ')}`
    : detail.narrowed && !detail.narrowed.nodes.includes(row.node)
      ? t('zoom.narrowedBy', { plugins: detail.narrowed.plugins.join(', '), nodes: detail.narrowed.nodes.join(', ') })
      : detail.hint !== '' && detail.hint === detail.chosen
        ? t('zoom.triedFirst', { node: detail.hint })
        : t('zoom.notLooked');
  return <span className="ks-ink3">{why}</span>;
}
