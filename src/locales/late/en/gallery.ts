// Examples, stories and lessons on one sheet.

export const gallery = {
  title: 'Examples and lessons',
  search: 'Search examples and lessons',
  none: 'Nothing is called that.',
  count: '{n} {n#entry/entries}',
  examples: 'Examples',
  examplesWhat: 'A manifest for the editor; the cluster stays as it is.',
  stories: 'Stories',
  storiesWhat: 'A run to watch from its beginning.',
  lessons: 'Lessons',
  minutes: '{n} min',
  storyBoot: 'Boot order',
  storyBootAsks: 'Who starts the control plane, when nobody is there to ask?',
  storyBootTitle: 'Boot order: the kubelet first',
  storyFirst: 'Deployment, three Pods',
  storyFirstAsks: 'What happens between kubectl apply and a running Pod?',
  level: 'basic',
} as const;
