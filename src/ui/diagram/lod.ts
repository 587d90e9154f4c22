// How much of each node is drawn: whole boxes while there are few, one row each beyond that, tiles for a crowd.

export type Detail = 'boxes' | 'rows' | 'tiles';

export function detailFor(nodes: number, pods: number): Detail {
  if (nodes > 20 || pods > 150) return 'tiles';
  return nodes > 6 ? 'rows' : 'boxes';
}
