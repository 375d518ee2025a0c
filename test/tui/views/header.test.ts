import {expect, test} from 'vitest';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawHeader} from '../../../source/tui/panels/header.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

function header(columns: number, profileName: string): string {
  const canvas = new Canvas(columns, 1);
  drawHeader(canvas.region(), checkoutPeak({profileName}).view, null);
  return canvas.toRows(plain)[0]!;
}

test('a long name of a profile is cut before the target', () => {
  const name = 'a-rather-long-name-that-nobody-types-twice-but-a-whole-team-might';
  expect(header(120, name)).toContain('http://localhost:8080');
  expect(header(80, name)).toContain('localhost:8080 ');
  expect(header(120, '登り坂'.repeat(12))).toContain('http://localhost:8080');
});
