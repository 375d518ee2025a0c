import {stripVTControlCharacters} from 'node:util';
import {afterEach, expect, test} from 'vitest';
import {parseKeyMap} from '../../../source/tui/app/key-map.ts';
import {keyTable, useKeys} from '../../../source/tui/app/key-table.ts';
import {initialFirstRun} from '../../../source/tui/chooser/first-run-model.ts';
import {initialPicker, type PickerState} from '../../../source/tui/chooser/picker-model.ts';
import {renderFirstRun} from '../../../source/tui/chooser/render-first-run.ts';
import {renderPicker} from '../../../source/tui/chooser/render-picker.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {entries, goodChecks, nowMs, recordings} from '../fixtures/picker-entries.ts';

const size = {columns: 120, rows: 40};
const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

function take(map: unknown): void {
  const result = parseKeyMap(map);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  useKeys(result.table);
}

function shownPicker(changes: Partial<PickerState>): string {
  const state = {...initialPicker([...entries, ...recordings]), checks: goodChecks, checksDone: true, ...changes};
  return stripVTControlCharacters(renderPicker(state, size, theme, {version: '0.5.0', nowMs}).join('\n'));
}

afterEach(() => useKeys(keyTable));

test('the picker names the keys of a map that was taken after its code was there', () => {
  take({
    'picker-start': ['f'],
    'picker-replay': ['P'],
    'picker-delete': ['K'],
    'picker-next': ['J'],
    'picker-kind-next': ['T'],
  });
  const profiles = shownPicker({});
  for (const text of ['J k select', 'f start', 'T kind', '/ filter   T = profiles', 'press f, m or d']) {
    expect(profiles).toContain(text);
  }
  expect(shownPicker({overlay: {kind: 'help'}})).toMatch(/ f +start: the plan runs/);
  const kept = shownPicker({kind: 'recordings'});
  for (const text of ['J k select', 'f open', 'P replay', 'K delete', 'until you press P'])
    expect(kept).toContain(text);
  expect(kept).toMatch(/ P +replay: send its load once more/);
});

test('the first screen names the keys that are in force, its own and those of the run to come', () => {
  take({
    'first-run-open': ['ctrl+p'],
    'first-run-demo': ['ctrl+b'],
    'step-up': ['A'],
    hold: ['_'],
    'emergency-stop': ['!'],
    snapshot: ['('],
  });
  const rows = renderFirstRun(initialFirstRun, size, theme, {version: '0.5.0'});
  const screen = stripVTControlCharacters(rows.join('\n'));
  for (const line of [/\^P {2}saved profiles/, /\^B +perftui demo/, /A {2}- +more or less/, /_ +hold it there/])
    expect(screen).toMatch(line);
  for (const line of [/! +stop everything/, /\( {2}b +snapshot now/]) expect(screen).toMatch(line);
});
