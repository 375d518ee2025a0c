import {didYouMean} from '../../domain/did-you-mean.ts';
import {keyName} from './key-name.ts';
import type {KeyPress} from './key-press.ts';
import {isPrintable} from './key-press.ts';
import {isInScope, keyScopes, keyTable, type CommandId, type KeyCommand, type KeyScope} from './key-table.ts';

/** What is wrong with a key map, and at which of its names (empty: with all of it). */
export interface KeyMapProblem {
  readonly name: string;
  readonly message: string;
}

export type KeyMapResult =
  {readonly table: readonly KeyCommand[]; readonly remapped: number} | {readonly problems: readonly KeyMapProblem[]};

type Scope = KeyScope | 'session';

/** Where printable keys are text. */
const typingScopes: readonly Scope[] = ['prompt', 'ramp', 'first-run'];

/** What must not be without a key: the way out of things, and what guards or stops load. */
const neverKeyless: readonly CommandId[] = ['escape', 'quit', 'yes', 'no', 'submit', 'repaint', 'suspend'];

const keyNames = ['enter', 'escape', 'up', 'down', 'left', 'right', 'home', 'end', 'backspace', 'delete', 'tab'];
const longKeyNames = [...keyNames, 'shift+tab', 'pageup', 'pagedown', 'space'];
const aliases: Readonly<Record<string, KeyPress>> = {
  space: ' ',
  esc: 'escape',
  return: 'enter',
  pgup: 'pageup',
  pgdn: 'pagedown',
  del: 'delete',
  'ctrl+i': 'tab',
  'ctrl+m': 'enter',
  'ctrl+j': 'enter',
  'ctrl+h': 'backspace',
  'ctrl+[': 'escape',
};

/**
 * The key table with the keys of a `keys.json` in place of its own: `{"step-up": ["+", "ctrl+u"], "latency.range": ["V"]}`.
 * A name is a command, or a command in one place alone. Everything that is wrong is named; half a map is never taken.
 */
export function parseKeyMap(value: unknown): KeyMapResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {problems: [{name: '', message: 'must be an object such as {"step-up": ["+", "ctrl+u"]}'}]};
  }
  const entries = Object.entries(value).filter(([name]) => name !== '$schema');
  const problems: KeyMapProblem[] = [];
  let table = keyTable;
  // A name with a place is said of less, and so counts for more.
  for (const [name, keys] of entries.toSorted(
    ([one], [two]) => Number(one.includes('.')) - Number(two.includes('.')),
  )) {
    const found = findCommand(name);
    if (typeof found === 'string') problems.push({name, message: found});
    const presses = readKeys(keys);
    for (const message of presses.problems) problems.push({name, message});
    if (typeof found === 'string') continue;
    for (const message of keyProblems(found, presses.keys, Array.isArray(keys) && keys.length === 0))
      problems.push({name, message});
    table = withKeys(table, found, presses.keys);
  }
  if (problems.length === 0) problems.push(...clashes(table), ...shadowed(table));
  return problems.length > 0
    ? {problems}
    : {table: table.map((command) => labelled(command, table)), remapped: entries.length};
}

interface Found {
  readonly command: KeyCommand;
  /** Null: everywhere it is a key. */
  readonly scope: KeyScope | null;
}

function findCommand(name: string): Found | string {
  const dot = name.indexOf('.');
  const id = name.slice(dot + 1);
  const command = keyTable.find((one) => one.id === id);
  if (command === undefined) {
    const near = didYouMean(
      id,
      keyTable.map((one) => one.id),
    );
    return `no such command${near === null ? '; perftui keys --print names them all' : `; did you mean "${near}"?`}`;
  }
  if (dot === -1) return {command, scope: null};
  const place = name.slice(0, dot);
  const places = command.scopes === 'session' ? [] : command.scopes;
  const scope = places.find((one) => one === place);
  if (scope !== undefined) return {command, scope};
  if (command.scopes === 'session' && place === 'session') return {command, scope: null};
  return command.scopes === 'session'
    ? `${id} is a key everywhere: write "${id}"`
    : `${id} is no key of "${place}"; it is one of ${places.join(', ')}`;
}

function readKeys(value: unknown): {readonly keys: readonly KeyPress[]; readonly problems: readonly string[]} {
  if (!Array.isArray(value)) return {keys: [], problems: ['must be a list of keys such as ["+", "ctrl+u"]']};
  const read = (value as readonly unknown[]).map((one) => readKey(one));
  return {
    keys: read.flatMap((one) => ('key' in one ? [one.key] : [])),
    problems: read.flatMap((one) => ('problem' in one ? [one.problem] : [])),
  };
}

type ReadKey = {readonly key: KeyPress} | {readonly problem: string};

/** As people write a key: upper and lower case differ in letters alone. */
function readKey(value: unknown): ReadKey {
  if (typeof value !== 'string' || value === '')
    return {problem: `${JSON.stringify(value)} is no key: a key is a text`};
  if (isPrintable(value)) return {key: value};
  const word = value.toLowerCase();
  const known = aliases[word] ?? longKeyNames.find((name) => name === word);
  if (known !== undefined) return {key: known};
  if (/^(?:ctrl\+|\^)[a-z]$/.test(word)) return {key: `ctrl+${word.at(-1)}`};
  const alt = /^alt\+(.+)$/su.exec(value);
  if (alt !== null && isPrintable(alt[1]!)) return {key: `alt+${alt[1]!}`};
  if (/^f\d+$/.test(word)) return {problem: `"${value}": function keys come as they like from terminal to terminal`};
  const near = didYouMean(word, longKeyNames);
  return {
    problem: `"${value}" is no key; ${near === null ? `there are letters and signs, ctrl+a to ctrl+z, alt+a, ${longKeyNames.join(', ')}` : `did you mean "${near}"?`}`,
  };
}

function keyProblems({command}: Found, keys: readonly KeyPress[], isEmpty: boolean): readonly string[] {
  const problems: string[] = [];
  if (command.id === 'interrupt') problems.push('^C is the emergency stop and cannot be moved');
  else if (keys.includes('ctrl+c') && !command.keys.includes('ctrl+c'))
    problems.push('ctrl+c is the emergency stop and nothing else');
  if (isEmpty && (command.load !== 'neutral' || neverKeyless.includes(command.id))) {
    problems.push('must have a key: without one it could not be done at all');
  }
  return problems;
}

/** A command that is remapped in one place is two: there, and everywhere else. */
function withKeys(
  table: readonly KeyCommand[],
  {command, scope}: Found,
  keys: readonly KeyPress[],
): readonly KeyCommand[] {
  return table.flatMap((one): readonly KeyCommand[] => {
    if (one.id !== command.id) return [one];
    if (scope === null) return [{...one, keys}];
    if (!isInScope(one, scope) || one.scopes === 'session') return [one];
    const others = one.scopes.filter((other) => other !== scope);
    const here: KeyCommand = {...one, scopes: [scope], keys};
    return others.length === 0 ? [here] : [{...one, scopes: others}, here];
  });
}

/** A key twice in one place, and printable keys where text is typed. */
function clashes(table: readonly KeyCommand[]): readonly KeyMapProblem[] {
  const problems = new Map<string, KeyMapProblem>();
  for (const scope of keyScopes) {
    const seen = new Map<KeyPress, KeyCommand>();
    for (const command of table.filter((one) => isInScope(one, scope))) {
      for (const key of new Set(command.keys)) {
        const other = seen.get(key);
        const name = command.id;
        if (other !== undefined) {
          const message = `${keyName(key)} is ${other.id} too${scope === 'session' ? '' : ` in ${scope}`}`;
          problems.set(`${key} ${name} ${other.id}`, {name, message});
        }
        seen.set(key, command);
        if (typingScopes.includes(scope) && isPrintable(key)) {
          problems.set(`${key} ${name}`, {
            name,
            message: `${keyName(key)} is text in ${scope}: take ctrl+ or a named key`,
          });
        }
      }
    }
  }
  return [...problems.values()];
}

/**
 * What drives load, or leads out of something, must not come to mean something else in one place. Not so where text is
 * typed, nor in dialogs, behind which only what lowers load works.
 */
function shadowed(table: readonly KeyCommand[]): readonly KeyMapProblem[] {
  const session = table.filter(({scopes}) => scopes === 'session');
  return table.flatMap((command) => {
    if (command.scopes === 'session') return [];
    const places = command.scopes.filter((scope) => !typingScopes.includes(scope) && !choosers.includes(scope));
    const own = keyTable.find(({id}) => id === command.id)?.keys ?? [];
    return command.keys.flatMap((key) => {
      const hidden = session.find((one) => one.keys.includes(key));
      if (hidden === undefined) return [];
      const hiddenIn = places.filter((scope) => mattersIn(hidden, scope));
      const wasSo = own.includes(key) && keyTable.some((one) => one.id === hidden.id && one.keys.includes(key));
      if (wasSo || hiddenIn.length === 0) return [];
      const message = `${keyName(key)} is ${hidden.id} everywhere: it cannot be hidden in ${hiddenIn.join(', ')}`;
      return [{name: command.id, message}];
    });
  });
}

/** There is no session yet. */
const choosers: readonly Scope[] = ['picker', 'first-run'];

function mattersIn({id, load}: KeyCommand, scope: KeyScope): boolean {
  if (dialogs.includes(scope)) return load === 'lowers' || id === 'escape';
  return load !== 'neutral' || neverKeyless.includes(id);
}

const dialogs: readonly Scope[] = ['quit', 'baseline', 'scenarios', 'help', 'snapshot-export', 'snapshot-delete'];

/** The label of the help follows the keys; lines that commands share show the first key of each. */
function labelled(command: KeyCommand, table: readonly KeyCommand[]): KeyCommand {
  const own = keyTable.find(({id}) => id === command.id);
  const shares = table.filter(
    ({label, help, scopes}) => label === command.label && help === command.help && sameScopes(scopes, command.scopes),
  );
  if (own === undefined || shares.every((one) => isUnchanged(one))) return command;
  const keys =
    shares.length > 1 ? shares.flatMap(({keys: [first]}) => (first === undefined ? [] : [first])) : command.keys;
  const label = [...new Set(keys)].map((key) => keyName(key)).join(' ');
  return {...command, label: label === '' ? '(none)' : label};
}

function sameScopes(one: KeyCommand['scopes'], two: KeyCommand['scopes']): boolean {
  return String(one) === String(two);
}

function isUnchanged({id, keys}: KeyCommand): boolean {
  return keys.join('\n') === (keyTable.find((one) => one.id === id)?.keys ?? []).join('\n');
}
