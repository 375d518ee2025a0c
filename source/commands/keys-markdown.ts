import {isInScope, presentKeys, type KeyCommand, type KeyScope} from '../tui/app/key-table.ts';
import {keyName} from '../tui/app/key-name.ts';

/** Places that README's table has, by what stands in it for them. */
const places: readonly (readonly [scope: KeyScope | 'session', name: string])[] = [
  ['session', ''],
  ['drive', '1 Drive'],
  ['endpoints', '2 Endpoints'],
  ['latency', '3 Latency'],
  ['compare', '4 Compare'],
  ['host', '5 Host'],
  ['snaps', '6 Snaps'],
  ['events', '7 Events'],
  ['study', '8 Study'],
  ['recording', 'recording'],
];

/**
 * README's key tables, one for everywhere, one (folded) for single views: commands that share a line of the help share a
 * row; what several views have in common is told once. Laid out as prettier lays tables out.
 */
export function keysMarkdown(): string {
  const rows = new Map<string, {keys: KeyCommand[]; help: string; where: Set<string>}>();
  for (const command of presentKeys()) {
    const where = places.filter(([scope]) => isInScope(command, scope)).map(([, name]) => name);
    if (where.length === 0) continue;
    const row = rows.get(command.label + command.help) ?? {keys: [], help: command.help, where: new Set()};
    row.keys.push(command);
    for (const name of where) row.where.add(name);
    rows.set(command.label + command.help, row);
  }
  const cells = [...rows.values()].map(({keys, help, where}) => [
    [...new Set(keys.flatMap((command) => command.keys))].map((key) => `\`${keyName(key)}\``).join(' '),
    help.replaceAll('|', '\\|'),
    [...where].filter((name) => name !== '').join(', '),
  ]);
  const everywhere = cells.filter(([, , where]) => where === '').map((row) => row.slice(0, 2));
  const half = Math.ceil(everywhere.length / 2);
  const pairs = everywhere.slice(0, half).map((row, index) => [...row, ...(everywhere[half + index] ?? ['', ''])]);
  const own = cells.filter(([, , where]) => where !== '');
  const folded = ['<details>', '<summary>Keys of single views</summary>', '', table(['keys', 'do', 'where'], own)];
  return `${table(['keys', 'do', 'keys', 'do'], pairs)}\n${folded.join('\n')}\n</details>\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map((row) => line(row)).join('');
}
