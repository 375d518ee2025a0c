import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {initialFirstRun, type FirstRunState} from '../../../source/tui/chooser/first-run-model.ts';
import {initialPicker, type PickerState} from '../../../source/tui/chooser/picker-model.ts';
import {renderFirstRun} from '../../../source/tui/chooser/render-first-run.ts';
import {renderPicker} from '../../../source/tui/chooser/render-picker.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenSize} from '../../../source/tui/ui-state.ts';
import {compareRows} from '../fixtures/golden-frame.ts';
import {badChecks, entries, entryOf, goodChecks, nowMs, recordings} from '../fixtures/picker-entries.ts';
import {terminalCells} from '../fixtures/terminal-cells.ts';

const version = '0.5.0';
const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const many = Array.from({length: 60}, (_, index) => entryOf(`preset-${index}`, {executor: 'constant-vus', vus: 9}));

function picker(changes: Partial<PickerState> = {}): PickerState {
  return {...initialPicker(entries), checks: goodChecks, checksDone: true, ...changes};
}

function firstRun(changes: Partial<FirstRunState> = {}): FirstRunState {
  return {...initialFirstRun, ...changes};
}

const withDrives = {entries: [...entries, ...recordings]};

const typed = firstRun({
  fields: {...initialFirstRun.fields, target: {text: 'http://localhost:8080', cursor: 21}},
  reach: {outcome: 'ok', text: '', brief: 'takes connections: 1.21ms'},
  focus: 'limits',
});

const problems = [
  'profiles/half-written.json:1  scenarios  is missing: a profile needs it',
  'profiles/half-written.json:4  executor  must be "constant-vus", "ramping-vus", "constant-arrival-rate", "ramping-arrival-rate", "per-vu-iterations" or "shared-iterations", not "ramping-vu"',
];

const cases: Readonly<
  Record<string, {readonly picker?: PickerState; readonly first?: FirstRunState; readonly theme?: Partial<ThemeChoice>}>
> = {
  'picker-80x24': {picker: picker()},
  'picker-120x40': {picker: picker()},
  'picker-200x60': {picker: picker()},
  'picker-40x8': {picker: picker({selected: 3})},
  'picker-ascii-nocolor-80x24': {picker: picker({checks: badChecks}), theme: ascii},
  'picker-blocks-120x40': {picker: picker(), theme: {glyphs: 'blocks'}},
  'picker-failed-120x40': {picker: picker({checks: badChecks, checksDone: false})},
  'picker-broken-80x24': {picker: picker({selected: 2, checks: [], checksDone: false})},
  'picker-filter-80x24': {
    picker: picker({filter: {text: 'demo', cursor: 4}, isTyping: true, checks: [], checksDone: false}),
  },
  'picker-none-80x24': {picker: picker({filter: {text: 'nowhere', cursor: 7}, checks: []})},
  'picker-many-80x24': {picker: {...picker(), entries: many, selected: 30}},
  'picker-recordings-80x24': {picker: picker({...withDrives, kind: 'recordings', checks: []})},
  'picker-recordings-120x40': {picker: picker({...withDrives, kind: 'recordings', checks: []})},
  'picker-no-recording-80x24': {picker: picker({kind: 'recordings', checks: []})},
  'picker-presets-80x24': {picker: picker({...withDrives, kind: 'presets'})},
  'picker-copy-80x24': {picker: picker({overlay: {kind: 'copy', line: {text: 'checkout-peak-2', cursor: 15}}})},
  'picker-delete-80x24': {picker: picker({overlay: {kind: 'delete'}})},
  'picker-help-80x24': {picker: picker({overlay: {kind: 'help'}})},
  'picker-problems-120x40': {picker: picker({selected: 2, overlay: {kind: 'problems', lines: problems, top: 0}})},
  'first-run-80x24': {first: firstRun()},
  'first-run-120x40': {first: typed},
  'first-run-200x60': {first: typed},
  'first-run-60x16': {first: firstRun({hint: 'type the URL of your server, as http://localhost:8080'})},
  'first-run-failed-80x24': {
    first: {
      ...typed,
      focus: 'target',
      reach: {outcome: 'failed', text: '', brief: 'cannot be reached'},
      hint: 'not started: localhost:8080 refused the connection; is the server running?',
    },
  },
};

function rowsOf({picker: state, first, theme}: (typeof cases)[string], size: ScreenSize): readonly string[] {
  const look = createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme});
  return state === undefined
    ? renderFirstRun(first ?? firstRun(), size, look, {version})
    : renderPicker(state, size, look, {version, nowMs});
}

describe('the picker and the first screen, at each size and state', () => {
  test.for(Object.keys(cases))('%s', async (name) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const size = {columns: columns!, rows: rows!};
    const {shown, golden} = await compareRows(name, rowsOf(cases[name]!, size), size);
    expect(shown).toEqual(golden);
  });
});

test('fill any window exactly, and never show a password', async () => {
  const size = fc.record({columns: fc.integer({min: 1, max: 210}), rows: fc.integer({min: 1, max: 70})});
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.values(cases)), size, async (state, at) => {
      const rows = rowsOf(state, at);
      expect(rows).toHaveLength(at.rows);
      const cells = await terminalCells(rows, at);
      expect(cells.overflow).toBe(0);
      expect(cells.text.join('')).not.toContain('hunter2');
    }),
    {numRuns: 120},
  );
});
