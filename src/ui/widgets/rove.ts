// Where the arrow keys lead in a row, a column, or a group that takes both; null for any other key. It wraps around.

export type Axis = 'row' | 'column' | 'both';

export function rove(key: string, at: number, count: number, axis: Axis): number | null {
  if (count === 0) return null;
  const [row, column] = [axis !== 'column', axis !== 'row'];
  if ((row && key === 'ArrowRight') || (column && key === 'ArrowDown')) return (at + 1) % count;
  if ((row && key === 'ArrowLeft') || (column && key === 'ArrowUp')) return (Math.max(at, 0) + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}
