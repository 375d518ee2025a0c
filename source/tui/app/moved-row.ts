import type {CommandId} from './key-table.ts';

const page = 10;

const moves: Readonly<Partial<Record<CommandId, (row: number, last: number) => number>>> = {
  'row-up': (row) => row - 1,
  'row-down': (row) => row + 1,
  'page-up': (row) => row - page,
  'page-down': (row) => row + page,
  'row-first': () => 0,
  'row-last': (_, last) => last,
};

/** The row of a list that a key leads to from `row`: from 0 to `last`, 0 in an empty list. Null: no key of a list. */
export function movedRow(id: CommandId | null, row: number, last: number): number | null {
  const move = id === null ? undefined : moves[id];
  return move === undefined ? null : Math.max(0, Math.min(last, move(row, last)));
}
