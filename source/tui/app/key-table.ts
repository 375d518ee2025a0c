import {chooserKeys} from './chooser-keys.ts';
import {dialogKeys} from './dialog-keys.ts';
import type {KeyGroup, KeyRow, KeyScope} from './key-row.ts';
import {sessionKeys} from './session-keys.ts';
import {viewKeys} from './view-keys.ts';

export type {KeyGroup, KeyScope} from './key-row.ts';

const rows = [...sessionKeys, ...viewKeys, ...dialogKeys, ...chooserKeys];

export type CommandId = (typeof rows)[number]['id'];

/** A command and the keys that stand for it. */
export interface KeyCommand extends KeyRow {
  readonly id: CommandId;
}

/**
 * The one key table: it feeds matching, the help, the key bars and the docs. A key that is not in it does nothing. The
 * same key may stand for something else in another scope; a view's own comes before the session's. This is the table as
 * it is without a `keys.json`: `key-map.ts` knows what the keys are.
 */
export const keyTable: readonly KeyCommand[] = rows;

/** Steps of `W` and `S`. */
export const bigSteps = 5;

export const keyScopes = [
  'session',
  'recording',
  'drive',
  'endpoints',
  'latency',
  'compare',
  'host',
  'snaps',
  'events',
  'study',
  'help',
  'quit',
  'baseline',
  'scenarios',
  'ramp',
  'snapshot-export',
  'snapshot-delete',
  'question',
  'prompt',
  'picker',
  'first-run',
] as const satisfies readonly (KeyScope | 'session')[];

/** It is a key of this place. */
export function isInScope({scopes}: KeyRow, scope: KeyScope | 'session'): boolean {
  return scopes === 'session' ? scope === 'session' : scope !== 'session' && scopes.includes(scope);
}

type Keymap = ReadonlyMap<KeyScope | 'session', ReadonlyMap<string, KeyCommand>>;

let present: readonly KeyCommand[] = keyTable;
let byScope: Keymap = indexed(keyTable);

/** Takes the keys of this table from now on: once, before there is a screen. */
export function useKeys(table: readonly KeyCommand[]): void {
  present = table;
  byScope = indexed(table);
}

/** The table in force. */
export function presentKeys(): readonly KeyCommand[] {
  return present;
}

function indexed(table: readonly KeyCommand[]): Keymap {
  return new Map(
    keyScopes.map((scope) => [
      scope,
      new Map(
        table
          .filter((command) => isInScope(command, scope))
          .flatMap((command) => command.keys.map((key) => [key, command] as const)),
      ),
    ]),
  );
}

/** The command a key stands for wherever there is a session, or null. */
export function commandOf(key: string): KeyCommand | null {
  return byScope.get('session')?.get(key) ?? null;
}

/** The command a key stands for in one place alone, or null. */
export function ownCommandOf(key: string, scope: KeyScope): KeyCommand | null {
  return byScope.get(scope)?.get(key) ?? null;
}

/** One line of the help screen: commands that share a label are one. */
export interface KeyHelpLine {
  readonly label: string;
  readonly help: string;
}

/** The help screen's lines of one group, in the table's order. */
export function keyHelp(group: KeyGroup): readonly KeyHelpLine[] {
  return linesOf(present.filter((command) => command.group === group && command.scopes === 'session'));
}

/** Keys that one place has for itself, for the help screen. */
export function ownKeyHelp(scope: KeyScope): readonly KeyHelpLine[] {
  return linesOf(present.filter((command) => isInScope(command, scope)));
}

function linesOf(commands: readonly KeyCommand[]): readonly KeyHelpLine[] {
  const lines = new Map<string, KeyHelpLine>();
  for (const {label, help} of commands) {
    const line = label + help;
    if (!lines.has(line)) lines.set(line, {label, help});
  }
  return [...lines.values()];
}
