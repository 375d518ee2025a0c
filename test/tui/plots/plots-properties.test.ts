import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ColumnRow, SessionEvent} from '../../../source/session/view.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {drawEventMarks} from '../../../source/tui/panels/event-marks.ts';
import {latencyScale} from '../../../source/tui/panels/latency-scale.ts';
import {drawTimeAxis} from '../../../source/tui/plots/axis.ts';
import {drawBar, filledCells} from '../../../source/tui/plots/bar.ts';
import {columnWindow, windowAt} from '../../../source/tui/plots/column-window.ts';
import {drawCursorLine, drawWindowAxis} from '../../../source/tui/plots/cursor-line.ts';
import {drawGauge} from '../../../source/tui/plots/gauge.ts';
import {ghostPoints, ghostSeries} from '../../../source/tui/plots/ghost.ts';
import {drawHeatmap, heatRows} from '../../../source/tui/plots/heatmap.ts';
import {drawHistogram} from '../../../source/tui/plots/histogram.ts';
import {
  largest,
  linearScale,
  logRange,
  logScale,
  smallestPositive,
  stepAbove,
  type Scale,
} from '../../../source/tui/plots/scale.ts';
import {drawPlot, type PlotSeries} from '../../../source/tui/plots/series-plot.ts';
import {drawSparkline, sparkGlyph, sparkline} from '../../../source/tui/plots/sparkline.ts';
import type {ThemeChoice} from '../../../source/tui/theme/theme.ts';
import {tone} from '../../../source/tui/theme/tone.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {drawn, type Draw} from '../fixtures/drawn-rows.ts';

const sample = checkoutPeak();
const base = sample.columns[1].at(-2)!;

function scaleFor(kind: 'log' | 'linear', values: readonly number[]): Scale {
  if (kind === 'linear') return linearScale(stepAbove(largest(values)));
  const {low, high} = logRange(smallestPositive(values) || 1, largest(values));
  return logScale(low, high);
}

function series(kind: PlotSeries['kind'], scale: 'log' | 'linear'): Draw {
  return (region, values, glyphs) => {
    const one = {values, kind, tone: tone.ok, mark: '*', isFew: (at: number) => at % 3 === 0};
    const isDoubtful = (at: number): boolean => at % 5 === 0;
    drawPlot(region, {series: [one], scale: scaleFor(scale, values), isDoubtful}, {glyphs});
  };
}

function rowsOf(values: readonly number[]): ColumnRow[] {
  // The newest of them: no screen keeps more.
  return values.slice(-480).map((value, atS): ColumnRow => ({...base, atS, vus: value, p95: value, complete: true}));
}

const events: readonly SessionEvent[] = sample.events;

const plots: Readonly<Record<string, Draw>> = {
  'a line, log': series('line', 'log'),
  'a line, linear': series('line', 'linear'),
  'an area, log': series('area', 'log'),
  'an area, linear': series('area', 'linear'),
  'a ghost': series('dotted', 'log'),
  dots: series('dots', 'linear'),
  'the baseline at each load': (region, values, glyphs) => {
    const rows = rowsOf(values);
    const window = columnWindow(rows, 1, region.columns, rows.length * 1000);
    const ghost = ghostSeries(ghostPoints(window, sample.view.baseline), ({p95}) => p95);
    drawPlot(
      region,
      {
        series: [{values: ghost, kind: 'dotted', tone: tone.baseline, mark: ':'}],
        scale: logScale(1, 1e6),
        isDoubtful: () => false,
      },
      {glyphs},
    );
  },
  'a sparkline': (region, values) =>
    drawSparkline(region, 0, 0, values, {top: stepAbove(largest(values)), first: 0, tone: tone.ok}),
  'a bar': (region, values) => drawBar(region, 0, 0, region.columns, values[0] ?? Number.NaN, tone.ok),
  'a gauge': (region, values) =>
    drawGauge(region, 0, 0, region.columns, {
      share: values[0] ?? Number.NaN,
      mark: values[1] ?? Number.NaN,
      tone: tone.ok,
    }),
  'a heatmap': (region, values) => {
    const columns = values.slice(-region.columns).map((value, at) => (at % 7 === 3 ? null : [value, values.length, 1]));
    drawHeatmap(region, columns, heatRows(columns, 3, region.rows));
  },
  'a heatmap of one column': (region, values) =>
    drawHeatmap(region, [values], heatRows([values], values.length, region.rows)),
  'a histogram': (region, values) =>
    drawHistogram(
      region,
      values.slice(0, 100).map((count, at) => ({
        label: '250ms',
        count,
        baseline: at % 2 === 0 ? null : count,
        tone: tone.ok,
      })),
    ),
  'a lane of events': (region, values) => {
    const rows = rowsOf(values);
    const window = columnWindow(rows, 1, region.columns, rows.length * 1000);
    const at = values.map((value, index): SessionEvent => ({...events[index % events.length]!, atMs: value}));
    drawEventMarks(region, 0, {x: 0, window, perCell: 1, whole: true}, at.slice(0, 50));
  },
  'a time axis': (region, values) =>
    drawTimeAxis(region, 0, 0, region.columns, 1 + Math.min(60, values.length), 0, values.length),
  'a cursor and its axis': (region, values) => {
    const rows = rowsOf(values);
    const place = {count: region.columns, elapsedMs: rows.length * 1000, ahead: 0};
    const cursor = {atS: rows.length >> 1, anchorS: rows.length >> 2};
    const window = windowAt(rows, 1, place, cursor);
    drawCursorLine(region, window, 1);
    drawWindowAxis(region, 0, 0, window, 1);
  },
};

const odd = fc.constantFrom(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  5e-324,
  1e-310,
  -1,
  -1e9,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
);
const plain = fc.double({min: 0, max: 1e9, noNaN: true});
const value = fc.oneof(plain, plain, odd);
const slice = fc.oneof(
  fc.array(value, {maxLength: 80}),
  fc.constant([]),
  value.map((one) => [one]),
  fc.tuple(value, fc.nat(60)).map(([one, count]) => Array.from({length: count}, () => one)),
);
const side = fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(60));
const glyphs = fc.constantFrom('full', 'blocks', 'ascii');

describe.each(Object.entries(plots))('%s', (_, draw) => {
  test('is as wide and as tall as asked, whatever was measured, and never says NaN or Infinity', () => {
    fc.assert(
      fc.property(slice, side, side, glyphs, (values, columns, rows, set) => {
        const lines = drawn(draw, values, columns, rows, set);
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          expect(widthOf(line)).toBe(columns);
          expect(line).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }),
      {numRuns: 150},
    );
  });

  test('draws nothing outside of its region', () => {
    fc.assert(
      fc.property(slice, fc.nat(20), fc.nat(8), (values, columns, rows) => {
        const inside: Draw = (region, all, set) => draw(region.inner(2, 1, columns, rows), all, set);
        const lines = drawn(inside, values, columns + 4, rows + 2, 'full');
        expect([lines[0]!.trim(), lines.at(-1)!.trim()]).toEqual(['', '']);
        for (const line of lines) expect([line.slice(0, 2), line.slice(-2)]).toEqual(['  ', '  ']);
      }),
      {numRuns: 60},
    );
  });

  test.each([0, 1, 1_000_000])('takes %i points', (count) => {
    const values = Array.from({length: count}, (_point, at) => (at % 97 === 0 ? Number.NaN : (at % 1000) * 1000));
    const lines = drawn(draw, values, 80, 10, 'full');
    expect(lines.map(widthOf)).toEqual(Array.from({length: 10}, () => 80));
  });
});

describe('a line and an area', () => {
  test('never draw a greater value lower', () => {
    const kinds = fc.constantFrom('line', 'area', 'dots', 'dotted') satisfies fc.Arbitrary<PlotSeries['kind']>;
    fc.assert(
      fc.property(value, value, kinds, fc.constantFrom('log', 'linear'), glyphs, (a, b, kind, scale, set) => {
        fc.pre(!Number.isNaN(a) && !Number.isNaN(b));
        const [less, more] = a <= b ? [a, b] : [b, a];
        // Each alone on the same scale: the row of the highest dot.
        const own = scaleFor(scale, [less, more]);
        const [low, high] = [less, more].map((one) => topOf(one, own, kind, set));
        expect(high).toBeLessThanOrEqual(low!);
      }),
      {numRuns: 300},
    );
  });

  test('draw nothing where nothing was measured', () => {
    const kinds = fc.constantFrom('line', 'area', 'dots', 'dotted') satisfies fc.Arbitrary<PlotSeries['kind']>;
    fc.assert(
      fc.property(kinds, glyphs, fc.integer({min: 1, max: 40}), (kind, set, columns) => {
        const gaps = Array.from({length: columns * 2}, () => Number.NaN);
        expect(drawn(series(kind, 'linear'), gaps, columns, 4, set).join('').trim()).toBe('');
      }),
    );
  });
});

/** Row of the highest glyph; the height where there is none. */
function topOf(one: number, scale: Scale, kind: PlotSeries['kind'], set: ThemeChoice['glyphs']): number {
  const lines = drawn(
    (region) =>
      drawPlot(
        region,
        {series: [{values: [one, one], kind, tone: tone.ok, mark: '*'}], scale, isDoubtful: () => false},
        {glyphs: set},
      ),
    [],
    1,
    12,
    set,
  );
  const top = lines.findIndex((line) => line.trim() !== '');
  return top === -1 ? lines.length : top;
}

describe('scales', () => {
  test('are monotone, from 0 to 1, and keep a gap a gap', () => {
    fc.assert(
      fc.property(fc.array(value, {minLength: 1, maxLength: 20}), fc.constantFrom('log', 'linear'), (values, kind) => {
        const scale = scaleFor(kind, values);
        expect(scale(Number.NaN)).toBeNaN();
        const known = values.filter((one) => !Number.isNaN(one)).toSorted((a, b) => a - b);
        const shares = known.map(scale);
        for (const [at, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(at === 0 ? 0 : shares[at - 1]!);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('a latency axis has its labels in its rows, one each, and the limit among them', () => {
    fc.assert(
      fc.property(plain, plain, fc.option(value, {nil: null}), fc.integer({min: 1, max: 40}), (a, b, boundUs, rows) => {
        for (const kind of ['log', 'linear'] as const) {
          const axis = latencyScale(kind, {least: Math.min(a, b), most: Math.max(a, b), boundUs, rows})!;
          const at = axis.labels.map(({row}) => row);
          expect(new Set(at).size).toBe(at.length);
          for (const {row, text} of axis.labels) {
            expect(row).toBeGreaterThanOrEqual(0);
            expect(row).toBeLessThan(rows);
            expect(text).not.toMatch(/NaN|Infinity|--/);
          }
          expect(axis.ruleRow !== null).toBe(boundUs !== null && boundUs > 0 && Number.isFinite(boundUs));
        }
      }),
    );
  });
});

describe('a sparkline', () => {
  test('never draws a greater value lower, and a gap as a dot, never as 0', () => {
    const heights = ' ▁▂▃▄▅▆▇█';
    fc.assert(
      fc.property(plain, plain, plain, (a, b, top) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(heights.indexOf(sparkGlyph(more, top))).toBeGreaterThanOrEqual(heights.indexOf(sparkGlyph(less, top)));
      }),
    );
    expect(sparkline([Number.NaN, 0], 1)).toBe('. ');
  });
});

describe('a bar', () => {
  test('never has fewer cells for more, some for anything, and all only for all', () => {
    const share = fc.double({min: 0, max: 2, noNaN: true});
    fc.assert(
      fc.property(share, share, fc.integer({min: 2, max: 100}), (a, b, width) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(filledCells(more, width)).toBeGreaterThanOrEqual(filledCells(less, width));
        expect(filledCells(less, width) === width).toBe(less >= 1);
        expect(filledCells(less, width) > 0).toBe(less > 0);
      }),
    );
  });
});
