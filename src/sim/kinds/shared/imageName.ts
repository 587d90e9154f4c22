// Names of container images: `nginx`, `nginx:1.27`, `registry.example.com:5000/team/app@sha256:…`.
// Upstream: github.com/distribution/reference, pkg/util/parsers

export interface ImageName {
  /** With registry and path: `docker.io/library/nginx`. */
  readonly name: string;
  /** 'latest' where neither tag nor digest is given. */
  readonly tag: string;
  readonly digest: string;
}

const DOMAIN = /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const REST = /^((?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::(\w[\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;
const DIGEST_LENGTH: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Undefined where the text names no image. */
export function parseImageName(image: string): ImageName | undefined {
  if (/^[a-f0-9]{64}$/.test(image)) return undefined;
  const slash = image.indexOf('/');
  const head = slash < 0 ? '' : image.slice(0, slash);
  const named = slash >= 0 && (/[.:]/.test(head) || head === 'localhost' || head.toLowerCase() !== head);
  const domain = !named || head === 'index.docker.io' ? 'docker.io' : head;
  const rest = named ? image.slice(slash + 1) : image;
  const path = domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  const m = REST.exec(path);
  if (!m || !DOMAIN.test(domain)) return undefined;
  const [, repository = '', tag = '', digest = ''] = m;
  const name = `${domain}/${repository}`;
  if (name.length > 255) return undefined;
  if (digest !== '') {
    const [algorithm = '', hex = ''] = digest.split(':');
    if (DIGEST_LENGTH[algorithm] !== hex.length || /[A-F]/.test(hex)) return undefined;
  }
  return { name, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

/** Always for `latest`, which changes; else what is there is good enough. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  return parseImageName(image ?? '')?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}
