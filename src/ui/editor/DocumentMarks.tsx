// Beside the text, what became of each document when it was applied last: a bar along its lines, and a word with the
// revision at its first line. It lies over whichever editor has the text and follows its scrolling.

import { useEffect, useReducer, useRef, type ReactNode } from 'react';
import type { LintedDocument } from '../../session/protocol.ts';
import { formatCount } from '../../locales/format.ts';
import type { Translate } from '../../locales/i18n.ts';
import { select } from '../app/store.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { useT } from '../widgets/preferences.ts';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { designPixel } from '../widgets/units.ts';
import type { DocumentMark } from './applied.ts';
import { lineOf, type TextView } from './textView.ts';

export interface DocumentMarksProps {
  readonly view: TextView | undefined;
  readonly text: string;
  readonly documents: readonly LintedDocument[];
  readonly marks: readonly (DocumentMark | undefined)[];
}

export function DocumentMarks({ view, text, documents, marks }: DocumentMarksProps): ReactNode {
  const t = useT();
  const [, moved] = useReducer((n: number) => n + 1, 0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const stop = view?.onLayout(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        moved();
      });
    });
    moved();
    return () => {
      cancelAnimationFrame(frame);
      stop?.();
    };
  }, [view]);
  if (!view) return null;
  const unit = designPixel();
  const room = ((box.current?.clientWidth ?? 300 * unit) - view.textLeft - WORD * unit) / (LETTER * unit);
  return (
    <div ref={box} className="ks-marks">
      {documents.map((document, i) => {
        const mark = marks[i];
        if (!mark) return null;
        const from = firstLine(text, document);
        const to = lineOf(text, Math.max(document.from, document.from + text.slice(document.from, document.to).trimEnd().length));
        const top = view.lineTop(from);
        const good = mark.state !== 'rejected' && mark.state !== 'not sent';
        return (
          <div key={i}>
            <i className={`ks-mark-bar ${good ? 'ks-good' : 'ks-bad'}`} style={{ top, height: view.lineTop(to) + view.lineHeight - top }} />
            <span className={`ks-mark-word ${good ? 'ks-ok' : 'ks-err'}`} style={{ top: view.lineTop(wordLine(text, from, to, room)), height: view.lineHeight }}>
              <StatusGlyph status={good ? 'ready' : 'failed'} size={11} />
              {wordOf(t, mark)}
              {mark.revision > 0 && <RevisionChip revision={mark.revision} onPress={(revision) => select({ kind: 'revision', revision })} />}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** Design pixels: the word with its revision, a letter of the text. */
const WORD = 118;
const LETTER = 7;

/** The word stands on the first line that leaves room for it, of the first few. */
function wordLine(text: string, from: number, to: number, room: number): number {
  const lines = text.split('\n').slice(from, Math.min(from + 4, to + 1));
  const free = lines.findIndex((line) => line.length <= room);
  return from + Math.max(0, free);
}

/** Comments and blank lines above a document are not its first line. */
function firstLine(text: string, { from, to }: LintedDocument): number {
  const first = /^(?:[ \t]*(?:#.*)?\n|---.*\n)*/.exec(text.slice(from, to))?.[0].length ?? 0;
  return lineOf(text, from + first);
}

function wordOf(t: Translate, mark: DocumentMark): string {
  const what = ((): string => {
    switch (mark.state) {
      case 'created':
        return t('editor.markCreated');
      case 'configured':
        return t('editor.markConfigured');
      case 'unchanged':
        return t('editor.markUnchanged');
      case 'rejected':
        return t('editor.markRejected', { code: formatCount(mark.code) });
      case 'not sent':
        return t('editor.markNotSent');
    }
  })();
  return mark.dryRun ? t('editor.markDry', { what }) : what;
}
