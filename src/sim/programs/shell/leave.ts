// How a script leaves what it is in.

/** Leaves loops, functions or the whole shell. */
export class Leave extends Error {
  override readonly name = 'Leave';
  readonly what: 'break' | 'continue' | 'return' | 'exit';
  levels: number;
  readonly status: number;
  constructor(what: 'break' | 'continue' | 'return' | 'exit', status: number, levels = 1) {
    super(what);
    this.what = what;
    this.status = status;
    this.levels = levels;
  }
}
