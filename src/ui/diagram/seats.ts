// Which place in its node a Pod has. It takes the lowest free seat when it gets a node and keeps it; the holes that others
// left close at milestones only, so that nothing moves while one looks. Played forward once, in the order of the trace.

import { History } from './history.ts';

/** A Pod came to a node, or is gone ('' then). */
export interface Move {
  readonly at: number;
  readonly pod: string;
  /** System Pods sit apart, so that they take no seat of yours. */
  readonly table: string;
}

export class Seats {
  private readonly moves: Move[] = [];
  private seats = new Map<string, History<number>>();
  /** Table → who sits where; '' is free. */
  private tables = new Map<string, string[]>();
  private where = new Map<string, string>();
  private closings: readonly { readonly at: number }[] = [];
  private seenMoves = 0;
  private seenClosings = 0;
  private now = -Infinity;

  add(move: Move): void {
    this.moves.push(move);
  }

  /** Plays on to the end of what is known; `closings` are the milestones, in the order of time. */
  update(closings: readonly { readonly at: number }[]): void {
    const late = closings[this.seenClosings];
    if (closings !== this.closings || (late && late.at < this.now)) this.again(closings);
    const { moves } = this;
    for (;;) {
      const move = moves[this.seenMoves];
      const closing = closings[this.seenClosings];
      // A milestone follows the write that made it.
      if (move && (!closing || move.at <= closing.at)) {
        this.now = Math.max(this.now, move.at);
        this.move(move);
        this.seenMoves++;
      } else if (closing) {
        this.now = Math.max(this.now, closing.at);
        this.close(closing.at);
        this.seenClosings++;
      } else return;
    }
  }

  /** 0 where it has none. */
  at(pod: string, time: number): number {
    return this.seats.get(pod)?.at(time) ?? 0;
  }

  private again(closings: readonly { readonly at: number }[]): void {
    this.closings = closings;
    this.seats = new Map();
    this.tables = new Map();
    this.where = new Map();
    this.seenMoves = 0;
    this.seenClosings = 0;
    this.now = -Infinity;
  }

  private move({ at, pod, table }: Move): void {
    const before = this.where.get(pod);
    if (before === table || (before === undefined && table === '')) return;
    if (before !== undefined) {
      const sat = this.tables.get(before) as string[];
      sat[sat.indexOf(pod)] = '';
      this.where.delete(pod);
    }
    if (table === '') return;
    let seats = this.tables.get(table);
    if (!seats) this.tables.set(table, (seats = []));
    const free = seats.indexOf('');
    const seat = free < 0 ? seats.length : free;
    seats[seat] = pod;
    this.where.set(pod, table);
    this.sit(pod, seat, at);
  }

  private close(at: number): void {
    for (const [table, seats] of this.tables) {
      const first = seats.indexOf('');
      if (first < 0) continue;
      const left = seats.filter((pod) => pod !== '');
      this.tables.set(table, left);
      for (let seat = first; seat < left.length; seat++) this.sit(left[seat] as string, seat, at);
    }
  }

  private sit(pod: string, seat: number, at: number): void {
    let history = this.seats.get(pod);
    if (!history) this.seats.set(pod, (history = new History()));
    history.add(at, seat);
  }
}
