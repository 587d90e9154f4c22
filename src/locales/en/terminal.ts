// The terminal. What programs print is not here: it stays as it is in every language.

export const terminal = {
  label: 'Terminal with kubectl',
  input: 'Command line. Tab completes, the arrow keys bring back lines, Escape leaves.',
  tooMuch: 'More text than can be read out; go up through the lines to read it.',
  loading: 'The terminal is being loaded.',
  running: 'running',
  stillRunning: 'running; it goes on when you press Play',
  reads: 'reads what you type',
  stop: 'Stop',
  play: 'Play',
  past: 'You are in the past: a command begins a new branch here.',
  editing: 'kubectl edit waits for you: its text is in the editor.',
  lineBefore: 'Line before',
  lineAfter: 'Line after',
  toEditor: 'Go to the editor',
} as const;
