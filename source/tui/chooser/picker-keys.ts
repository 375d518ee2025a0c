import {keysFor} from '../app/key-name.ts';
import {isInScope, ownCommandOf, presentKeys, type CommandId} from '../app/key-table.ts';
import type {KeyPress} from '../app/key-press.ts';

type WithoutPrefix<Id> = Id extends `picker-${infer Rest}` ? Rest : never;

/** As in the key table, where each has `picker-` before it. */
export type PickerCommandId = WithoutPrefix<CommandId>;

/** A key of the picker. */
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

/** The lowest stay longest on a short key bar. */
const ranks: Readonly<Partial<Record<PickerCommandId, number>>> = {
  start: 0,
  leave: 1,
  'dry-run': 2,
  manual: 2,
  help: 3,
  previous: 4,
  edit: 5,
  'kind-next': 5,
  new: 6,
  filter: 7,
  validate: 8,
};

/** The picker's lines of the key table in force. */
export function pickerKeys(): readonly PickerCommand[] {
  return presentKeys()
    .filter((command) => isInScope(command, 'picker'))
    .map(({id, keys, label, help, short}) => ({
      id: withoutPrefix(id),
      keys,
      label,
      help,
      short: short === null ? null : [pickerLabel(withoutPrefix(id)), short],
      rank: ranks[withoutPrefix(id)] ?? 9,
    }));
}

export function pickerCommandOf(press: KeyPress): PickerCommandId | null {
  const command = ownCommandOf(press, 'picker');
  return command === null ? null : withoutPrefix(command.id);
}

function withoutPrefix(id: CommandId): PickerCommandId {
  return id.slice('picker-'.length) as PickerCommandId;
}

/** The key to name for a command, that of `previous` for both ways; `(none)` where a map has taken its keys. */
export function pickerLabel(id: PickerCommandId): string {
  const ids = id === 'previous' ? (['picker-next', 'picker-previous'] as const) : ([`picker-${id}`] as const);
  return keysFor(ids, 'picker') ?? '(none)';
}

/** Lines of the help: commands that share a label are one. */
export function pickerHelp(): readonly {readonly label: string; readonly help: string}[] {
  const lines = new Map(pickerKeys().map(({label, help}) => [label, {label, help}]));
  return [...lines.values()];
}
