import {expect, test} from 'vitest';
import type {SessionMirror} from '../../../source/tui/ui-state.ts';
import {baselineSeries, lookOf, lookSeries, lookWindow} from '../../../source/tui/panels/endpoint-look.ts';
import {checkoutEndpoints} from '../fixtures/checkout-endpoints.ts';
import {lookedAtPeak} from '../fixtures/checkout-look.ts';
import {openRun} from '../fixtures/open-run.ts';

const mirror = lookedAtPeak();
const look = mirror.look!;

test('a look of another request is none of this one', () => {
  const [other, own] = [checkoutEndpoints[0]!, checkoutEndpoints[4]!];
  expect(lookOf(mirror, own)).toBe(look);
  expect(lookOf(mirror, other)).toBeNull();
  expect(lookOf({look: null}, own)).toBeNull();
});

test('the window ends with the newest column there is anything of: one that is on its way is no gap', () => {
  const window = lookWindow({mirror, look}, 100);
  const values = lookSeries(window, look, ({p95}) => p95);
  expect(values.at(-1)).not.toBeNaN();
  expect(window.newestS).toBe(look.columns.findLast(({samples}) => samples > 0)!.atS);
});

test('a look that has stopped coming leaves a gap', () => {
  const old = {...look, columns: look.columns.slice(0, -10)};
  const values = lookSeries(lookWindow({mirror, look: old}, 100), old, ({p95}) => p95);
  expect(values.at(-1)).toBeNaN();
  expect(values.at(-20)).not.toBeNaN();
});

test('each value stands in the column of its own time', () => {
  const window = lookWindow({mirror, look}, 50);
  const values = lookSeries(window, look, ({atS}) => atS);
  values.forEach((atS, index) => expect(atS).toBe(window.newestS - (49 - index) * 2));
});

test('the baseline stands where the load was within 10% of what it is now, and nowhere else', () => {
  const window = lookWindow({mirror, look}, 164);
  const series = baselineSeries(window, {mirror, look}, 'p95');
  const before = look.ladder.find(({step}) => step === 'p95')!.baselineUs;
  window.rows.forEach((row, index) => {
    const isNear = row !== null && Math.abs(row.vus - 248) <= 24.8;
    expect(series[index]).toBe(isNear ? before : Number.NaN);
  });
  expect(series.some((us) => us === before)).toBe(true);
  expect(series.some((us) => Number.isNaN(us))).toBe(true);
});

test.each<[string, SessionMirror, Partial<typeof look>]>([
  ['the baseline was at another load', mirror, {change: {...look.change!, loadDiffers: true}}],
  ['there is no baseline', mirror, {ladder: look.ladder.map((row) => ({...row, baselineUs: null}))}],
  ['these columns are of the other load model', {...mirror, view: openRun().view}, {}],
])('no baseline stands beside the lines where %s', (_, run, changes) => {
  const other = {...look, ...changes};
  const series = baselineSeries(lookWindow({mirror: run, look: other}, 100), {mirror: run, look: other}, 'p95');
  expect(series.every((us) => Number.isNaN(us))).toBe(true);
});
