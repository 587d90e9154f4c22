// The stage as a file: SVG as it is read, PNG painted from the same shapes in the page's own fonts.

import { readStage } from './readStage.ts';
import { saveBlob, saveText } from './saveText.ts';
import { paintShapes, toSvg, type Picture } from './shapes.ts';

/** Pixels of the file for each of the screen. */
const PNG_SCALE = 2;

export function saveSvg(name: string, title: string): void {
  const picture = readStage(title);
  if (picture) saveText(`${name}.svg`, toSvg(picture), 'image/svg+xml');
}

export async function savePng(name: string, title: string): Promise<void> {
  const picture = readStage(title);
  if (!picture) return;
  const blob = await new Promise<Blob | null>((resolve) => paintOn(document.createElement('canvas'), picture, PNG_SCALE).toBlob(resolve, 'image/png'));
  if (blob) saveBlob(`${name}.png`, blob);
}

function paintOn(canvas: HTMLCanvasElement, picture: Picture, scale: number): HTMLCanvasElement {
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  ctx.scale(scale, scale);
  paintShapes(ctx, picture);
  return canvas;
}
