// How one score came about: what the plugin favours, its sum with the numbers of this node, and what that counts for.

import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { ScheduleDetail } from '../../session/protocol.ts';
import { IconButton } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { formulaOf } from './model/formula.ts';
import type { ScoreAt } from './SchedulerMatrix.tsx';
import './formula.css';

export function FormulaPart({ detail, score, onClose }: { readonly detail: ScheduleDetail; readonly score: ScoreAt | undefined; readonly onClose: () => void }): ReactNode {
  const t = useT();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [score]);
  if (!score) return <p className="ks-ink3 ks-z-foot">{t('zoom.pressScore')}</p>;
  const formula = formulaOf(detail, score.plugin, score.node);
  const at = detail.plugins.findIndex(({ name }) => name === score.plugin);
  const product = detail.rows.find(({ node }) => node === score.node)?.scores[at];
  if (product === undefined) return null;
  const weight = detail.plugins[at]?.weight ?? 1;
  return (
    <section ref={place} className="ks-z-formula" aria-label={t('zoom.whyScore', { plugin: score.plugin, node: score.node, score: product / weight })} aria-live="polite">
      <header>
        <h3>
          {score.plugin} <span className="ks-ink2">{score.node}</span>
        </h3>
        <IconButton icon={X} iconSize={13} label={t('zoom.closeFormula')} onClick={onClose} />
      </header>
      <p className="ks-ink2">{formula ? t(`zoom.formula_${formula.plugin}`) : t('zoom.formulaNone')}</p>
      <table>
        <tbody>
          {formula?.lines.map(({ label, text, value }, i) => (
            <tr key={i} className={i === formula.lines.length - 1 ? 'ks-z-sum' : undefined}>
              <th scope="row">{label === '' ? t('zoom.formulaScore') : label === 'cpu' || label === 'memory' ? label : t(label === 'before' ? 'zoom.formulaBefore' : 'zoom.formulaAfter')}</th>
              <td className="ks-mono">{text}</td>
              <td className="ks-mono">
                = <b>{value}</b>
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('zoom.formulaWeight')}</th>
            <td className="ks-mono">
              {product / weight} × {weight}
            </td>
            <td className="ks-mono">
              = <b>{product}</b>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
