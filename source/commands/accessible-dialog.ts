import {keyHelp, ownKeyHelp} from '../tui/app/key-table.ts';
import {createTheme} from '../tui/theme/theme.ts';
import {renderScreen} from '../tui/views/screen.ts';
import type {ScreenState, SessionMirror} from '../tui/ui-state.ts';
import {spoken} from './accessible-words.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
const size = {columns: 80, rows: 24};
// oxlint-disable-next-line no-control-regex -- that is how a code begins
const sgr = /\u001B\[[\d;]*m/g;

/** What an open dialog says, line by line, as its box would show it; empty: none is open. */
export function dialogLines(mirror: SessionMirror, screen: ScreenState): readonly string[] {
  if (screen.overlay === null) return [];
  if (screen.overlay.kind === 'help') return helpLines(screen.view);
  const rows = renderScreen(mirror, {...screen, view: 'drive', hint: null, prompt: null}, size, plain).map((row) =>
    row.replaceAll(sgr, ''),
  );
  return boxLines(rows);
}

/** The title and the lines inside of the first box. */
export function boxLines(rows: readonly string[]): readonly string[] {
  const top = rows.findIndex((row) => row.includes('┌'));
  if (top === -1) return [];
  const left = rows[top]!.indexOf('┌');
  const right = rows[top]!.indexOf('┐', left);
  const height = rows.slice(top).findIndex((row) => row[left] === '└');
  const title = rows[top]!.slice(left + 1, right)
    .replaceAll('─', '')
    .trim();
  const inside = rows.slice(top + 1, top + Math.max(1, height)).map((row) => row.slice(left + 1, right).trim());
  return [title, ...inside].map(spokenRow).filter((line) => line !== '');
}

/** The row under the cursor is said to be that. */
function spokenRow(row: string): string {
  // A key or a name, and what is said of it.
  const text = spoken(row.replace(/^▸ */, '').replace(/^(\S+) {2,}/, '$1: '));
  return row.startsWith('▸') ? `selected: ${text}` : text;
}

function helpLines(view: ScreenState['view']): readonly string[] {
  const groups = ['DRIVE', 'CAPTURE', 'VIEWS', 'LOOK', 'APP'] as const;
  return [...groups.flatMap((group) => keyHelp(group)), ...ownKeyHelp(view)].map(
    ({label, help}) => `${label}: ${spoken(help)}`,
  );
}
