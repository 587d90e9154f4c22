// Images that a manifest may name, for completion: programs that really do something here, and some whose failing is the
// point. The texts that say what each does are `editor.image<note>`.

export interface KnownImage {
  readonly image: string;
  readonly note: string;
}

export const IMAGES: readonly KnownImage[] = [
  { image: 'nginx:1.27', note: 'Nginx' },
  { image: 'nginx:1.28', note: 'NginxNext' },
  { image: 'busybox:1.36', note: 'Busybox' },
  { image: 'httpd:2.4', note: 'Web' },
  { image: 'redis:7', note: 'Store' },
  { image: 'postgres:17', note: 'Store' },
  { image: 'registry.k8s.io/pause:3.10', note: 'Pause' },
  { image: 'nginx:does-not-exist', note: 'Missing' },
];
