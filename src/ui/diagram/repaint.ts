// The stage's canvas once more, on a context of somebody else: a picture file, a video.

let painter: ((ctx: CanvasRenderingContext2D) => boolean) | undefined;

/** The canvas that is shown says how; the returned function takes it back. */
export function paintsStage(paint: (ctx: CanvasRenderingContext2D) => boolean): () => void {
  painter = paint;
  return () => {
    if (painter === paint) painter = undefined;
  };
}

/** What travels at the playhead, in CSS pixels of the stage; false where there is nothing to paint. */
export const repaintStage = (ctx: CanvasRenderingContext2D): boolean => painter?.(ctx) ?? false;
