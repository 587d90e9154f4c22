// Tables of `kubectl get`, written briefly: the columns as one line of text, the cells as a function.
// `Name` and `Age` stand for themselves; `Users*` is shown with -o wide only, `Value:integer` names a type.

import type { Cell, Column, PrintContext, TablePrinter } from '../../api/kind.ts';
import { parseTime } from '../../../base/time.ts';
import { humanDuration } from '../../api/duration.ts';
import type { KubeObject } from '../../api/types.ts';

export function tableOf<T extends KubeObject>(columns: string, cells: (object: T, age: string, context: PrintContext) => readonly Cell[]): TablePrinter<T> {
  return {
    columns: columns.split(';').map(column),
    cells: (object, context) => cells(object, ageText(object.metadata.creationTimestamp, context), context),
  };
}

function column(text: string): Column {
  const wide = text.endsWith('*');
  const [name = '', type = 'string'] = (wide ? text.slice(0, -1) : text).split(':');
  return { name, type: type === 'name' ? 'string' : (type as Column['type']), format: name === 'Name' || type === 'name' ? 'name' : '', priority: wide ? 1 : 0 };
}

/** `5m`, or `<unknown>` where there is no time. */
export function ageText(time: string | undefined, context: PrintContext): string {
  const at = time === undefined ? undefined : parseTime(time);
  return at === undefined ? '<unknown>' : humanDuration(context.nowMs - at);
}

/** What is shown of kinds that have no printer of their own. */
export const plainTable: TablePrinter<KubeObject> = {
  columns: 'Name;Created At:date'.split(';').map(column),
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};
