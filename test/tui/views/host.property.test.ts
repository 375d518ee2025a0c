import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {hostLayout} from '../../../source/tui/panels/host-layout.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {anyMirror} from '../fixtures/any-mirror.ts';
import {anySize, anyTheme} from '../fixtures/any-screen.ts';
import {plainScreen} from '../fixtures/checkout-peak.ts';

const sgr = /\u001B\[[\d;]*m/g;
const aSizeWithRoom = anySize.filter(({columns, rows}) => columns >= 60 && rows >= 16);

test('view 5 fits every size, whatever is known of either machine, and never shows what is no number', () => {
  fc.assert(
    fc.property(anyMirror, fc.nat(40), aSizeWithRoom, anyTheme, (mirror, scroll, size, choice) => {
      const rows = renderScreen(mirror, {...plainScreen, view: 'host', host: {scroll}}, size, createTheme(choice));
      expect(rows).toHaveLength(size.rows);
      for (const row of rows) expect(widthOf(row.replaceAll(sgr, ''))).toBe(size.columns);
      expect(rows.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
    }),
    {numRuns: 150},
  );
});

test('its parts together never take more rows than there are', () => {
  fc.assert(
    fc.property(anyMirror, aSizeWithRoom, (mirror, size) => {
      if (mirror === null) return;
      const layout = hostLayout(mirror.view, size);
      const {verdict, workers, ...trends} = layout;
      const left = Object.values<number>(trends).reduce((sum, rows) => sum + rows, 0);
      const isWide = size.columns >= 160 && size.rows >= 48;
      expect(Object.values({...layout}).every((rows) => rows >= 0)).toBe(true);
      const side = verdict + workers;
      expect(isWide ? left : left + side).toBeLessThanOrEqual(size.rows - 5);
      expect(isWide ? side : 0).toBeLessThanOrEqual(size.rows - 4);
    }),
    {numRuns: 150},
  );
});
