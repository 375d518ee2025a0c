import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {handleMouse} from '../../../source/tui/app/handle-mouse.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {ScreenSize, ScreenState} from '../../../source/tui/ui-state.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {at, withScreen} from '../app/press-keys.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';

const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
const snapshots = Array.from({length: 20}, (_, index) => sampleListing({file: `${index}.json`, name: `snap ${index}`}));
const peak = checkoutPeak({snapshots});
const mirror = {
  ...peak,
  events: [
    ...Array.from({length: 30}, (_, index) => ({...peak.events[0]!, atMs: index * 1000, text: `event ${index}`})),
    ...peak.events,
  ],
};

const drawn = (screen: ScreenState, size: ScreenSize): readonly string[] =>
  renderScreen(mirror, screen, size, theme).map((row) => stripVTControlCharacters(row));

/** Without the cells of the cursor and of the marks. */
const textOf = (row: string | undefined): string => row?.slice(6, 55) ?? '';

const cursorIn = (rows: readonly string[]): string => textOf(rows.find((row) => /^ ?▸/.test(row)));

test.each([
  [{columns: 60, rows: 16}, 2],
  [{columns: 80, rows: 24}, 3],
  [{columns: 120, rows: 40}, 4],
  [{columns: 200, rows: 60}, 4],
])('at %o a click chooses the row it is on, in every list, and none elsewhere', (size, least) => {
  for (const view of ['endpoints', 'snaps', 'events'] as const) {
    let screen = withScreen({view, mouse: true}).screen;
    for (const _ of [1, 2]) {
      const before = drawn(screen, size);
      let next = screen;
      const chosen = new Set<string>();
      for (let y = 2; y < size.rows; y++) {
        const context = {...at({view: mirror.view}, size), view: mirror.view, events: mirror.events};
        const {state, intents} = handleMouse(withScreen(screen), {kind: 'click', x: 20, y}, context, () => null);
        expect(intents.every(({kind}) => kind === 'snapshot-preview')).toBe(true);
        const after = cursorIn(drawn(state.screen, size));
        if (after === cursorIn(before)) continue;
        expect(after).toBe(textOf(before[y]));
        chosen.add(after);
        if (chosen.size === least) next = state.screen;
      }
      expect(chosen.size).toBeGreaterThanOrEqual(least);
      screen = next;
    }
  }
});
