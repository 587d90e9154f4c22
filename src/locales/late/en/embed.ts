// The page inside another page, and the code that puts it there.

export const embed = {
  title: 'KubeStage',
  open: 'Open in KubeStage',
  section: 'Embed',
  what: 'A frame with the stage, the caption and the milestones at this moment. It stores nothing and starts paused.',
  view: 'Shows',
  viewStage: 'Stage',
  viewTimeline: 'Timeline',
  viewRecord: 'Record',
  controls: 'Controls',
  controlsNone: 'None',
  controlsBasic: 'Step and play',
  controlsFull: 'All',
  theme: 'Theme',
  themeSystem: 'As the reader has it',
  themeLight: 'Light',
  themeDark: 'Dark',
  copy: 'Copy embed code',
  copied: 'Copied',
  code: 'Embed code',
} as const;
