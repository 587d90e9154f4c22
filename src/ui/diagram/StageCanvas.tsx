// The one canvas over the boxes. It draws on every frame in which the page's state changed, and React never hears of it.

import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { currentMilestone } from '../../trace/captions.ts';
import { hover, select, useApp } from '../app/store.ts';
import { preferences, shownTheme } from '../widgets/preferences.ts';
import { footprintsAt } from './footprints.ts';
import { choicesAt, hopsAt } from './hopPackets.ts';
import type { Layout } from './layout.ts';
import { forgetWidths, paint, type Hotspot, type Painting } from './paint.ts';
import { packetsAt, PER_ROAD } from './packets.ts';
import { boxOf } from './places.ts';
import { paintsStage } from './repaint.ts';
import { roomOf, streetsOf } from './roads.ts';
import { onFrame, stageState, touchStage } from './stageState.ts';
import type { Scene } from './sceneTypes.ts';

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

type Moving = 'packets' | 'footprints' | 'hops' | 'choices';

export interface StageCanvasProps {
  readonly layout: Layout;
  readonly view: RefObject<View>;
  /** CSS pixels for each design pixel. */
  readonly dp: number;
  /** The element whose pointer is listened to. */
  readonly ground: RefObject<HTMLElement | null>;
}

export function StageCanvas({ layout, view, dp, ground }: StageCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const ctx = element.getContext('2d') as CanvasRenderingContext2D;
    const streets = streetsOf(layout);
    const room = roomOf(streets, PER_ROAD);
    const reduced = matchMedia('(prefers-reduced-motion: reduce)');
    let spots: readonly Hotspot[] = [];
    let painted = '';
    // Nothing here asks the browser for sizes or styles: in the middle of a frame that would lay out the whole page.
    let theme = shownTheme(preferences.getState());
    let size = { width: 0, height: 0 };
    const draw = (): void => {
      const dpr = devicePixelRatio;
      const width = Math.round(size.width * dpr);
      const height = Math.round(size.height * dpr);
      // Behind the presenter, which has a stage of its own.
      if (width === 0 || height === 0) return;
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
        painted = '';
      }
      const { index, branch, scene } = stageState();
      const { x, y, zoom } = view.current;
      const hoveredSpan = spanPointedAt();
      const moving = whatMoves();
      const { packets, footprints, hops } = moving;
      // Where nothing travels, the picture stands; painting it anew would cost as much as a crowd.
      const sign = [width, height, dpr, x, y, zoom, theme, hoveredSpan, ...footprints.map((f) => `${f.number} ${f.now} ${f.x} ${f.y}`)].join();
      if (packets.length === 0 && hops.length === 0 && spots.length === 0 && sign === painted) return;
      painted = sign;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, element.width, element.height);
      spots = [];
      // For whoever measures: heads, and how many messages they stand for.
      element.dataset.packets = `${packets.length}/${packets.reduce((n, p) => n + p.count, 0)}`;
      element.dataset.hops = hops.map((h) => [h.words.verb, h.words.noun, h.words.detail].filter(Boolean).join(' ')).join(', ');
      if (!index || !branch || !scene) return;
      const scale = zoom * dp * dpr;
      ctx.setTransform(scale, 0, 0, scale, x * dpr, y * dpr);
      spots = paint(ctx, painting(scene, moving));
    };
    const spanPointedAt = (): number => {
      const { hovered } = useApp.getState();
      return hovered?.kind === 'span' ? hovered.id : 0;
    };
    const whatMoves = (): Pick<Painting, Moving> => {
      const { index, branch, at, origin, scene } = stageState();
      branch?.boundaries.milestones.update();
      const hops = index && scene ? hopsAt(index, scene, layout, streets, at) : [];
      return {
        hops,
        choices: index && scene && hops.length > 0 ? choicesAt(index, scene, layout, hops) : [],
        packets: index && scene ? packetsAt(index, at, room) : [],
        footprints: index && branch && scene && layout.detail !== 'tiles' ? footprintsAt(branch.boundaries.milestones.list, at, origin, currentMilestone(branch.boundaries.milestones, at), branch.mirror, streets) : [],
      };
    };
    const painting = (scene: Scene, moving: Pick<Painting, Moving>): Painting => {
      const hoveredSpan = spanPointedAt();
      const { selection } = useApp.getState();
      return {
        ...moving,
        layout,
        streets,
        theme,
        hovered: hoveredSpan,
        selected: selection?.kind === 'span' ? selection.id : 0,
        subject: scene.subject.box,
        tray: layout.detail === 'tiles' || scene.scheduler.waiting.length > 0 ? layout.tray : undefined,
        still: reduced.matches,
        lit: hoveredSpan > 0 && !moving.packets.some((p) => p.span === hoveredSpan) ? litRoad(hoveredSpan) : undefined,
      };
    };
    const repaint = (to: CanvasRenderingContext2D): boolean => {
      const { index, branch, scene } = stageState();
      if (!index || !branch || !scene) return false;
      const { x, y, zoom } = view.current;
      to.save();
      to.translate(x, y);
      to.scale(zoom * dp, zoom * dp);
      paint(to, painting(scene, whatMoves()));
      to.restore();
      return true;
    };
    const litRoad = (id: number): Painting['lit'] => {
      const { index } = stageState();
      if (!index || id > index.reader.spanCount) return undefined;
      const span = index.reader.span(id);
      const watch = span.name === 'watch' || span.name === 'notify';
      const box = boxOf(span.name === 'watch' ? span.to : span.actor);
      return box && span.type === 'message' ? { box, watch, message: watch ? 'watch' : 'write' } : undefined;
    };
    const spotAt = (event: { clientX: number; clientY: number }): Hotspot | undefined => {
      const frame = element.getBoundingClientRect();
      const { x, y, zoom } = view.current;
      const scale = zoom * dp;
      const px = (event.clientX - frame.left - x) / scale;
      const py = (event.clientY - frame.top - y) / scale;
      return spots.find(({ rect }) => px >= rect.x && px <= rect.x + rect.w && py >= rect.y && py <= rect.y + rect.h);
    };
    let over = 0;
    const onMove = (event: PointerEvent): void => {
      const spot = event.buttons === 0 ? spotAt(event) : undefined;
      const now = spot?.span ?? 0;
      (ground.current as HTMLElement).style.cursor = now > 0 ? 'pointer' : '';
      if (now === over) return;
      over = now;
      hover(now > 0 ? { kind: 'span', id: now } : undefined);
    };
    const onLeave = (): void => {
      if (over > 0) hover(undefined);
      over = 0;
    };
    const onClick = (event: MouseEvent): void => {
      const spot = spotAt(event);
      if (!spot) return;
      event.stopPropagation();
      select({ kind: 'span', id: spot.span });
    };
    const area = ground.current as HTMLElement;
    area.addEventListener('pointermove', onMove);
    area.addEventListener('pointerleave', onLeave);
    area.addEventListener('click', onClick, true);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const retheme = (): void => {
      theme = shownTheme(preferences.getState());
      touchStage();
    };
    scheme.addEventListener('change', retheme);
    reduced.addEventListener('change', touchStage);
    const fonts = (): void => {
      forgetWidths();
      painted = '';
      touchStage();
    };
    document.fonts.addEventListener('loadingdone', fonts);
    const stops = [onFrame(draw), preferences.subscribe(retheme), paintsStage(repaint)];
    const sizes = new ResizeObserver(([entry]) => {
      if (entry) size = { width: entry.contentRect.width, height: entry.contentRect.height };
      draw();
    });
    sizes.observe(element);
    touchStage();
    return () => {
      for (const stop of stops) stop();
      sizes.disconnect();
      scheme.removeEventListener('change', retheme);
      reduced.removeEventListener('change', touchStage);
      document.fonts.removeEventListener('loadingdone', fonts);
      area.removeEventListener('pointermove', onMove);
      area.removeEventListener('pointerleave', onLeave);
      area.removeEventListener('click', onClick, true);
    };
  }, [layout, view, dp, ground]);
  return <canvas ref={canvas} className="ks-stage-canvas" aria-hidden />;
}
