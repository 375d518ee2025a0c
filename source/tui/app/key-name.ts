import {isInScope, presentKeys, type CommandId, type KeyScope} from './key-table.ts';

const names: Readonly<Record<string, string>> = {
  ' ': 'space',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
};

/** A key as people read it: `space`, `^C`, `Alt-x`. */
export function keyName(press: string): string {
  if (press.startsWith('ctrl+')) return `^${press.slice(5).toUpperCase()}`;
  if (press.startsWith('alt+')) return `Alt-${press.slice(4)}`;
  return names[press] ?? press;
}

/** The first key of a command in a place, as people read it; null: it has none. */
export function keyFor(id: CommandId, scope: KeyScope | 'session' = 'session'): string | null {
  const command = presentKeys().find((one) => one.id === id && isInScope(one, scope));
  const [press] = command?.keys ?? [];
  return press === undefined ? null : keyName(press);
}

/** The first keys of commands that go together: `j k`; null: none of them has one. */
export function keysFor(
  ids: readonly CommandId[],
  scope: KeyScope | 'session' = 'session',
  between = ' ',
): string | null {
  const keys = ids.map((id) => keyFor(id, scope)).filter((key) => key !== null);
  return keys.length === 0 ? null : keys.join(between);
}
