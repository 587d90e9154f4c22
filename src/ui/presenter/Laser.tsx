// A pointer of light: a dot under the mouse or the finger, and the last third of a second of its way. Drawn while it moves.

import { useEffect, useRef, type ReactNode } from 'react';
import { designPixel } from '../widgets/units.ts';

const LASTS = 350;

export function Laser(): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const ctx = element.getContext('2d') as CanvasRenderingContext2D;
    const colour = getComputedStyle(element).color;
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let trail: { readonly x: number; readonly y: number; readonly at: number }[] = [];
    let frame = 0;
    const draw = (now: number): void => {
      frame = 0;
      const dpr = devicePixelRatio;
      if (element.width !== Math.round(innerWidth * dpr) || element.height !== Math.round(innerHeight * dpr)) {
        element.width = Math.round(innerWidth * dpr);
        element.height = Math.round(innerHeight * dpr);
      }
      ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      ctx.clearRect(0, 0, innerWidth, innerHeight);
      trail = trail.filter((p, i) => i === trail.length - 1 || now - p.at < (reduced ? 0 : LASTS));
      const size = 5 * designPixel();
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineCap = 'round';
      for (let i = 1; i < trail.length; i++) {
        const a = trail[i - 1] as (typeof trail)[number];
        const b = trail[i] as (typeof trail)[number];
        ctx.lineWidth = size * Math.max(0.1, 1 - (now - b.at) / LASTS);
        ctx.beginPath();
        ctx.moveTo(a.x, a.y);
        ctx.lineTo(b.x, b.y);
        ctx.stroke();
      }
      const tip = trail[trail.length - 1];
      if (tip) {
        ctx.beginPath();
        ctx.arc(tip.x, tip.y, size, 0, 2 * Math.PI);
        ctx.fill();
      }
      if (trail.length > 1) frame = requestAnimationFrame(draw);
    };
    const onMove = (e: PointerEvent): void => {
      trail.push({ x: e.clientX, y: e.clientY, at: performance.now() });
      frame ||= requestAnimationFrame(draw);
    };
    addEventListener('pointermove', onMove);
    addEventListener('pointerdown', onMove);
    return () => {
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerdown', onMove);
      cancelAnimationFrame(frame);
    };
  }, []);
  return <canvas ref={canvas} className="ks-present-laser" aria-hidden />;
}
