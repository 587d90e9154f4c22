// The record: every message and step of the story as a row of text, the twin of all motion.

export const record = {
  title: 'Record',
  number: '#',
  time: 'time',
  who: 'from → to',
  what: 'what',
  answer: 'answer',
  open: 'Open the whole record',
  empty: 'Nothing has happened yet.',
  goTo: 'Move the playhead to {moment}',
  lost: 'no answer',
} as const;
