// The timeline: the rail with milestones, branches and faults; lanes with spans on a canvas; the playhead. The canvas and
// the playhead follow the store frame by frame; React draws only what changes now and then.

import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatMoment, formatSpan } from '../../locales/format.ts';
import { player } from '../app/session.ts';
import { usePaced } from '../app/paced.ts';
import { hover, select, shownBranch, useApp } from '../app/store.ts';
import { useNarration } from '../caption/narration.ts';
import { colour, fontStacks } from '../tokens/tokens.ts';
import { ComponentGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { preferences, shownTheme, useT } from '../widgets/preferences.ts';
import { designPixel, useDesignPixel } from '../widgets/units.ts';
import { laneGlyph, laneName, laneOfActor } from './laneNames.ts';
import { linksOf } from './links.ts';
import { usePresenting } from '../presenter/presenting.ts';
import { Layers } from './layers.ts';
import { AXIS_HEIGHT, laneY, type Scene } from './paint.ts';
import { Rail } from './Rail.tsx';
import { lanesOf } from './branchLanes.ts';
import { barAt, barOf, barsOf, failureIn, TRAFFIC, type Bar } from './trafficLane.ts';
import { barText, TrafficSlider } from './TrafficSlider.tsx';
import { axisNow, axisVersion, FIGURES_EVERY, followPlayhead, panTimeline, scrubTo, useTimeline, zoomTimeline } from './view.ts';
import './timeline.css';

/** Design pixels: labels, the rail above the lanes, the least and most height of a lane. */
const LABELS = 120;
const TOP = 35;
const ROW = { least: 12, most: 15.5 } as const;

export function Timeline(): ReactNode {
  const t = useT();
  const px = useDesignPixel();
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(190);
  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const watcher = new ResizeObserver(() => {
      const unit = designPixel();
      if (element.clientWidth === 0) return;
      useTimeline.setState({ width: Math.max(120, element.clientWidth / unit - LABELS - 10) });
      setHeight(element.clientHeight / unit);
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const names = usePaced((s) => lanesOf(shownBranch(s))?.list.map((l) => l.name).join('\n') ?? '').split('\n').filter(Boolean);
  const marked = useNarration()?.caption.actor ?? '';
  const lane = laneOfActor(marked);
  const current = lanesOf(shownBranch())?.nameOf(lane) ?? lane;
  const row = Math.max(ROW.least, Math.min(ROW.most, (height - TOP - AXIS_HEIGHT) / Math.max(1, names.length)));
  const [scrolled, setScrolled] = useState(0);
  const most = Math.max(0, names.length * row - (height - TOP - AXIS_HEIGHT));
  const down = Math.min(scrolled, most);
  // What the caption is about is in sight.
  const at = names.indexOf(current);
  useEffect(() => {
    if (at < 0) return;
    setScrolled((s) => Math.max(0, Math.min(most, Math.max((at + 1) * row - (height - TOP - AXIS_HEIGHT), Math.min(s, at * row)))));
  }, [at, row, height, most]);
  return (
    <div ref={box} className="ks-timeline">
      {names.map((name, i) => {
        const y = laneY({ top: TOP, row, scrolled: down }, i);
        if (y < TOP - 1 || y + row > height - AXIS_HEIGHT + 1) return null;
        return (
          <div key={name} className={joinClass('ks-time-lane', name === current && 'ks-time-current')} style={{ top: y * px, height: row * px }}>
            <ComponentGlyph name={laneGlyph(name)} size={12} />
            <span>{laneName(t, name)}</span>
          </div>
        );
      })}
      <Field row={row} scrolled={down} height={height} current={current} onScroll={(by) => setScrolled(Math.max(0, Math.min(most, down + by)))} />
    </div>
  );
}

interface FieldProps {
  readonly row: number;
  readonly scrolled: number;
  readonly height: number;
  readonly current: string;
  readonly onScroll: (by: number) => void;
}

/** Everything right of the labels: lanes, rail, playhead. */
function Field({ row, scrolled, height, current, onScroll }: FieldProps): ReactNode {
  const t = useT();
  const px = useDesignPixel();
  const field = useRef<HTMLDivElement>(null);
  const pictures = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLCanvasElement>(null);
  const tab = useRef<HTMLDivElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  const empty = usePaced((s) => (shownBranch(s)?.boundaries.milestones.list.length ?? 0) === 0 && (lanesOf(shownBranch(s))?.list.every((l) => l.size === 0) ?? true));

  const traffic = usePaced((s) => lanesOf(shownBranch(s))?.list.findIndex((l) => l.name === TRAFFIC) ?? -1);
  const layers = useRef<Layers>(null);
  const fonts = useFonts();

  useEffect(() => {
    let frame = 0;
    const painter = (layers.current ??= new Layers(pictures.current as HTMLElement, handle.current as HTMLCanvasElement));
    let written = -Infinity;
    const draw = (): void => {
      frame = 0;
      // Not seen while the page is presented.
      if (usePresenting.getState().on) return;
      const state = useApp.getState();
      const branch = shownBranch(state);
      const lanes = lanesOf(branch);
      if (!branch || branch.origin === undefined || !lanes) return;
      if (state.playing) followPlayhead();
      const axis = axisNow();
      if (!axis) return;
      const { left, width } = useTimeline.getState();
      const theme = shownTheme(preferences.getState());
      const selected = state.selection?.kind === 'span' ? state.selection.id : 0;
      const x = Math.max(0, Math.min(width, axis.x(state.playhead) - left));
      const text = formatMoment(Math.max(0, state.playhead - branch.origin));
      const half = (text.length * 6.6 + 10) / 2;
      const tabLeft = Math.max(-8, Math.min(width - half * 2 + 8, x - half));
      const hovered = state.hovered?.kind === 'span' ? state.hovered.id : 0;
      const scene: Scene = {
        axis,
        lanes: lanes.list,
        unfinished: lanes.unfinished,
        left,
        width,
        height,
        top: TOP,
        row,
        scrolled,
        playhead: state.playhead,
        now: branch.mirror.now,
        origin: branch.origin,
        current: new Set([current]),
        selected,
        hovered,
        links: selected ? linksOf(branch.mirror, lanes, selected) : [],
        faults: branch.boundaries.milestones.list.filter((m) => m.code === 'fault').map((m) => m.at),
        tab: [tabLeft, tabLeft + half * 2],
        traffic: (from, to) => barsOf(branch.mirror, axis, from, to),
        later: (micros) => t('timeline.later', { time: formatSpan(micros, t.language) }),
        colour: (name) => colour(theme, name),
        sans: fontStacks.sans,
        mono: fontStacks.mono,
      };
      const unit = designPixel();
      const shape = [axis, axisVersion(), width, height, row, scrolled, theme, unit, devicePixelRatio];
      painter.paint(scene, { ground: [...shape, current], marks: [...shape, left, selected, hovered, t, fonts] }, unit, devicePixelRatio);
      if (tab.current) {
        // Nobody reads figures that change faster, and to move it costs more than all the rest of the frame.
        const time = performance.now();
        if (state.playing && time - written < FIGURES_EVERY) ask();
        else {
          written = time;
          if (tab.current.textContent !== text) tab.current.textContent = text;
          tab.current.style.transform = `translateX(${tabLeft * unit}px)`;
        }
      }
    };
    const ask = (): void => {
      frame ||= requestAnimationFrame(draw);
    };
    ask();
    const stops = [useApp.subscribe(ask), useTimeline.subscribe(ask), preferences.subscribe(ask), usePresenting.subscribe(ask)];
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', ask);
    return () => {
      stops.forEach((stop) => stop());
      dark.removeEventListener('change', ask);
      cancelAnimationFrame(frame);
    };
  }, [row, scrolled, height, current, t, px, fonts]);

  // The wheel pans; with Ctrl it zooms. Passive listeners may not keep the page from zooming itself.
  useEffect(() => {
    const node = field.current as HTMLDivElement;
    const onWheel = (e: WheelEvent): void => {
      e.preventDefault();
      const unit = designPixel();
      if (e.ctrlKey || e.metaKey) zoomTimeline(Math.exp(-e.deltaY / 240), (e.clientX - node.getBoundingClientRect().left) / unit);
      else if (e.shiftKey) onScroll(e.deltaY / unit);
      else panTimeline((Math.abs(e.deltaX) > Math.abs(e.deltaY) ? e.deltaX : e.deltaY) / unit);
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [onScroll]);

  /** The span under a place: the nearest that begins last. */
  const spanAt = (clientX: number, clientY: number): number => {
    const lanes = lanesOf(shownBranch());
    const axis = axisNow();
    const bounds = (field.current as HTMLDivElement).getBoundingClientRect();
    const unit = designPixel();
    const x = (clientX - bounds.left) / unit;
    const y = (clientY - bounds.top) / unit;
    if (!lanes || !axis || y < TOP || y > height - AXIS_HEIGHT) return 0;
    const lane = lanes.list[Math.floor((y - TOP + scrolled) / row)];
    if (!lane) return 0;
    const { left } = useTimeline.getState();
    let best = 0;
    let nearest = 6;
    lane.each(axis.time(left + x - 8), axis.time(left + x + 8), (span, mark, from, to) => {
      const a = axis.x(from) - left - (mark === 'rev' || mark === 'watch' ? 3 : 0);
      const b = Math.max(axis.x(to) - left, a + 3);
      const off = x < a ? a - x : x > b ? x - b : 0;
      if (off <= nearest) {
        nearest = off;
        best = span;
      }
    });
    return best;
  };

  /** The bar of the traffic under a place. */
  const barUnder = (clientX: number, clientY: number): Bar | undefined => {
    const branch = shownBranch();
    const axis = axisNow();
    const bounds = (field.current as HTMLDivElement).getBoundingClientRect();
    const unit = designPixel();
    const y = (clientY - bounds.top) / unit;
    if (!branch || !axis || y < TOP || y > height - AXIS_HEIGHT || lanesOf(branch)?.list[Math.floor((y - TOP + scrolled) / row)]?.name !== TRAFFIC) return undefined;
    const bar = barAt(branch.mirror, axis, barOf((clientX - bounds.left) / unit + useTimeline.getState().left));
    return bar.ok + bar.failed > 0 ? bar : undefined;
  };

  const drag = useRef<{ readonly x: number; moved: boolean } | undefined>(undefined);
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const act: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => void player().step(-1, e.shiftKey ? 'milestone' : undefined),
      ArrowRight: () => void player().step(1, e.shiftKey ? 'milestone' : undefined),
      Home: () => player().toStart(),
      End: () => player().toLatest(),
      PageUp: () => void player().step(-1, 'milestone'),
      PageDown: () => void player().step(1, 'milestone'),
      KeyW: () => zoomTimeline(1.5),
      KeyS: () => zoomTimeline(1 / 1.5),
    };
    const run = act[e.code];
    if (!run) return;
    e.preventDefault();
    e.stopPropagation();
    run();
  };
  const describe = (id: number, bar?: Bar): void => {
    const node = hint.current;
    if (!node) return;
    node.textContent = bar ? barText(t, bar, shownBranch()?.origin ?? 0) : id ? spanHint(id) : '';
    node.hidden = id === 0 && !bar;
  };
  return (
    <div
      ref={field}
      className="ks-time-field"
      onPointerDown={(e) => {
        if (e.button !== 0 || (e.target as HTMLElement).closest('button')) return;
        e.currentTarget.setPointerCapture(e.pointerId);
        drag.current = { x: e.clientX, moved: false };
      }}
      onPointerMove={(e) => {
        const held = drag.current;
        if (!held) {
          const id = spanAt(e.clientX, e.clientY);
          describe(id, barUnder(e.clientX, e.clientY));
          const was = useApp.getState().hovered;
          if (id !== (was?.kind === 'span' ? was.id : 0)) hover(id ? { kind: 'span', id } : undefined);
          return;
        }
        if (Math.abs(e.clientX - held.x) > 3) held.moved = true;
        if (held.moved) scrubTo((e.clientX - e.currentTarget.getBoundingClientRect().left) / designPixel());
      }}
      onPointerUp={(e) => {
        const held = drag.current;
        drag.current = undefined;
        if (!held || held.moved) return;
        const bar = barUnder(e.clientX, e.clientY);
        const mirror = shownBranch()?.mirror;
        const id = bar && mirror ? failureIn(mirror, bar) : spanAt(e.clientX, e.clientY);
        if (bar && mirror) player().seek(id ? mirror.endOf(id) : bar.from);
        if (id) select({ kind: 'span', id });
        else if (!bar) scrubTo((e.clientX - e.currentTarget.getBoundingClientRect().left) / designPixel());
      }}
      onPointerCancel={() => (drag.current = undefined)}
      onPointerLeave={() => {
        describe(0);
        if (useApp.getState().hovered?.kind === 'span') hover(undefined);
      }}
    >
      {/* The rail has buttons, which a slider may not hold: the two lie over one another. */}
      <div className="ks-time-slider" role="slider" tabIndex={0} aria-label={t('timeline.playhead')} aria-orientation="horizontal" {...useSliderValue()} onKeyDown={onKeyDown}>
        <div ref={pictures} aria-hidden />
      </div>
      {traffic >= 0 && laneY({ top: TOP, row, scrolled }, traffic) >= TOP - 1 && <TrafficSlider top={laneY({ top: TOP, row, scrolled }, traffic)} height={row} />}
      <Rail my={21} />
      <canvas ref={handle} className="ks-time-playhead" aria-hidden />
      <div ref={tab} className="ks-time-playhead-tab ks-mono" aria-hidden />
      <div ref={hint} className="ks-time-span-hint ks-mono" aria-hidden hidden />
      {empty && <p className="ks-timeline-empty">{t('timeline.nothing')}</p>}
    </div>
  );
}

/** Another number whenever fonts have come in: what was painted before is not in them. */
function useFonts(): number {
  const [loaded, setLoaded] = useState(0);
  useEffect(() => {
    const more = (): void => setLoaded((n) => n + 1);
    document.fonts.addEventListener('loadingdone', more);
    return () => document.fonts.removeEventListener('loadingdone', more);
  }, []);
  return loaded;
}

/** A slider's value for ears, told in steps of the caption rather than of frames. */
function useSliderValue(): { readonly 'aria-valuemin': number; readonly 'aria-valuemax': number; readonly 'aria-valuenow': number; readonly 'aria-valuetext': string } {
  const t = useT();
  const narration = useNarration();
  const of = usePaced((s) => shownBranch(s)?.boundaries.milestones.list.length ?? 0);
  const { playhead } = usePaced.getState();
  const origin = shownBranch()?.origin ?? 0;
  const n = narration?.milestone ?? 0;
  return { 'aria-valuemin': 0, 'aria-valuemax': Math.max(1, of), 'aria-valuenow': n, 'aria-valuetext': t('timeline.playheadAt', { moment: formatMoment(Math.max(0, playhead - origin)), n, of }) };
}

/** One line about a span: `POST pods …x2k4q 201 · 5.4 ms`. */
function spanHint(id: number): string {
  const mirror = shownBranch()?.mirror;
  if (!mirror) return '';
  const { name, summary, start, end } = mirror.span(id);
  const lasts = end === Infinity ? '' : ` · ${formatSpan(end - start)}`;
  if (summary.type === 'request') return `${summary.method} ${summary.resource || '/'}${summary.subresource ? `/${summary.subresource}` : ''} ${summary.name} ${summary.code || ''}${summary.revision ? ` r${summary.revision}` : ''}${lasts}`;
  if (summary.type === 'watch') return `${summary.event} ${summary.key.split('/').slice(2).join('/')} r${summary.revision}${lasts}`;
  if (summary.type === 'reconcile' || summary.type === 'schedule') return `${name} ${summary.key}${lasts}`;
  if (summary.type === 'node') return `${name} ${summary.image || summary.pod}${lasts}`;
  return `${name}${lasts}`;
}
