// Inside kube-controller-manager: every controller of the process, what it watches and writes, what it did last.

import type { ReactNode } from 'react';
import { zoomTo } from '../app/zoom.ts';
import { actorName } from '../caption/captionText.ts';
import { listedControllers } from '../caption/controllers.ts';
import { ActorGlyph, TimeChip } from '../inspector/parts.tsx';
import { useT } from '../widgets/preferences.ts';
import { controllerFacts } from './model/controllerFacts.ts';
import { Row, Table } from './parts.tsx';
import { sentenceOf } from './sentences.ts';
import { useModel } from './useModel.ts';

export function ManagerZoom(): ReactNode {
  const t = useT();
  const last = useModel(({ index, origin }, at) =>
    listedControllers.map((actor) => {
      const spans = index.spansOf(actor);
      for (let i = index.begun(spans, at) - 1; i >= 0; i--) {
        const { summary, start, end } = index.reader.span(spans[i] as number);
        if (start < origin) break;
        if (summary.type === 'reconcile') return { actor, key: summary.key, start, working: end > at };
      }
      return { actor, key: '', start: -1, working: false };
    }),
  );
  return (
    <>
      <p className="ks-z-words">{t('inspector.is_manager')}</p>
      <Table label={t('zoom.manager')} className="ks-z-managers">
        <thead>
          <tr>
            <th scope="col">{t('zoom.controllerName')}</th>
            <th scope="col">{t('zoom.watchesHead')}</th>
            <th scope="col">{t('zoom.writesHead')}</th>
            <th scope="col">{t('zoom.lastHead')}</th>
          </tr>
        </thead>
        <tbody>
          {(last ?? []).map(({ actor, key, start, working }, i) => {
            const { watches, writes } = controllerFacts(actor);
            const sentence = sentenceOf(actor);
            return (
              <Row key={actor} selects={{ kind: 'box', actor }} first={i === 0} className={working && 'ks-z-working'} onPick={() => zoomTo(actor)}>
                <th scope="row">
                  <span className="ks-z-actor">
                    <ActorGlyph actor={actor} size={14} />
                    {working ? <mark className="ks-marker">{actorName(t, actor)}</mark> : actorName(t, actor)}
                  </span>
                  {sentence && <span className="ks-ink3 ks-z-small">{t(sentence)}</span>}
                </th>
                <td className="ks-mono">{listed(watches)}</td>
                <td className="ks-mono">{listed(writes)}</td>
                <td>
                  {key === '' ? (
                    <span className="ks-ink3">{t('zoom.idle')}</span>
                  ) : (
                    <>
                      <span className="ks-mono ks-z-clip" title={key}>{key}</span> <TimeChip at={start} />
                    </>
                  )}
                </td>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}

/** `deployments/status` may break behind its slash. */
const listed = (resources: readonly string[]): string => resources.join(', ').replaceAll('/', '/\u200b') || '–';
