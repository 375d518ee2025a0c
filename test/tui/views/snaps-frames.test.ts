import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {snapsListed, snapsNow, snapsRun, snapsScreen} from '../fixtures/snaps-run.ts';

interface Case {
  /** Ends in the size: `snaps-80x24`. */
  readonly name: string;
  readonly mirror?: SessionMirror;
  readonly screen?: ScreenState;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const file = 'snapshots/pool-64.json';
const foreign = snapsListed.map((listing, index) => ({
  ...listing,
  name: ['商品一覧 ページ 負荷試験の結果', 'a\u001B[2Jb\r\nc', 'x'.repeat(300), 'Ünï-cödé'][index % 4]!,
  note: ['\u202Eright to left', '長い注釈'.repeat(30), '', 'e\u0301'][index % 4]!,
}));

const cases: Readonly<Record<string, readonly Case[]>> = {
  'snapshots, the selected one, and the trend at its load': [
    {name: 'snaps-120x40'},
    {name: 'snaps-80x24'},
    {name: 'snaps-200x60'},
    {name: 'snaps-60x16'},
    {name: 'snaps-ascii-nocolor-120x40', theme: ascii},
    {name: 'snaps-blocks-80x24', theme: {glyphs: 'blocks'}},
  ],
  'two marked, sorted by p95, another selected whose preview is on its way': [
    {
      name: 'snaps-marked-120x40',
      screen: snapsScreen({selected: file, sort: 'p95', marked: [file, 'snapshots/pool-32.json']}),
    },
  ],
  'filtered while it is typed': [
    {
      name: 'snaps-filter-80x24',
      screen: snapsScreen(
        {filter: 'pool'},
        {
          prompt: {kind: 'snapshot-filter', text: 'pool', cursor: 4, subject: ''},
          hint: {text: '▸ 2 of 7     looks at name, note, git, profile, target, host', tone: 'plain'},
        },
      ),
    },
  ],
  'nothing to show': [
    {name: 'snaps-none-80x24', mirror: snapsRun({snapshots: [], preview: null})},
    {name: 'snaps-reading-80x24', mirror: snapsRun({snapshots: [], snapshotsListed: false, preview: null})},
    {name: 'snaps-unmatched-120x40', screen: snapsScreen({filter: 'v9'})},
  ],
  'names and notes of any kind': [{name: 'snaps-foreign-120x40', mirror: snapsRun({snapshots: foreign})}],
  dialogs: [
    {
      name: 'snaps-export-120x40',
      screen: snapsScreen({selected: file}, {overlay: {kind: 'snapshot-export', file, selected: 2}}),
    },
    {name: 'snaps-delete-120x40', screen: snapsScreen({selected: file}, {overlay: {kind: 'snapshot-delete', file}})},
  ],
};

beforeAll(() => {
  vi.useFakeTimers({toFake: ['Date'], now: snapsNow});
});

afterAll(() => {
  vi.useRealTimers();
});

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, mirror = snapsRun(), screen = snapsScreen(), theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror,
      screen,
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
