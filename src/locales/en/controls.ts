// What every small control may say.

export const controls = {
  close: 'Close',
  cancel: 'Cancel',
  menu: 'Menu',
  saveSession: 'Save session',
  goBack: 'Go back one step',
  ruleBroken: 'The simulator broke its own rule: {rule}',
  revision: 'Revision {revision}',
  revisionNewest: 'Revision {revision}, the newest in etcd',
  milestonePast: 'Milestone {n}, past',
  milestoneNow: 'Milestone {n}, now',
  milestoneAhead: 'Milestone {n}, still ahead',
} as const;
