// A part of the timeline as a film: the playhead goes through it, and each frame is painted from the stage as it stands then,
// with its caption below.

import { player } from '../app/session.ts';
import { useApp } from '../app/store.ts';
import { repaintStage } from '../diagram/repaint.ts';
import { stageState } from '../diagram/stageState.ts';
import { BAND, paintCaptionBand } from './captionBand.ts';
import { readBoxes } from './readStage.ts';
import { paintShapes, type Picture } from './shapes.ts';

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const FRAMES = 30;
const BITS = 8_000_000;

/** The kind of file that this browser records; undefined where it records none of ours. */
export const videoType = (): string | undefined =>
  typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype) ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type));

export interface Filming {
  readonly from: number;
  readonly to: number;
  /** Real seconds. */
  readonly lasts: number;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Undefined where it was stopped. */
export async function film({ from, to, lasts, onProgress, signal }: Filming): Promise<Blob | undefined> {
  const type = videoType();
  let picture = readBoxes('');
  if (!type || !picture) return undefined;
  const canvas = document.createElement('canvas');
  // Codecs want even numbers.
  canvas.width = Math.round(picture.width / 2) * 2;
  canvas.height = Math.round((picture.height + BAND) / 2) * 2;
  const ctx = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES), { mimeType: type, videoBitsPerSecond: BITS });
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void chunks.push(data);
  const over = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  player().pause();
  const { playhead: before } = useApp.getState();
  player().seek(from);
  await nextFrames(3);
  let scene: object | undefined;
  const paint = (): void => {
    const now = stageState().scene;
    // Boxes are read again only when something on them is another.
    if (now !== scene) picture = readBoxes('') ?? picture;
    scene = now;
    paintShapes(ctx, picture as Picture);
    repaintStage(ctx);
    paintCaptionBand(ctx, canvas.width, (picture as Picture).height);
  };
  paint();
  recorder.start(1000);
  const began = performance.now();
  for (let share = 0; share < 1 && !signal.aborted; ) {
    share = Math.min(1, (performance.now() - began) / (lasts * 1000));
    player().seek(from + (to - from) * share);
    await nextFrames(2);
    paint();
    onProgress(share);
  }
  await nextFrames(2);
  recorder.stop();
  await over;
  player().seek(before);
  return signal.aborted ? undefined : new Blob(chunks, { type: 'video/webm' });
}

async function nextFrames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}
