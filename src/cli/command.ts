export interface Command {
  /** Behind `kubestage`: `run FILE… [--seconds N]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly about: string;
  /** What `--help` says beyond these. */
  readonly help: string;
  /** The exit code. */
  run(args: readonly string[], print: (text: string) => void): number;
}
