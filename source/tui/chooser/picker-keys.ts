import type {KeyPress} from '../app/key-press.ts';

export type PickerCommandId =
  | 'previous'
  | 'next'
  | 'first'
  | 'last'
  | 'page-up'
  | 'page-down'
  | 'start'
  | 'dry-run'
  | 'validate'
  | 'new'
  | 'filter'
  | 'help'
  | 'repaint'
  | 'leave';

/** A key of the picker, as `KeyCommand` is one of the drive screen. */
export interface PickerCommand {
  readonly id: PickerCommandId;
  readonly keys: readonly KeyPress[];
  readonly label: string;
  readonly help: string;
  /** On the key bar; null: not on it. */
  readonly short: readonly [key: string, word: string] | null;
  /** Dropped first from a short key bar. */
  readonly rank: number;
}

// prettier-ignore
export const pickerKeys: readonly PickerCommand[] = [
  {id: 'previous', keys: ['k', 'up'], label: 'k j', help: 'one up, one down; also the arrows', short: ['j k', 'select'], rank: 5},
  {id: 'next', keys: ['j', 'down'], label: 'k j', help: 'one up, one down; also the arrows', short: null, rank: 9},
  {id: 'first', keys: ['g', 'home'], label: 'g G', help: 'the first, the last', short: null, rank: 9},
  {id: 'last', keys: ['G', 'end'], label: 'g G', help: 'the first, the last', short: null, rank: 9},
  {id: 'page-up', keys: ['pageup'], label: 'PgUp PgDn', help: 'ten up, ten down', short: null, rank: 9},
  {id: 'page-down', keys: ['pagedown'], label: 'PgUp PgDn', help: 'ten up, ten down', short: null, rank: 9},
  {id: 'start', keys: ['enter'], label: 'Enter', help: 'start: the plan runs, any load key takes over', short: ['Enter', 'start'], rank: 0},
  {id: 'dry-run', keys: ['d'], label: 'd', help: 'dry run: 1 VU, each scenario once, then back here', short: ['d', 'dry run'], rank: 2},
  {id: 'validate', keys: ['v'], label: 'v', help: 'every problem of the profile, by line', short: ['v', 'validate'], rank: 3},
  {id: 'new', keys: ['n'], label: 'n', help: 'a new profile, question by question', short: ['n', 'new'], rank: 4},
  {id: 'filter', keys: ['/'], label: '/', help: 'filter by name, target, description', short: ['/', 'filter'], rank: 6},
  {id: 'help', keys: ['?'], label: '?', help: 'these keys', short: ['?', 'help'], rank: 7},
  {id: 'repaint', keys: ['ctrl+l'], label: '^L', help: 'redraw the screen', short: null, rank: 9},
  {id: 'leave', keys: ['q', 'escape', 'ctrl+c'], label: 'q Esc ^C', help: 'leave; Esc clears a filter first', short: ['q', 'quit'], rank: 1},
];

const byKey: ReadonlyMap<KeyPress, PickerCommandId> = new Map(
  pickerKeys.flatMap(({id, keys}) => keys.map((key) => [key, id] as const)),
);

export function pickerCommandOf(press: KeyPress): PickerCommandId | null {
  return byKey.get(press) ?? null;
}

/** Lines of the help: commands that share a label are one. */
export function pickerHelp(): readonly {readonly label: string; readonly help: string}[] {
  const lines = new Map(pickerKeys.map(({label, help}) => [label, {label, help}]));
  return [...lines.values()];
}
