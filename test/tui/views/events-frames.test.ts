import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/session/view.ts';
import {initialScreen} from '../../../source/tui/app/key-outcome.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {EventsScreen, SessionMirror} from '../../../source/tui/ui-state.ts';
import {checkoutEvents, checkoutPeak} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {openRun} from '../fixtures/open-run.ts';

interface Case {
  /** Ends in the size: `events-80x24`. */
  readonly name: string;
  readonly mirror?: SessionMirror;
  readonly events?: Partial<EventsScreen>;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const down = checkoutEvents[5]!;
const onDown: Partial<EventsScreen> = {row: 3, selected: {atMs: down.atMs, text: down.text}};

/** One of every kind, every fourth second, with texts of any kind. */
const busy: readonly SessionEvent[] = Array.from({length: 180}, (_, index) => {
  const kinds = [
    'load-up',
    'mark',
    'alert',
    'cleared',
    'snapshot',
    'failure',
    'gap',
    'stop',
    'model',
    'place',
  ] as const;
  const texts = ['商品一覧 ページ', 'a\u001B[2Jb\r\nc', 'long word '.repeat(30), 'x'.repeat(300), 'worker 2 lost'];
  return {atMs: 30_000 + index * 4000, kind: kinds[index % 10]!, text: `${texts[index % 5]!} ${index}`, mark: '*'};
});

const cases: Readonly<Record<string, readonly Case[]>> = {
  'every event, the selected one, what was measured around it': [
    {name: 'events-120x40', events: onDown},
    {name: 'events-80x24', events: onDown},
    {name: 'events-200x60', events: onDown},
    {name: 'events-100x32'},
    {name: 'events-60x16'},
    {name: 'events-ascii-nocolor-120x40', events: onDown, theme: ascii},
  ],
  'one kind, and one text': [
    {name: 'events-alerts-80x24', events: {kinds: 'alerts'}},
    {name: 'events-filter-120x40', events: {kinds: 'load', filter: 'manual', row: 1}},
  ],
  'more than rows, some gone': [
    {name: 'events-busy-120x40', mirror: {...checkoutPeak(), events: busy, eventsGone: 1240}},
    {
      name: 'events-busy-200x60',
      mirror: {...checkoutPeak(), events: busy},
      events: {row: 90, selected: {atMs: busy[89]!.atMs, text: busy[89]!.text}},
    },
    {
      name: 'events-oldest-80x24',
      mirror: {...checkoutPeak(), events: busy.slice(-30), eventsGone: 150},
      events: {row: 29, selected: {atMs: busy.at(-30)!.atMs, text: busy.at(-30)!.text}},
    },
  ],
  'not known': [
    {name: 'events-none-80x24', mirror: {...checkoutPeak(), events: []}},
    {name: 'events-unmatched-120x40', events: {kinds: 'faults', filter: 'lost'}},
    {
      name: 'events-unkept-120x40',
      mirror: {...checkoutPeak(), columns: {...checkoutPeak().columns, 1: [], 2: [], 5: [], 10: [], 30: [], 60: []}},
    },
  ],
  'an open run': [{name: 'events-open-120x40', mirror: openRun()}],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, mirror = checkoutPeak(), events, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror,
      screen: {...initialScreen, view: 'events', events: {...initialScreen.events, ...events}},
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
