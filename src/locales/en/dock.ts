// The dock: the tab bar of terminal, Events and store, and the two tables.

export const dock = {
  tabs: 'Terminal, Events, store',
  terminal: 'kubectl',
  events: 'Events',
  traffic: 'Traffic',
  etcd: 'etcd',
  warnings: '{n} {n#warning/warnings}',
  // Events
  age: 'age',
  type: 'type',
  reason: 'reason',
  object: 'object',
  message: 'message',
  noEvents: 'No Events yet',
  noEventsHint: 'Controllers, scheduler and kubelets write one when they do something worth telling.',
  times: '×{n}',
  // etcd
  changed: 'changed',
  key: 'key',
  created: 'created',
  version: 'version',
  what: 'what',
  by: 'written by',
  filter: 'Filter keys',
  noKeys: 'No key has this in its name.',
  keys: '{n} of {of} keys',
} as const;
