// The page inside another page: stage, caption and milestones, and a link to the whole of it at the moment that is shown. It
// keeps nothing in the browser and takes no keys but those of what has the focus.

import { ChevronLeft, ChevronRight, ExternalLink, Pause, Play } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { afterFirstPaint } from '../app/late.tsx';
import { Caption, NarrowRail, Record, Stage, Timeline } from '../app/latePanels.tsx';
import { PanelBoundary } from '../app/PanelBoundary.tsx';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { start } from '../app/start.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { Strips } from '../app/Strips.tsx';
import { encodeShared } from '../share/link.ts';
import { sharedOf } from '../share/sharedOf.ts';
import { Transport } from '../transport/Transport.tsx';
import { IconButton } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { TooltipHost } from '../widgets/TooltipHost.tsx';
import '../widgets/lateTexts.ts';
import { forceScale, forceTheme, useT } from '../widgets/preferences.ts';
import type { EmbedOptions } from './options.ts';
import './embed.css';

/** The stage of a wide page wants this many pixels; a frame that is wide but smaller gets it smaller. */
const WIDE = 900;
const SMALLEST = 0.62;

export function Embed({ options }: { readonly options: EmbedOptions }): ReactNode {
  const t = useT();
  const { view, controls, theme, autoplay } = options;
  useEffect(afterFirstPaint, []);
  useEffect(() => {
    if (theme) forceTheme(theme);
    const fit = (): void => forceScale(innerWidth < WIDE && innerWidth > innerHeight ? Math.max(SMALLEST, innerWidth / WIDE) : null);
    fit();
    addEventListener('resize', fit);
    return () => removeEventListener('resize', fit);
  }, [theme]);
  useEffect(() => {
    void start(true).then(() => {
      if (autoplay) player().play();
    });
  }, [autoplay]);
  return (
    <div className="ks-embed" data-view={view}>
      <Strips />
      <main className="ks-embed-view" aria-label={t('stage.label')}>
        <PanelBoundary>{view === 'stage' ? <Stage /> : view === 'timeline' ? <Timeline /> : <Record />}</PanelBoundary>
      </main>
      <section className="ks-embed-caption" aria-label={t('embed.title')}>
        <PanelBoundary>
          <Caption />
        </PanelBoundary>
      </section>
      {view !== 'timeline' && <NarrowRail />}
      <div className="ks-embed-foot" data-controls={controls}>
        {controls === 'full' ? <Transport /> : controls === 'basic' ? <Basic /> : null}
        <span className="ks-fill" />
        <Whole />
      </div>
      <TooltipHost />
    </div>
  );
}

function Basic(): ReactNode {
  const t = useT();
  const playing = usePaced((s) => s.playing);
  const ready = usePaced((s) => shownBranch(s)?.origin !== undefined);
  return (
    <>
      <IconButton icon={ChevronLeft} label={t('commands.stepBack')} disabled={!ready} onClick={() => void player().step(-1)} />
      <IconButton icon={playing ? Pause : Play} tone="ink" label={t('commands.playPause')} disabled={!ready} onClick={() => player().toggle()} />
      <IconButton icon={ChevronRight} label={t('commands.stepForward')} disabled={!ready} onClick={() => void player().step(1)} />
    </>
  );
}

/** A true link, so that it opens as the reader is used to; it is written anew whenever the playhead has come to rest. */
function Whole(): ReactNode {
  const t = useT();
  const [fragment, setFragment] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const shared = sharedOf(t.language);
        if (shared && shownBranch()?.origin !== undefined) void encodeShared(shared).then(setFragment);
      }, 250);
    };
    look();
    const stop = useApp.subscribe((now, before) => {
      if (now.playhead !== before.playhead || now.branches !== before.branches) look();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [t.language]);
  return (
    <a className="ks-button ks-plain ks-embed-open" href={`${location.pathname}?lang=${t.language}${fragment}`} target="_blank" rel="noopener">
      {t('embed.open')}
      <Icon of={ExternalLink} size={14} />
    </a>
  );
}
