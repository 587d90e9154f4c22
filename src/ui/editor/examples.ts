// The example manifests, in the order of the gallery. Their texts are a chunk of their own, loaded when one is wanted.

export const exampleFiles = [
  { id: 'Pod', file: 'pod.yaml' },
  { id: 'Deployment', file: 'nginx.yaml' },
  { id: 'Service', file: 'web.yaml' },
  { id: 'Ingress', file: 'ingress.yaml' },
  { id: 'IngressController', file: 'ingress-nginx.yaml' },
  { id: 'Volumes', file: 'volumes.yaml' },
  { id: 'Provisioner', file: 'local-path-storage.yaml' },
  { id: 'RollingUpdate', file: 'rolling.yaml' },
  { id: 'BadImage', file: 'bad-image.yaml' },
  { id: 'CrashLoop', file: 'crash-loop.yaml' },
  { id: 'TooBig', file: 'too-big.yaml' },
  { id: 'Probes', file: 'probes.yaml' },
  { id: 'DaemonSet', file: 'agent.yaml' },
  { id: 'ConfigMap', file: 'settings.yaml' },
  { id: 'InitContainer', file: 'init.yaml' },
  { id: 'AntiAffinity', file: 'apart.yaml' },
  { id: 'Blog', file: 'blog.yaml' },
  { id: 'Mistake', file: 'mistake.yaml' },
] as const;

export type ExampleId = (typeof exampleFiles)[number]['id'];

/** What an empty editor offers. */
export const firstExamples: readonly ExampleId[] = ['Deployment', 'Service', 'Mistake'];

export const exampleTitle = <I extends ExampleId>(id: I): `editor.example${I}` => `editor.example${id}`;
export const exampleNote = <I extends ExampleId>(id: I): `editor.example${I}Note` => `editor.example${id}Note`;

export async function loadExample(id: ExampleId): Promise<{ readonly name: string; readonly text: string }> {
  const { exampleTexts } = await import('./exampleTexts.ts');
  const { file } = exampleFiles.find((e) => e.id === id) as (typeof exampleFiles)[number];
  return { name: file, text: exampleTexts[file] as string };
}
