// Share: a link to this very moment, or the run as a file.

import { Check, Copy, Download, FolderOpen } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { openShared } from '../app/start.ts';
import { shownBranch } from '../app/store.ts';
import { EmbedCodePart } from '../embed/EmbedCodePart.tsx';
import { Button } from '../widgets/Button.tsx';
import { useLessonOpen } from '../lesson/lessonState.ts';
import { lessonLink } from '../lesson/openLessonLink.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { useT } from '../widgets/preferences.ts';
import { encodeShared, LONGEST_LINK, readShared, type Shared } from './link.ts';
import { MOST_TEXT } from './record.ts';
import { ExportList } from './ExportList.tsx';
import { saveText } from './saveText.ts';
import { sharedOf } from './sharedOf.ts';
import './share.css';

export function ShareSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const shared = useShared();
  const lesson = useLessonOpen()?.id;
  const [link, setLink] = useState('');
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let current = true;
    if (shared) void encodeShared(shared).then((fragment) => current && setLink(location.origin + location.pathname + fragment));
    return () => {
      current = false;
    };
  }, []);
  if (!shared) return null;
  const branch = shownBranch();
  const tooLong = link.length > LONGEST_LINK;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // The browser does not let pages copy: the link is selected, and Ctrl+C does it.
      field.current?.select();
    }
  };
  const open = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    onClose();
    await openShared(chosen.size > 4 * MOST_TEXT ? { failed: 'broken' } : readShared(await chosen.text()));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('app.shareTitle')}
      width={560}
      actions={
        <>
          <Button icon={FolderOpen} onClick={() => file.current?.click()}>
            {t('app.shareOpen')}
          </Button>
          <Button icon={Download} onClick={() => saveText(`${shared.title || 'kubestage'}.kubestage.json`, JSON.stringify(shared), 'application/json')}>
            {t('app.shareSave')}
          </Button>
          <Button tone="primary" icon={copied ? Check : Copy} disabled={link === '' || tooLong} onClick={() => void copy()}>
            {copied ? t('app.shareCopied') : t('app.shareCopy')}
          </Button>
        </>
      }
    >
      <p className="ks-ink2">{t('app.shareWhat', { version: 1, seed: shared.record.seed, inputs: shared.record.inputs.length, time: formatMoment(shared.at - (branch?.origin ?? 0)) })}</p>
      {tooLong ? (
        <p>{t('app.shareTooLong', { length: link.length })}</p>
      ) : (
        <label className="ks-share-link">
          <span>{t('app.shareLink')}</span>
          <input ref={field} className="ks-mono" readOnly value={link} onFocus={(e) => e.currentTarget.select()} />
        </label>
      )}
      {lesson !== undefined && (
        <label className="ks-share-link">
          <span>{t('exports.lessonLink')}</span>
          <input className="ks-mono" readOnly value={location.origin + location.pathname + lessonLink(lesson)} onFocus={(e) => e.currentTarget.select()} />
        </label>
      )}
      {!tooLong && link !== '' && <EmbedCodePart fragment={link.slice(link.indexOf('#'))} title={shared.title} />}
      <ExportList onClose={onClose} />
      <input ref={file} type="file" accept=".json,application/json" hidden onChange={(e) => void open(e.currentTarget.files?.[0])} />
    </Dialog>
  );
}

/** The run as it stood when the sheet opened. */
function useShared(): Shared | undefined {
  const { language } = useT();
  const [shared] = useState(() => sharedOf(language));
  return shared;
}
