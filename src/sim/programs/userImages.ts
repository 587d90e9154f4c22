// The images of people's containers: the list to add to. A name that is not here but could well exist is a stand-in: it
// pulls, runs and listens, and is marked as what it is.

import { DEFAULT_CONF, welcomePage } from './nginx.ts';
import { RUNTIMES } from './odd.ts';
import type { Image } from './program.ts';

const MB = 1_000_000;
const hub = (name: string): string => `docker.io/library/${name}`;
const VERSION = /^(\d+(\.\d+){0,3}|latest|stable|alpine|mainline|lts|edge)(-[a-z0-9.]+)*$/;

/** A service in Spring Boot, of whatever name. */
const SPRING: Image = { repository: '', sizeBytes: 98 * MB, entrypoint: ['java', '-jar', '/app/app.jar'], cmd: [], exposedPorts: [8080], programs: ['java'], base: 'debian', workingDir: '/app', env: { JAVA_VERSION: '21' }, standIn: true };

const IMAGES: readonly Image[] = [
  { repository: hub('busybox'), tags: /^(1(\.(2[1-9]|3[0-7])(\.\d)?)?(-[a-z]+)?|(latest|stable)(-[a-z]+)?|musl|glibc|uclibc)$/, sizeBytes: 2.2 * MB, entrypoint: [], cmd: ['sh'], programs: [], base: 'busybox' },
  { repository: hub('alpine'), tags: VERSION, sizeBytes: 3.8 * MB, entrypoint: [], cmd: ['/bin/sh'], programs: [], base: 'alpine' },
  ...['debian', 'ubuntu', 'bash', 'centos', 'fedora', 'rockylinux'].map((name): Image => ({ repository: hub(name), sizeBytes: 48 * MB, entrypoint: [], cmd: ['bash'], programs: ['bash'], base: 'debian' })),
  { repository: hub('httpd'), tags: VERSION, sizeBytes: 62 * MB, entrypoint: [], cmd: ['httpd-foreground'], exposedPorts: [80], programs: ['httpd-foreground', 'httpd'], base: 'debian', files: { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' } },
  ...['registry.k8s.io/redis', 'us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower'].map((repository): Image => ({ repository, sizeBytes: 46 * MB, entrypoint: [], cmd: ['redis-server'], exposedPorts: [6379], programs: ['redis-server', 'redis-cli'], base: 'debian', standIn: true })),
  { repository: hub('redis'), tags: VERSION, sizeBytes: 46 * MB, entrypoint: [], cmd: ['redis-server'], exposedPorts: [6379], programs: ['redis-server', 'redis-cli'], base: 'debian' },
  { repository: hub('postgres'), tags: VERSION, sizeBytes: 158 * MB, entrypoint: [], cmd: ['postgres'], exposedPorts: [5432], programs: ['postgres'], base: 'debian', stopSignal: 'SIGINT', standIn: true },
  { repository: hub('mysql'), tags: VERSION, sizeBytes: 240 * MB, entrypoint: [], cmd: ['mysqld'], exposedPorts: [3306], programs: ['mysqld', 'mysql', 'mysqladmin'], base: 'debian', standIn: true },
  { repository: hub('mariadb'), tags: VERSION, sizeBytes: 120 * MB, entrypoint: [], cmd: ['mysqld'], exposedPorts: [3306], programs: ['mysqld', 'mysql', 'mysqladmin', 'mariadb'], base: 'debian', standIn: true },
  { repository: hub('mongo'), tags: VERSION, sizeBytes: 290 * MB, entrypoint: [], cmd: ['mongod'], exposedPorts: [27_017], programs: ['mongod'], base: 'debian', standIn: true },
  { repository: hub('memcached'), tags: VERSION, sizeBytes: 32 * MB, entrypoint: [], cmd: ['memcached'], exposedPorts: [11_211], programs: ['memcached'], base: 'debian', standIn: true },
  { repository: hub('rabbitmq'), tags: VERSION, sizeBytes: 105 * MB, entrypoint: [], cmd: ['rabbitmq-server'], exposedPorts: [5672], programs: ['rabbitmq-server'], base: 'debian', standIn: true },
  { repository: hub('perl'), tags: VERSION, sizeBytes: 340 * MB, entrypoint: [], cmd: ['perl', '-de0'], programs: ['perl'], base: 'debian' },
  { repository: hub('hello-world'), sizeBytes: 0.01 * MB, entrypoint: [], cmd: ['hello'], programs: ['hello'], base: 'scratch' },
  { repository: 'docker.io/curlimages/curl', sizeBytes: 9 * MB, entrypoint: ['curl'], cmd: [], programs: ['curl'], base: 'alpine', user: 100 },
  { repository: 'docker.io/polinux/stress', sizeBytes: 4 * MB, entrypoint: [], cmd: ['stress'], programs: ['stress'], base: 'alpine' },
  { repository: 'docker.io/progrium/stress', sizeBytes: 100 * MB, entrypoint: ['stress'], cmd: ['--help'], programs: ['stress'], base: 'debian' },
  { repository: 'docker.io/alexeiled/stress-ng', sizeBytes: 3 * MB, entrypoint: ['stress-ng'], cmd: ['--help'], programs: ['stress-ng'], base: 'scratch' },
  { repository: 'docker.io/vish/stress', sizeBytes: 2 * MB, entrypoint: ['vish-stress'], cmd: [], programs: ['vish-stress'], base: 'scratch' },
  { repository: 'docker.io/kubestage/leak', sizeBytes: 3 * MB, entrypoint: ['leak'], cmd: [], programs: ['leak'], base: 'alpine' },
  { repository: 'docker.io/kubestage/crasher', sizeBytes: 3 * MB, entrypoint: ['crasher'], cmd: [], programs: ['crasher'], base: 'alpine' },
  ...['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'].map((repository): Image => ({ repository, tags: /^(1\.0|2\.0|latest)$/, sizeBytes: 11 * MB, entrypoint: ['/hello-app'], cmd: [], exposedPorts: [8080], programs: ['hello-app'], base: 'alpine' })),
  { repository: 'docker.io/hashicorp/http-echo', sizeBytes: 5 * MB, entrypoint: ['/http-echo'], cmd: [], exposedPorts: [5678], programs: ['http-echo'], base: 'scratch' },
  { repository: 'docker.io/nginxdemos/hello', sizeBytes: 18 * MB, entrypoint: ['nginx-hello'], cmd: [], exposedPorts: [80], programs: ['nginx-hello'], base: 'alpine' },
  { repository: 'docker.io/kicbase/echo-server', sizeBytes: 5 * MB, entrypoint: ['/echo-server'], cmd: [], exposedPorts: [8080], programs: ['echo-server'], base: 'scratch' },
  { repository: 'docker.io/jmalloc/echo-server', sizeBytes: 6 * MB, entrypoint: ['/echo-server'], cmd: [], exposedPorts: [8080], programs: ['echo-server'], base: 'scratch' },
  { repository: 'docker.io/traefik/whoami', sizeBytes: 3 * MB, entrypoint: ['/whoami'], cmd: [], exposedPorts: [80], programs: ['whoami'], base: 'scratch' },
  ...['registry.k8s.io/echoserver', 'k8s.gcr.io/echoserver', 'gcr.io/google_containers/echoserver'].map((repository): Image => ({ repository, sizeBytes: 43 * MB, entrypoint: ['echoserver'], cmd: [], exposedPorts: [8080], programs: ['echoserver'], base: 'debian' })),
  ...['docker.io/springio/gs-spring-boot-docker', 'docker.io/springguides/demo'].map((repository): Image => ({ ...SPRING, repository })),
  { repository: 'registry.k8s.io/ingress-nginx/controller', tags: /^v1\.\d+\.\d+$/, sizeBytes: 104 * MB, entrypoint: ['/usr/bin/dumb-init', '--'], cmd: ['/nginx-ingress-controller'], exposedPorts: [80, 443], programs: ['dumb-init', 'nginx-ingress-controller', 'curl'], base: 'alpine', user: 101 },
  { repository: 'docker.io/rancher/local-path-provisioner', tags: /^v0\.0\.\d+$/, sizeBytes: 18 * MB, entrypoint: ['local-path-provisioner'], cmd: [], programs: ['local-path-provisioner'], base: 'alpine' },
  { repository: 'docker.io/nicolaka/netshoot', sizeBytes: 190 * MB, entrypoint: [], cmd: ['bash'], programs: ['curl', 'bash'], base: 'alpine' },
  { repository: 'docker.io/kubestage/hello', sizeBytes: 98 * MB, entrypoint: ['java', '-jar', '/app/app.jar'], cmd: [], exposedPorts: [8080], programs: ['java'], base: 'debian', workingDir: '/app', env: { JAVA_VERSION: '21' } },
  { repository: 'registry.k8s.io/e2e-test-images/agnhost', sizeBytes: 53 * MB, entrypoint: ['/agnhost'], cmd: ['pause'], programs: ['agnhost', 'curl'], base: 'alpine' },
  { repository: 'registry.k8s.io/serve_hostname', sizeBytes: 5 * MB, entrypoint: ['/agnhost', 'serve-hostname'], cmd: [], exposedPorts: [9376], programs: ['agnhost'], base: 'scratch' },
  { repository: 'registry.k8s.io/e2e-test-images/busybox', sizeBytes: 2 * MB, entrypoint: [], cmd: ['sh'], programs: [], base: 'busybox' },
  { repository: 'registry.k8s.io/nginx-slim', sizeBytes: 50 * MB, entrypoint: [], cmd: ['nginx', '-g', 'daemon off;'], exposedPorts: [80], programs: ['nginx', 'curl'], base: 'debian', filesOf: (tag) => ({ '/etc/nginx/conf.d/default.conf': DEFAULT_CONF, '/etc/nginx/nginx.conf': 'http {\n    include /etc/nginx/conf.d/*.conf;\n}\n', '/usr/share/nginx/html/index.html': welcomePage(tag), '/usr/share/nginx/html/50x.html': '' }) },
  { repository: 'registry.k8s.io/busybox', sizeBytes: 2 * MB, entrypoint: [], cmd: ['sh'], programs: [], base: 'busybox' },
];

/** Names of the official images that people try and nobody has written here. */
const OFFICIAL = 'node python golang ruby php openjdk eclipse-temurin tomcat jetty rust gcc haproxy traefik caddy consul vault elasticsearch kibana logstash grafana influxdb telegraf cassandra couchdb couchbase neo4j wordpress ghost drupal joomla nextcloud adminer phpmyadmin registry docker jenkins sonarqube maven gradle nats zookeeper kafka solr varnish memcached mongo-express mediawiki redmine odoo rethinkdb arangodb aerospike chronograf kapacitor nats-streaming oraclelinux amazonlinux archlinux photon swift elixir erlang haskell julia r-base crystal dart groovy clojure'.split(' ');
const OTHER_HOSTS = /^(ghcr\.io|quay\.io|gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|[a-z0-9-]+-docker\.pkg\.dev|docker\.elastic\.co|registry\.gitlab\.com)\//;

function standInFor(repository: string): Image | undefined {
  const official = repository.startsWith('docker.io/library/');
  if (official && !OFFICIAL.includes(repository.slice('docker.io/library/'.length))) return undefined;
  if (!official && !repository.startsWith('docker.io/') && !OTHER_HOSTS.test(repository)) return undefined;
  if (/spring/.test(repository)) return { ...SPRING, repository };
  return { repository, sizeBytes: (40 + (repository.length * 37) % 160) * MB, entrypoint: [], cmd: ['stand-in'], programs: ['stand-in', 'java', ...RUNTIMES], base: 'debian', standIn: true };
}

const KNOWN = new Map(IMAGES.map((image) => [image.repository, image]));

/** The image of a repository; undefined: there is none of that name anywhere. */
export const userImage = (repository: string): Image | undefined => KNOWN.get(repository) ?? KNOWN.get(moved(repository)) ?? standInFor(moved(repository));

/** Where the project's images went when its old registries were closed. */
const moved = (repository: string): string => repository.replace(/^(k8s\.gcr\.io|gcr\.io\/google[_-]containers)\//, 'registry.k8s.io/');
