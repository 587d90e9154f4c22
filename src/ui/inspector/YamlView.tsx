// Lines of YAML: fold at a press, green where something was added on the way, lit where another object differs, a blue
// dotted edge where nothing here acts on a field.

import { useState, type ReactNode } from 'react';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { yamlRows, type YamlOptions, type YamlRow } from './model/yamlRows.ts';

export interface YamlViewProps extends Omit<YamlOptions, 'toggled'> {
  readonly value: unknown;
}

/** Give it another `key` for another object, so that what was opened there stays there. */
export function YamlView({ value, ...options }: YamlViewProps): ReactNode {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const rows = yamlRows(value, { ...options, toggled });
  return <YamlRows rows={rows} onToggle={(row) => setToggled(new Map(toggled).set(row.path, !row.open))} />;
}

export function YamlRows({ rows, onToggle }: { readonly rows: readonly YamlRow[]; readonly onToggle?: (row: YamlRow) => void }): ReactNode {
  const t = useT();
  const addedHint = (row: YamlRow): string | undefined => (row.added === 'default' ? t('inspector.addedDefault') : row.added === 'server' ? t('inspector.addedServer') : undefined);
  const worded = (value: string): string => value.replace(/^\{ (\d+) \}$/, (_, n: string) => `{ ${t('inspector.fields', { n })} }`);
  return (
    <div className="ks-yaml ks-mono" role="list">
      {rows.map((row) => {
        const plus = row.added !== '' || row.change === 'added';
        const folds = row.open !== undefined && onToggle;
        const words = (
          <>
            {row.dash && <span className="ks-yaml-dash">- </span>}
            {row.key && (
              <>
                <span>{row.key}</span>
                <span className="ks-ink3">:</span>
              </>
            )}
            {row.value && (
              <>
                {row.key && ' '}
                <span className={row.type === 'fold' ? 'ks-ink3' : undefined}>{worded(row.value)}</span>
              </>
            )}
          </>
        );
        return (
          <div
            key={row.id}
            role="listitem"
            className={joinClass('ks-yaml-row', plus && 'ks-plus', row.change === 'removed' && 'ks-minus', row.differs && 'ks-differs', row.stored && 'ks-stored')}
            style={{ '--indent': row.indent }}
            title={addedHint(row)}
          >
            {plus && <span className="ks-unseen">+ </span>}
            {row.change === 'removed' && <span className="ks-unseen">- </span>}
            {folds ? (
              <button type="button" className="ks-yaml-fold" aria-expanded={row.open === true} aria-label={t(row.open ? 'inspector.fold' : 'inspector.unfold', { path: row.path })} onClick={() => onToggle(row)}>
                {words}
                <i aria-hidden>{row.open ? '▾' : '▸'}</i>
              </button>
            ) : (
              words
            )}
            {row.inside > 0 && <span className="ks-ok ks-yaml-inside">+{row.inside}</span>}
          </div>
        );
      })}
    </div>
  );
}
