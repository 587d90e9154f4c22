// Names never lose their end: the owner's part shrinks, the last five letters stay. nginx…x2k4q

import type { ReactNode } from 'react';
import './marks.css';

// What the API server appends: five letters without vowels and look-alikes; before it, a template's hash.
const GENERATED = /^(.+?)(?:-[bcdf-hj-np-tv-xz24-9]{5,10})?-([bcdf-hj-np-tv-xz24-9]{5})$/;

export interface NameParts {
  readonly owner: string;
  /** `x2k4q`, or nothing where a person chose the whole name. */
  readonly suffix: string;
}

export function nameParts(name: string): NameParts {
  const m = GENERATED.exec(name);
  return m ? { owner: m[1] as string, suffix: m[2] as string } : { owner: name, suffix: '' };
}

/** For flags and captions: `…x2k4q`, or the name itself. */
export function shortName(name: string): string {
  const { suffix } = nameParts(name);
  return suffix ? `…${suffix}` : name;
}

export function ObjectName({ name }: { readonly name: string }): ReactNode {
  const { owner, suffix } = nameParts(name);
  return (
    <span className="ks-name" title={name}>
      <span className="ks-name-owner">{owner}</span>
      {suffix && <span>…{suffix}</span>}
    </span>
  );
}
