// Two branches side by side: what differs at a moment, and the milestones of each since they parted.

import { useState, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { compare, type Cell } from '../../trace/compare.ts';
import { player } from '../app/session.ts';
import { useApp, type Branch } from '../app/store.ts';
import { branchColour } from '../timeline/branchColour.ts';
import { milestoneLabel } from '../timeline/milestoneText.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { useT } from '../widgets/preferences.ts';
import { Segmented } from '../widgets/Segmented.tsx';
import { StatusPill } from '../widgets/StatusPill.tsx';
import '../widgets/lateTexts.ts';
import { cpuText } from '../zoom/amounts.ts';
import './compare.css';

const WIDTH = 860;

export function CompareSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const branches = useApp((s) => s.branches).filter((b) => b.origin !== undefined);
  return (
    <Dialog open onClose={onClose} title={t('compare.title')} width={WIDTH}>
      {branches.length < 2 ? <EmptyState title={t('compare.only')} /> : <Comparison branches={branches} onClose={onClose} />}
    </Dialog>
  );
}

function Comparison({ branches, onClose }: { readonly branches: readonly Branch[]; readonly onClose: () => void }): ReactNode {
  const t = useT();
  const shown = useApp((s) => s.branch);
  const playhead = useApp((s) => s.playhead);
  const first = branches.find((b) => b.id === shown) ?? (branches[0] as Branch);
  const other = branches.find((b) => b.id === first.parent) ?? branches.find((b) => b.parent === first.id) ?? (branches.find((b) => b !== first) as Branch);
  const [pair, setPair] = useState<readonly [number, number]>([other.id, first.id]);
  const [when, setWhen] = useState<'moment' | 'ends'>('ends');
  const [all, setAll] = useState(false);
  const sides = pair.map((id) => branches.find((b) => b.id === id) ?? first) as unknown as readonly [Branch, Branch];
  const moment = (b: Branch): number => (when === 'ends' ? b.mirror.now : Math.min(playhead, b.mirror.now));
  const rows = compare(sides.map((b) => ({ reader: b.mirror, at: moment(b), since: b.origin ?? 0 })));
  const told = all ? rows : rows.filter(({ same }) => !same);
  const parted = partedAt(sides, branches);
  return (
    <div className="ks-compare">
      <p className="ks-ink3">{t('compare.what')}</p>
      <div className="ks-row ks-compare-choice">
        <Segmented label={t('compare.when')} value={when} onChange={setWhen} options={[{ value: 'ends', label: t('compare.ends') }, { value: 'moment', label: t('compare.sameMoment') }]} />
        <label className="ks-row">
          <input type="checkbox" checked={all} onChange={(e) => setAll(e.target.checked)} />
          {t('compare.all')}
        </label>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('compare.thing')}</th>
            {sides.map((b, i) => (
              <th key={i} scope="col">
                <BranchChoice label={t(i === 0 ? 'compare.left' : 'compare.right')} branches={branches} value={b} onChange={(id) => setPair(i === 0 ? [id, pair[1]] : [pair[0], id])} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <KindGlyph kind={row.kind} /> <span className="ks-ink3">{row.kind}</span> <span className="ks-mono">{row.name}</span>
              </th>
              {row.cells.map((cell, i) => (
                <td key={i} data-same={row.same || undefined}>
                  <CellText cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {told.length === 0 && <p>{t('compare.nothing')}</p>}
      <h3 className="ks-cap">{t('compare.milestones')}</h3>
      <div className="ks-compare-sides">
        {sides.map((b, i) => (
          <div key={i}>
            <Milestones of={b} since={parted} until={moment(b)} />
            <Button
              size="s"
              disabled={b.id === shown}
              onClick={() => {
                player().show(b.id);
                onClose();
              }}
            >
              {t('compare.show', { letter: b.letter })}
            </Button>
          </div>
        ))}
      </div>
    </div>
  );
}

interface BranchChoiceProps {
  readonly label: string;
  readonly branches: readonly Branch[];
  readonly value: Branch;
  readonly onChange: (id: number) => void;
}

function BranchChoice({ label, branches, value, onChange }: BranchChoiceProps): ReactNode {
  const t = useT();
  return (
    <select aria-label={label} value={value.id} style={{ color: `var(--${branchColour(value.letter)})` }} onChange={(e) => onChange(Number(e.target.value))}>
      {branches.map((b) => (
        <option key={b.id} value={b.id}>
          {b.letter} {b.label || (b.parent === undefined ? t('transport.main') : '')}
        </option>
      ))}
    </select>
  );
}

function CellText({ cell }: { readonly cell: Cell | undefined }): ReactNode {
  const t = useT();
  if (!cell) return <span className="ks-ink3">{t('compare.absent')}</span>;
  switch (cell.type) {
    case 'workload':
      return (
        <>
          {t('compare.ready', { ready: cell.ready, desired: cell.desired })} <span className="ks-mono ks-ink3">{cell.images}</span>
        </>
      );
    case 'pods':
      return (
        <span className="ks-row ks-compare-pods">
          {cell.statuses.map(({ status, count }) => (
            <span key={status} className="ks-row">
              {count} <StatusPill word={status} bare />
            </span>
          ))}
          {cell.restarts > 0 && <span className="ks-ink3">{t('compare.restarts', { n: cell.restarts })}</span>}
        </span>
      );
    case 'node':
      return (
        <>
          {[t('compare.pods', { n: cell.pods }), ...(cell.ready ? [] : [t('compare.notReady')]), ...(cell.unschedulable ? [t('compare.cordoned')] : [])].join(', ')}
          <span className="ks-compare-load">
            <span className="ks-compare-bar" aria-hidden style={{ '--full': Math.min(1, cell.cpu / Math.max(1, cell.cpuOf)) }} />
            <span className="ks-ink3">{t('compare.asked', { cpu: cpuText(cell.cpu), of: cpuText(cell.cpuOf) })}</span>
          </span>
        </>
      );
    case 'service':
      return (
        <>
          {cell.serviceType} <span className="ks-ink3">{t('compare.endpoints', { ready: cell.ready, total: cell.total })}</span>
        </>
      );
    case 'count':
      return <>{t('compare.warnings', { n: cell.count })}</>;
    case 'object':
      return <>{t('compare.present')}</>;
  }
}

function Milestones({ of, since, until }: { readonly of: Branch; readonly since: number; readonly until: number }): ReactNode {
  const t = useT();
  const list = of.boundaries.milestones.list.filter(({ at }) => at > since && at <= until);
  if (list.length === 0) return <p className="ks-ink3">{t('compare.noMilestones')}</p>;
  return (
    <ol className="ks-compare-milestones">
      {list.map((m) => (
        <li key={m.number}>
          <span className="ks-mono ks-ink3">{t('compare.later', { time: formatSpan(m.at - since, t.language) })}</span> {milestoneLabel(t, m)}
        </li>
      ))}
    </ol>
  );
}

/** Where two branches left each other: the last moment that both have. */
function partedAt([a, b]: readonly [Branch, Branch], branches: readonly Branch[]): number {
  const line = (of: Branch): readonly Branch[] => {
    const parent = branches.find(({ id }) => id === of.parent);
    return parent ? [of, ...line(parent)] : [of];
  };
  const mine = line(a);
  const theirs = line(b);
  const common = mine.find((x) => theirs.includes(x));
  if (!common) return Math.max(a.origin ?? 0, b.origin ?? 0);
  const left = (path: readonly Branch[]): number => path[path.indexOf(common) - 1]?.forkedAt ?? Infinity;
  const at = Math.min(left(mine), left(theirs));
  return at === Infinity ? (common.origin ?? 0) : at;
}
