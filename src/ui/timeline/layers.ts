// Marks of the timeline change when the axis, the lanes or what is pointed at do, but not while the playhead moves over them:
// then two finished pictures are shown, left of the playhead all as past, right of it all as still to come.

import { paint, paintGround, paintMarks, paintTicks, type Scene } from './paint.ts';

export class Layers {
  private known: readonly unknown[] = [];
  private pictures: { readonly past: HTMLCanvasElement; readonly ahead: HTMLCanvasElement } | undefined;
  private drawn = false;

  /** `signs`: everything that the marks depend on, besides the playhead. */
  paint(c: CanvasRenderingContext2D, scene: Scene, signs: readonly unknown[]): void {
    const same = signs.length === this.known.length && signs.every((sign, i) => Object.is(sign, this.known[i]));
    this.known = signs;
    if (!same) {
      // Where it changes with every frame, pictures would be made for nothing.
      this.drawn = false;
      paint(c, scene);
      return;
    }
    const { width, height } = c.canvas;
    this.pictures ??= { past: document.createElement('canvas'), ahead: document.createElement('canvas') };
    const { past, ahead } = this.pictures;
    if (!this.drawn) {
      draw(past, c, { ...scene, playhead: Infinity });
      draw(ahead, c, { ...scene, playhead: -Infinity });
      this.drawn = true;
    }
    const at = (scene.axis.x(scene.playhead) - scene.left) * c.getTransform().a;
    const cut = Math.max(0, Math.min(width, Math.round(at)));
    c.clearRect(0, 0, scene.width, scene.height);
    paintGround(c, scene);
    c.save();
    c.resetTransform();
    if (cut > 0) c.drawImage(past, 0, 0, cut, height, 0, 0, cut, height);
    if (cut < width) c.drawImage(ahead, cut, 0, width - cut, height, cut, 0, width - cut, height);
    c.restore();
    paintTicks(c, scene);
  }
}

function draw(canvas: HTMLCanvasElement, like: CanvasRenderingContext2D, scene: Scene): void {
  // Setting its size empties it, too.
  canvas.width = like.canvas.width;
  canvas.height = like.canvas.height;
  const c = canvas.getContext('2d') as CanvasRenderingContext2D;
  c.setTransform(like.getTransform());
  paintMarks(c, scene);
}
