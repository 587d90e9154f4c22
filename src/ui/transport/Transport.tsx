// The transport bar: play, steps, their size, speed; where the playhead stands; branches; idle time; the latest moment.
// What keys do, too, is a command (app/commands.ts): buttons take name and key from there.

import { ChevronsRight, Columns2, Pause, Play, SkipBack, SkipForward, StepBack, StepForward, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatMoment, formatSpan } from '../../locales/format.ts';
import type { Grain } from '../../trace/boundaries.ts';
import { commandNamed } from '../app/commands.ts';
import { shownKey } from '../app/keys.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp, type AppState } from '../app/store.ts';
import { branchColour } from '../timeline/branchColour.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { useT } from '../widgets/preferences.ts';
import { Segmented } from '../widgets/Segmented.tsx';
import { Slider } from '../widgets/Slider.tsx';
import { TornChip } from '../widgets/TornStrip.tsx';
import { useNarrow } from '../widgets/units.ts';
import { Breakpoints } from './Breakpoints.tsx';
import { FASTEST, parseRatio, ratioText, SLOWEST, SPEED_STOPS } from './ratio.ts';
import './transport.css';

const grains = ['hop', 'reconcile', 'milestone'] as const satisfies readonly Grain[];

export function Transport(): ReactNode {
  return useNarrow() ? <NarrowTransport /> : <WideTransport />;
}

function WideTransport(): ReactNode {
  const t = useT();
  return (
    <div className="ks-transport">
      <CommandButton id="toStart" icon={SkipBack} />
      <CommandButton id="stepBack" icon={StepBack} />
      <PlayButton size={16} />
      <CommandButton id="stepForward" icon={StepForward} />
      <CommandButton id="toLatest" icon={SkipForward} />
      <span className="ks-rule" />
      <span className="ks-cap ks-transport-word">{t('transport.stepBy')}</span>
      <GrainChoice />
      <span className="ks-cap ks-transport-word ks-transport-speed">{t('transport.speed')}</span>
      <Speed />
      <span className="ks-rule" />
      <Moment />
      <span className="ks-fill" />
      <Branches />
      <Breakpoints />
      <Skip />
      <Latest />
    </div>
  );
}

function NarrowTransport(): ReactNode {
  const t = useT();
  const grain = useApp((s) => s.grain);
  return (
    <div className="ks-transport ks-transport-narrow">
      <CommandButton id="toStart" icon={SkipBack} iconSize={22} />
      <CommandButton id="stepBack" icon={StepBack} iconSize={22} />
      <PlayButton size={22} />
      <CommandButton id="stepForward" icon={StepForward} iconSize={22} />
      <span className="ks-fill" />
      <Moment />
      <select className="ks-transport-grain" aria-label={t('transport.grain')} value={grain} onChange={(e) => useApp.setState({ grain: e.target.value as Grain })}>
        {grains.map((g) => (
          <option key={g} value={g}>
            {t(`transport.${g}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface CommandButtonProps {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly iconSize?: number;
}

/** A command of the page as a button: its name, its key and what it does are told in one place. */
function CommandButton({ id, icon, iconSize = 16 }: CommandButtonProps): ReactNode {
  const t = useT();
  const { label, key, run } = commandNamed(id);
  return <IconButton icon={icon} label={t(label)} {...(key === undefined ? {} : { keys: shownKey(key) })} tone="strong" iconSize={iconSize} onClick={run} />;
}

/** Its name is that of the half that pressing it would do. */
function PlayButton({ size }: { readonly size: number }): ReactNode {
  const t = useT();
  const playing = useApp((s) => s.playing);
  const { key, run } = commandNamed('playPause');
  return <IconButton icon={playing ? Pause : Play} label={t(playing ? 'transport.pause' : 'transport.play')} {...(key === undefined ? {} : { keys: shownKey(key) })} tone="ink" iconSize={size} className="ks-transport-play" onClick={run} />;
}

function GrainChoice(): ReactNode {
  const t = useT();
  const grain = useApp((s) => s.grain);
  return <Segmented label={t('transport.stepBy')} value={grain} options={grains.map((value) => ({ value, label: t(`transport.${value}`) }))} onChange={(value) => useApp.setState({ grain: value })} />;
}

const setSpeed = (speed: number): void => useApp.setState({ speed });

function Speed(): ReactNode {
  const t = useT();
  const speed = useApp((s) => s.speed);
  const [typed, setTyped] = useState<string>();
  const commit = (): void => {
    const value = typed === undefined ? undefined : parseRatio(typed);
    if (value !== undefined) setSpeed(value);
    setTyped(undefined);
  };
  const onKeyDown = (e: KeyboardEvent<HTMLInputElement>): void => {
    e.stopPropagation();
    if (e.key === 'Enter') e.currentTarget.blur();
    if (e.key === 'Escape') setTyped(undefined);
  };
  return (
    <>
      <Slider label={t('transport.speed')} value={speed} min={SLOWEST} max={FASTEST} scale="log" stops={SPEED_STOPS} format={ratioText} onChange={setSpeed} />
      <input className="ks-transport-ratio ks-mono" aria-label={t('transport.speedRatio')} value={typed ?? ratioText(speed)} onFocus={(e) => e.target.select()} onChange={(e) => setTyped(e.target.value)} onBlur={commit} onKeyDown={onKeyDown} spellCheck={false} />
    </>
  );
}

/** While it plays; real milliseconds. Nobody reads figures that change faster. */
const FIGURES_EVERY = 48;

/** Time and hops at the playhead, written without React: they change with every frame. */
function Moment(): ReactNode {
  const t = useT();
  const time = useRef<HTMLElement>(null);
  const at = useRef<HTMLElement>(null);
  const of = useRef<HTMLElement>(null);
  useEffect(() => {
    let frame = 0;
    let written = -Infinity;
    const draw = (stamp: number): void => {
      frame = 0;
      const state = useApp.getState();
      if (state.playing && stamp - written < FIGURES_EVERY) {
        ask();
        return;
      }
      written = stamp;
      const branch = shownBranch(state);
      const hops = branch?.boundaries.count('hop', state.playhead);
      const before = branch?.boundaries.count('hop', branch.origin ?? 0).at ?? 0;
      write(time.current, branch?.origin === undefined ? '' : formatMoment(Math.max(0, state.playhead - branch.origin)));
      write(at.current, String(Math.max(0, (hops?.at ?? 0) - before)));
      write(of.current, String(Math.max(0, (hops?.of ?? 0) - before)));
    };
    const ask = (): void => {
      frame ||= requestAnimationFrame(draw);
    };
    draw(performance.now());
    const stop = useApp.subscribe((now, then) => {
      if (now.playhead !== then.playhead || now.version !== then.version || now.branch !== then.branch) ask();
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, []);
  return (
    <span className="ks-transport-moment">
      <b ref={time} className="ks-mono" />
      <span className="ks-ink3">
        {t('transport.hopCount')} <b ref={at} className="ks-ink" /> / <span ref={of} />
      </span>
    </span>
  );
}

function write(node: HTMLElement | null, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}

function Branches(): ReactNode {
  const t = useT();
  const branches = usePaced((s) => s.branches);
  const shown = useApp((s) => s.branch);
  if (branches.length < 2) return null;
  return (
    <>
      <span className="ks-row ks-transport-branches" role="group" aria-label={t('transport.branches')}>
        {branches.map((b) => {
          const parent = branches.find((p) => p.id === b.parent);
          const hint = parent ? { hint: t('transport.forkedAt', { letter: b.letter, parent: parent.letter, moment: formatMoment(b.forkedAt - (parent.origin ?? 0)) }) } : {};
          return (
            <Chip key={b.id} tone={branchColour(b.letter)} className={b.id === shown ? 'ks-transport-shown' : ''} onPress={() => player().show(b.id)} {...hint}>
              {b.letter} {b.label || (parent ? '' : t('transport.main'))}
            </Chip>
          );
        })}
      </span>
      <CommandButton id="compare" icon={Columns2} />
    </>
  );
}

function Skip(): ReactNode {
  const t = useT();
  const skipIdle = useApp((s) => s.skipIdle);
  const skipped = usePaced(skippedTime);
  return (
    <>
      {skipped > 0 && <TornChip label={t('transport.skipped', { time: formatSpan(skipped, t.language) })} />}
      <Button tone="quiet" size="s" icon={ChevronsRight} pressed={skipIdle} hint={t('transport.skipIdleHint')} onClick={() => useApp.setState({ skipIdle: !skipIdle })}>
        {t('transport.skipIdle')}
      </Button>
    </>
  );
}

/** The stretch that was gone over last, as long as the playhead is in it or hardly past it: two seconds of playing. */
function skippedTime({ skipped, playhead, speed }: AppState): number {
  return skipped && playhead >= skipped.from && playhead <= skipped.to + 2e6 * speed ? skipped.to - skipped.from : 0;
}

function Latest(): ReactNode {
  const t = useT();
  const seeking = useApp((s) => s.seeking);
  const latest = usePaced((s) => {
    const branch = shownBranch(s);
    return branch?.origin === undefined || s.playhead >= branch.mirror.now ? '' : formatMoment(branch.mirror.now - branch.origin).replace(/(\.\d\d)\d /, '$1 ');
  });
  if (seeking) return <span className="ks-ink3 ks-transport-word">{t('transport.wait')}</span>;
  return (
    <Button size="s" disabled={latest === ''} onClick={() => player().toLatest()}>
      {t('transport.toLatest')} {latest && <span className="ks-mono ks-transport-latest">{latest}</span>}
    </Button>
  );
}
