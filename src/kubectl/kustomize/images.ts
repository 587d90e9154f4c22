// The images field: another name, tag or digest for an image. Upstream: sigs.k8s.io/kustomize/api/filters/imagetag/updater.go

import type { ImageArgs } from './kustomization.ts';

export function changedImage(value: string, { name = '', newName = '', newTag = '', tagSuffix = '', digest = '' }: ImageArgs): string {
  if (!fits(value, name)) return value;
  const now = split(value);
  let { tag } = now;
  let end = now.digest;
  if (newTag !== '') {
    tag = newTag;
    end = digest;
  } else if (digest !== '') {
    tag = '';
    end = digest;
  } else if (tagSuffix !== '') {
    tag += tagSuffix;
    end = '';
  }
  return `${newName || now.name}${tag ? `:${tag}` : ''}${end ? `@${end}` : ''}`;
}

/** The name counts as a pattern. */
function fits(value: string, name: string): boolean {
  try {
    return new RegExp(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`).test(value);
  } catch {
    return false;
  }
}

/** A colon before the first slash belongs to the registry's address. */
function split(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const slash = Math.max(0, image.indexOf('/'));
  const rest = image.slice(slash);
  const at = rest.indexOf('@');
  const colon = rest.indexOf(':');
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  const digest = at < 0 ? '' : rest.slice(at + 1);
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, slash + at), tag: '', digest };
  return { name: image.slice(0, slash + colon), tag: rest.slice(colon + 1, at < 0 ? undefined : at), digest };
}
