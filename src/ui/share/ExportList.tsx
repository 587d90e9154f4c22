// What can be taken out of the page, each with one button. Everything is made here and handed to the browser: nothing is sent.

import { Download, FileText, Film, Printer } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { eventRows } from '../dock/model/events.ts';
import { panelIndex } from '../inspector/model/panelIndex.ts';
import { milestoneLabel } from '../timeline/milestoneText.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { Button } from '../widgets/Button.tsx';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { eventsCsv, traceLines } from './files.ts';
import { printHandOut } from './handOut.ts';
import { savePng, saveSvg } from './picture.ts';
import { saveBlob, saveText } from './saveText.ts';
import { film, videoType } from './video.ts';

const LENGTHS = [5, 10, 20, 40] as const;

export function ExportList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const [note, setNote] = useState('');
  const name = fileName(useApp.getState().title);
  const trace = (): void => {
    const branch = shownBranch();
    if (!branch) return;
    const { seed, shape } = branch.record;
    saveBlob(`${name}.trace.jsonl`, new Blob([...traceLines(branch.mirror, { seed, shape, origin: branch.origin })], { type: 'application/jsonl' }));
  };
  const events = (): void => {
    const branch = shownBranch();
    if (branch?.origin === undefined) return;
    const rows = eventRows(panelIndex(branch.mirror), useApp.getState().playhead, branch.origin);
    setNote(rows.length === 0 ? t('exports.noEvents') : '');
    if (rows.length > 0) saveText(`${name}.events.csv`, eventsCsv(rows, branch.origin), 'text/csv');
  };
  const handOut = (): void =>
    void printHandOut((n, of) => setNote(t('exports.printing', { n, of }))).then((printed) => {
      if (printed) onClose();
      else setNote(t('exports.printNone'));
    });
  const title = useApp.getState().title || 'KubeStage';
  return (
    <Section title={t('exports.section')}>
      <ul className="ks-exports">
        <Export label={t('exports.svg')} what={t('exports.svgWhat')} onSave={() => saveSvg(name, title)} />
        <Export label={t('exports.png')} what={t('exports.pngWhat')} onSave={() => void savePng(name, title)} />
        <Export label={t('exports.trace')} what={t('exports.traceWhat')} onSave={trace} />
        <Export label={t('exports.events')} what={t('exports.eventsWhat')} onSave={events} icon={FileText} />
        <Export label={t('exports.print')} what={t('exports.printWhat')} onSave={handOut} icon={Printer} button={t('exports.printButton')} />
        <Video name={name} />
      </ul>
      <p role="status" className="ks-ink2">
        {note}
      </p>
    </Section>
  );
}

/** What a file is called after: the title, without what file systems do not like. */
export const fileName = (title: string): string => title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').trim().replace(/\s+/g, '-').slice(0, 80) || 'kubestage';

interface ExportProps {
  readonly label: string;
  readonly what: string;
  readonly onSave: () => void;
  readonly icon?: typeof Download;
  readonly button?: string;
}

function Export({ label, what, onSave, icon = Download, button }: ExportProps): ReactNode {
  const t = useT();
  return (
    <li>
      <span>
        <b>{label}</b>
        <span className="ks-ink3">{what}</span>
      </span>
      <Button size="s" icon={icon} aria-label={`${label}: ${button ?? t('exports.save')}`} onClick={onSave}>
        {button ?? t('exports.save')}
      </Button>
    </li>
  );
}

/** From one milestone to another, in so many seconds. */
function Video({ name }: { readonly name: string }): ReactNode {
  const t = useT();
  const branch = shownBranch();
  const origin = branch?.origin ?? 0;
  const stops = [
    { at: origin, label: formatMoment(0) },
    ...(branch?.boundaries.milestones.list ?? []).map((m) => ({ at: m.at as number, label: `${m.number} ${milestoneLabel(t, m)}` })),
    { at: branch?.mirror.now ?? 0, label: formatMoment((branch?.mirror.now ?? 0) - origin) },
  ];
  const [from, setFrom] = useState(0);
  const [to, setTo] = useState(stops.length - 1);
  const [lasts, setLasts] = useState<number>(10);
  const [done, setDone] = useState<number>();
  const [note, setNote] = useState('');
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);
  if (!videoType()) {
    return (
      <li>
        <span>
          <b>{t('exports.video')}</b>
          <span className="ks-ink3">{t('exports.videoNot')}</span>
        </span>
      </li>
    );
  }
  const record = async (): Promise<void> => {
    const [a, b] = [stops[from]?.at ?? 0, stops[to]?.at ?? 0];
    if (b <= a) return setNote(t('exports.videoTooShort'));
    const abort = (stopper.current = new AbortController());
    const hidden = (): void => {
      if (!document.hidden) return;
      abort.abort();
      setNote(t('exports.videoHidden'));
    };
    document.addEventListener('visibilitychange', hidden);
    setNote('');
    setDone(0);
    const blob = await film({ from: a, to: b, lasts, signal: abort.signal, onProgress: (share) => setDone(Math.floor(share * 20) * 5) });
    document.removeEventListener('visibilitychange', hidden);
    setDone(undefined);
    if (blob) saveBlob(`${name}.webm`, blob);
  };
  const choice = (label: string, value: number, values: readonly (readonly [number, string])[], set: (value: number) => void): ReactNode => (
    <label>
      <span className="ks-ink3">{label}</span>
      <select aria-label={label} value={value} disabled={done !== undefined} onChange={(e) => set(Number(e.currentTarget.value))}>
        {values.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const places = stops.map(({ label }, i) => [i, label] as const);
  return (
    <li className="ks-export-video">
      <span>
        <b>{t('exports.video')}</b>
        <span className="ks-ink3">{note || t('exports.videoWhat')}</span>
        <span className="ks-export-range">
          {choice(t('exports.videoFrom'), from, places, setFrom)}
          {choice(t('exports.videoTo'), to, places, setTo)}
          {choice(t('exports.videoLasts'), lasts, LENGTHS.map((s) => [s, t('exports.videoSeconds', { n: s })] as const), setLasts)}
        </span>
      </span>
      {done === undefined ? (
        <Button size="s" icon={Film} aria-label={`${t('exports.video')}: ${t('exports.videoRecord')}`} onClick={() => void record()}>
          {t('exports.videoRecord')}
        </Button>
      ) : (
        <Button size="s" aria-label={t('exports.videoStop')} onClick={() => stopper.current?.abort()}>
          {t('exports.videoRecording', { n: done })}
        </Button>
      )}
    </li>
  );
}
