// References of images as containerd completes and checks them, with its words where it cannot.
// Upstream: pkg/util/parsers (ApplyDefaultImageTag), github.com/distribution/reference

import { parseImageName } from '../kinds/shared/imageName.ts';

export interface ImageRef {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  /** `docker.io/library/nginx:1.27` */
  readonly full: string;
  /** As the kubelet asks for it: with a tag. `nginx:latest` for `nginx`. */
  readonly asked: string;
}

/** What is wrong with a name: the text that follows `couldn't parse image name "…": `. */
export function imageNameProblem(image: string): string {
  const lower = image.toLowerCase();
  const inLower = image !== lower ? parseImageName(lower) : undefined;
  if (/^[a-f0-9]{64}$/.test(image)) return 'invalid repository name (' + image + '), cannot specify 64-byte hexadecimal strings';
  if (inLower && image.trim() === image) {
    const slash = image.indexOf('/');
    const head = slash < 0 ? '' : image.slice(0, slash);
    const domain = /[.:]/.test(head) || head === 'localhost';
    const rest = domain ? image.slice(slash + 1) : image;
    const path = rest.replace(/@.*$/, '').replace(/:[^/]*$/, '');
    const repository = !domain && !path.includes('/') ? `library/${path}` : path;
    return `invalid reference format: repository name (${repository}) must be lowercase`;
  }
  return 'invalid reference format';
}

const known = new Map<string, ImageRef | undefined>();

/** The reference that a Pod's image stands for; undefined where it is none. */
export function parseImageRef(image: string): ImageRef | undefined {
  if (known.has(image)) return known.get(image);
  const parsed = parseImageName(image);
  let ref: ImageRef | undefined;
  if (parsed) {
    const { name, tag, digest } = parsed;
    const full = digest ? `${name}@${digest}` : `${name}:${tag}`;
    const asked = digest || /:[^/]*$/.test(image) ? image : `${image}:latest`;
    ref = { repository: name, tag, digest, full, asked };
  }
  if (known.size > 4096) known.clear();
  known.set(image, ref);
  return ref;
}
