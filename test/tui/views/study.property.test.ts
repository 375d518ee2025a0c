import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawStudyPanel, studyList} from '../../../source/tui/panels/study-shell.ts';
import {firstOfList} from '../../../source/tui/panels/study-picture.ts';
import {columnWindow} from '../../../source/tui/plots/column-window.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {anySize, anyTheme} from '../fixtures/any-screen.ts';
import {anyStudy} from '../fixtures/any-study.ts';
import {checkoutPeak, elapsedMs} from '../fixtures/checkout-peak.ts';

test('any study is drawn within its rectangle, at any size, however far it is scrolled', () => {
  const mirror = checkoutPeak();
  const window = columnWindow(mirror.columns[5], 5, 40, elapsedMs);
  const screens = fc.record({scroll: fc.nat(50), sort: fc.constantFrom('when', 'load')});
  fc.assert(
    fc.property(anyStudy, anySize, anyTheme, screens, (study, {columns, rows}, choice, screen) => {
      const canvas = new Canvas(columns + 8, rows + 6);
      const outside = canvas.region();
      for (let y = 0; y < outside.rows; y++) outside.repeat(0, y, '#', outside.columns, 0);
      const region = outside.inner(4, 3, columns, rows);
      region.clear();
      const theme = createTheme(choice);
      drawStudyPanel(region, study, {mirror, window, theme, screen});
      const drawn = canvas.toRows(createTheme({colour: 'none', glyphs: 'full', background: 'dark'}));
      const edges = drawn.map((row, y) => {
        // oxlint-disable-next-line no-control-regex -- that is how a code begins
        const cells = row.replaceAll(/\u001B\[\d+m/g, '');
        return y < 3 || y >= rows + 3 ? cells : cells.slice(0, 4) + cells.slice(-4);
      });
      expect(edges.join('').replaceAll('#', '')).toBe('');
    }),
    {numRuns: 300},
  );
});

test('a list of a study scrolls from its first row to its last, no farther', () => {
  fc.assert(
    fc.property(anyStudy, anySize, fc.nat(100), (study, size, wanted) => {
      const list = studyList(study, size);
      const first = firstOfList(list, wanted);
      expect(list.room).toBeGreaterThanOrEqual(0);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThanOrEqual(Math.max(0, list.count - 1));
      expect(firstOfList(list, 0)).toBe(0);
    }),
  );
});
