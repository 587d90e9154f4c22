// The visual vocabulary in words: what travels, and what lines and marks mean. Status words are Kubernetes' own and stay
// English in every language, so they are not here.

export const grammar = {
  title: 'What travels',
  write: 'write an object',
  read: 'read',
  delete: 'delete an object',
  answer: 'answer',
  watch: 'watch event',
  status: 'status write',
  inside: 'inside a box',
  refused: 'refused',
  notSimulated: 'stored, not simulated',
  skipped: '{span} later',
} as const;
