// Which images there are, and which programs. Here are those that nodes have from the start; others
// of people's are in userImages.ts.

import { COMPONENTS } from './components.ts';
import { DEFAULT_CONF, realNginxEntrypoint, welcomePage } from './nginx.ts';
import type { Catalog, Image } from './program.ts';
import { userImage } from './userImages.ts';
import { baseOf, releaseOf, userProgram } from './userPrograms.ts';

const NOTHING: ReadonlySet<string> = new Set();
const MB = 1_000_000;
const hub = (name: string): string => `docker.io/library/${name}`;

const IMAGES: readonly Image[] = [
  {
    repository: hub('nginx'),
    tags: /^(1\.(1[0-9]|2[0-9])(\.\d+)?|latest|stable|mainline|alpine|1|perl)(-[a-z0-9.]+)*$/,
    sizeBytes: 72 * MB,
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    stopSignal: 'SIGQUIT',
    exposedPorts: [80],
    programs: ['docker-entrypoint.sh', 'nginx', 'curl'],
    base: 'debian',
    filesOf: (tag) => ({ '/docker-entrypoint.sh': '', '/etc/nginx/conf.d/default.conf': DEFAULT_CONF, '/etc/nginx/nginx.conf': 'http {\n    include /etc/nginx/conf.d/*.conf;\n}\n', '/usr/share/nginx/html/index.html': welcomePage(tag), '/usr/share/nginx/html/50x.html': '' }),
  },
  ...['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause'].map((repository): Image => ({ repository, sizeBytes: 0.32 * MB, entrypoint: ['/pause'], cmd: [], programs: ['pause'], base: 'scratch' })),
  ...(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'] as const).map((name): Image => ({ repository: `registry.k8s.io/${name}`, sizeBytes: { etcd: 60, 'kube-apiserver': 28, 'kube-controller-manager': 24, 'kube-scheduler': 18, 'kube-proxy': 27 }[name] * MB, entrypoint: [], cmd: [name], programs: [name], base: 'scratch' })),
  { repository: 'registry.k8s.io/coredns/coredns', sizeBytes: 23 * MB, entrypoint: ['/coredns'], cmd: [], programs: ['coredns'], base: 'scratch' },
  { repository: 'docker.io/kindest/kindnetd', sizeBytes: 38 * MB, entrypoint: ['/bin/kindnetd'], cmd: [], programs: ['kindnetd'], base: 'scratch' },
];

/** nginx and busybox as the real-1 recordings have them. */
const REAL: readonly Image[] = [
  { repository: hub('busybox'), sizeBytes: 1_057_358, entrypoint: [], cmd: ['sh'], programs: [], base: 'busybox' },
  {
    repository: hub('nginx'),
    sizeBytes: 1_057_907,
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    exposedPorts: [80],
    programs: ['docker-entrypoint.sh', 'nginx'],
    base: 'busybox',
    filesOf: (tag) => ({ '/docker-entrypoint.sh': '', '/usr/share/nginx/html/index.html': welcomePage(tag) }),
  },
];

export function catalogFor(runtime: 'default' | 'hollow' | 'real'): Catalog {
  const components = new Map(COMPONENTS.map((p) => [p.name, p]));
  const images = new Map((runtime === 'real' ? REAL : IMAGES).map((i) => [i.repository, i]));
  const made = new Map<string, Image | undefined>();
  return {
    image(repository) {
      const known = images.get(repository);
      if (known || runtime === 'real') return known;
      if (!made.has(repository)) made.set(repository, userImage(repository));
      return made.get(repository);
    },
    program: (name) => components.get(name) ?? (runtime === 'real' && name === 'docker-entrypoint.sh' ? realNginxEntrypoint : userProgram(name)),
    base: (base) => (base === 'scratch' ? NOTHING : baseOf(base)),
    release: (base) => (base === 'scratch' ? undefined : releaseOf(base)),
  };
}
