import {expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawHeader} from '../../../source/tui/panels/header.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

function drawn(columns: number, changes: Partial<SessionView>): string {
  const canvas = new Canvas(columns, 1);
  drawHeader(canvas.region(), checkoutPeak(changes).view, null);
  return canvas.toRows(plain)[0]!;
}

function header(columns: number, profileName: string): string {
  return drawn(columns, {profileName});
}

test('a long name of a profile is cut before the target', () => {
  const name = 'a-rather-long-name-that-nobody-types-twice-but-a-whole-team-might';
  expect(header(120, name)).toContain('http://localhost:8080');
  expect(header(80, name)).toContain('localhost:8080 ');
  expect(header(120, '登り坂'.repeat(12))).toContain('http://localhost:8080');
});

test('a screen that looks on from elsewhere counts the others, not itself', () => {
  expect(drawn(160, {attached: 1, remote: true})).not.toContain('attached');
  expect(drawn(160, {attached: 3, remote: true})).toContain('+2 attached');
  expect(drawn(160, {attached: 1, remote: false})).toContain('+1 attached');
});
