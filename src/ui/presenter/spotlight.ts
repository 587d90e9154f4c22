// What keeps its full ink while the caption speaks: the box it speaks of, the API server that everything goes through, and
// the boxes that a question gives letters to. Before anything is said, everything.

import type { BoxId } from '../diagram/places.ts';
import type { AskedQuestion } from './questions.ts';

const FIXED: readonly BoxId[] = ['kubectl', 'kube-controller-manager', 'kube-scheduler', 'etcd', 'kube-apiserver'];

export function litBoxes(subject: string, nodes: readonly string[], asked: AskedQuestion | undefined): ReadonlySet<BoxId> {
  const all = [...FIXED, ...nodes.map((n): BoxId => `node/${n}`)];
  if (subject === '' || !all.some((box) => box === subject)) return new Set(all);
  const answers = new Set(asked?.options.map((o) => `node/${o.value}`));
  return new Set(all.filter((box) => box === subject || box === 'kube-apiserver' || answers.has(box)));
}
