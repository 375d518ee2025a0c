import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Canvas, type Region} from '../../../source/tui/canvas/canvas.ts';
import {drawTimeAxis, placeLabels, shortLatency, withoutTrailingZeros} from '../../../source/tui/plots/axis.ts';
import {drawBar, filledCells} from '../../../source/tui/plots/bar.ts';
import {linearScale, logRange, logScale, logTicks, stepAbove, stepAboutRate} from '../../../source/tui/plots/scale.ts';
import {drawPlot, type Plot} from '../../../source/tui/plots/series-plot.ts';
import {drawSparkline, sparkline} from '../../../source/tui/plots/sparkline.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {tone} from '../../../source/tui/theme/tone.ts';

const gap = Number.NaN;

function drawn(columns: number, rows: number, glyphs: 'full' | 'ascii', draw: (region: Region) => void): string[] {
  const canvas = new Canvas(columns, rows);
  draw(canvas.region());
  const lines = canvas.toRows(createTheme({colour: 'none', glyphs, background: 'dark'}));
  return lines.map((line) => line.replaceAll(/\u001B\[\d+m/g, ''));
}

function plot(values: readonly number[], kind: 'line' | 'area', doubtful: readonly number[] = []): Plot {
  return {
    series: [{values, kind, tone: tone.ok, mark: '*'}],
    scale: linearScale(7),
    isDoubtful: (index) => doubtful.includes(index),
  };
}

function timeAxis(cells: number, seconds: number, ahead = 0): string {
  return drawn(cells + ahead, 1, 'full', (region) => drawTimeAxis(region, 0, 0, cells, seconds, ahead))[0]!;
}

describe('a sparkline', () => {
  test('has eight levels, clipped above; blank is zero, a dot is a gap, the lowest bar is more than nothing', () => {
    expect(sparkline([0, 0.001, 1, 2, 3, 4, 5, 6, 7, 8, 99, gap], 8)).toBe(' ▁▁▂▃▄▅▆▇██.');
  });

  test('stands at two thirds of the height at the limit when its top is 1.5 times the limit', () => {
    const limit = 250;
    expect(sparkline([limit * 0.98, limit, limit * 1.05], limit * 1.5)).toBe('▅▅▆');
  });

  test('draws nothing false from figures that are none', () => {
    expect(sparkline([Number.POSITIVE_INFINITY, 1, 1, 0], gap)).toBe('... ');
    expect(sparkline([1], 0)).toBe('█');
  });

  test('is blank before the run began, and dotted only where it had', () => {
    expect(sparkline([gap, gap, gap, 4], 8, 2)).toBe('  .▄');
  });

  test('has the same heights in ascii', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, gap];
    const look = {top: 8, first: 0, tone: tone.ok};
    expect(drawn(10, 1, 'ascii', (region) => drawSparkline(region, 0, 0, values, look))).toEqual([' _.-:=+*#.']);
  });
});

describe('a plot', () => {
  const full = {glyphs: 'full'} as const;

  test('draws a line in braille, two columns and four rows of dots in a cell, steep parts joined', () => {
    const rising = plot([0, 1, 2, 3, 4, 5, 6, 7], 'line');
    expect(drawn(4, 2, 'full', (region) => drawPlot(region, rising, full))).toEqual(['  ⡠⠊', '⡠⠊  ']);
    const steep = plot([0, 7, 0, 0], 'line');
    expect(drawn(2, 2, 'full', (region) => drawPlot(region, steep, full))).toEqual(['⢸⡆', '⡸⣇']);
  });

  test('fills an area down to the floor', () => {
    expect(drawn(2, 2, 'full', (region) => drawPlot(region, plot([7, 7, 3, 3], 'area'), full))).toEqual(['⣿ ', '⣿⣿']);
  });

  test('leaves a gap where nothing was measured, and does not join across it', () => {
    expect(drawn(3, 1, 'full', (region) => drawPlot(region, plot([7, 7, gap, gap, 0, 0], 'line'), full))).toEqual([
      '⠉ ⣀',
    ]);
  });

  test('dots what is doubtful', () => {
    const doubtful = plot([0, 0, 0, 0], 'line', [0, 1]);
    expect(drawn(2, 1, 'full', (region) => drawPlot(region, doubtful, full))).toEqual(['⡀⣀']);
  });

  test('keeps the newest at the right edge when there are more or fewer values than dots', () => {
    expect(drawn(1, 1, 'full', (region) => drawPlot(region, plot([7, 7, 7, 0, 0], 'line'), full))).toEqual(['⣀']);
    expect(drawn(2, 1, 'full', (region) => drawPlot(region, plot([0, 0], 'line'), full))).toEqual([' ⣀']);
  });

  test('stands in ascii columns and marks without braille', () => {
    const look = {glyphs: 'ascii'} as const;
    expect(drawn(4, 2, 'ascii', (region) => drawPlot(region, plot([0, 3.5, 5.25, 7], 'area'), look))).toEqual([
      '  :#',
      ' ###',
    ]);
    expect(drawn(3, 2, 'ascii', (region) => drawPlot(region, plot([0, gap, 7], 'line'), look))).toEqual(['  *', '*  ']);
  });
});

describe('a bar', () => {
  test.for([
    [0, 0],
    [0.001, 1],
    [0.5, 5],
    [0.999, 9],
    [1, 10],
    [7, 10],
    [gap, 0],
  ] as const)('share %f fills %i of 10: only the whole is full, anything at all is seen', ([share, cells]) => {
    expect(filledCells(share, 10)).toBe(cells);
  });

  test('draws the rest', () => {
    expect(drawn(6, 1, 'full', (region) => drawBar(region, 1, 0, 4, 0.5, tone.ok))).toEqual([' ▮▮▯▯ ']);
  });
});

describe('scales', () => {
  test.for([
    [0, 1],
    [gap, 1],
    [0.7, 1],
    [248, 300],
    [300, 300],
    [301, 500],
    [948_000, 1_000_000],
    [0.0027, 0.003],
  ] as const)('the step above %f is %f', ([value, step]) => expect(stepAbove(value)).toBe(step));

  test('a rate that wavers about a step stays on it: less than a dot is cut off', () => {
    expect([500, 504, 509, 511, 1020, gap].map(stepAboutRate)).toEqual([500, 500, 500, 1000, 1000, 1]);
  });

  test('a log axis ends on 1 2 5 steps outside of the values and ticks on each', () => {
    const {low, high} = logRange(61_000, 948_000);
    expect([low, high]).toEqual([50_000, 1_000_000]);
    expect(logTicks(low, high)).toEqual([50_000, 100_000, 200_000, 500_000, 1_000_000]);
    const scale = logScale(low, high);
    expect([scale(low), scale(0), scale(high), scale(9e9)]).toEqual([0, 0, 1, 1]);
    expect(scale(gap)).toBeNaN();
  });

  test('a log axis leaves room under the least value', () => {
    expect(logRange(20_500, 60_000).low).toBe(10_000);
    expect(logRange(25_000, 60_000).low).toBe(20_000);
  });
});

describe('axes', () => {
  test('time labels end in the column of their time', () => {
    expect(timeAxis(48, 5)).toBe('         -3m         -2m         -1m         now');
    expect(timeAxis(20, 10)).toBe('     -2m   -1m   now');
    expect(timeAxis(2, 5)).toBe('  ');
  });

  test('has no now where it ends before', () => {
    const rows = drawn(20, 1, 'full', (region) => drawTimeAxis(region, 0, 0, 20, 10, 0, 120));
    expect(rows).toEqual(['     -4m   -3m   -2m']);
  });

  test('goes on right of now, in the future', () => {
    expect(timeAxis(36, 5, 12)).toBe('         -2m         -1m         now         +1m');
    expect(timeAxis(20, 10, 10)).toBe('     -2m   -1m   now   +1m    ');
    expect(timeAxis(30, 1, 10)).toBe('                           now      +10s');
    expect(timeAxis(20, 10, 2)).toBe('     -2m   -1m   now  ');
  });

  test('is true: every label ends where its time is, whatever is left of and right of now', () => {
    const seconds = fc.constantFrom(1, 2, 4, 5, 10, 20, 30, 60, 120);
    fc.assert(
      fc.property(fc.integer({min: 3, max: 200}), seconds, fc.nat(60), (cells, perCell, ahead) => {
        const axis = timeAxis(cells, perCell, ahead);
        expect(axis).toHaveLength(cells + ahead);
        for (const {0: label, index} of axis.matchAll(/[-+]\S+/g)) {
          const [, h = 0, m = 0, s = 0] = /^.(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(label)!.map(Number);
          const time = ((h || 0) * 3600 + (m || 0) * 60 + (s || 0)) * (label.startsWith('-') ? -1 : 1);
          expect([label, index + label.length]).toEqual([
            label,
            cells + Math.sign(time) * Math.round(Math.abs(time) / perCell),
          ]);
        }
      }),
    );
  });

  test('labels that would share a row give way to the more important', () => {
    const labels = placeLabels(
      [
        {share: 0.5, text: 'limit'},
        {share: 1, text: 'top'},
        {share: 0.52, text: 'beside'},
      ],
      5,
    );
    expect(labels).toEqual([
      {row: 2, text: 'limit'},
      {row: 0, text: 'top'},
    ]);
  });

  test.for([
    [250_000, '250ms'],
    [1_000_000, '1s'],
    [1_500_000, '1.5s'],
    [20_000, '20ms'],
    [500, '500µs'],
    [100_000, '100ms'],
  ] as const)('%i µs is %s on an axis', ([us, text]) => expect(shortLatency(us)).toBe(text));

  test('only zeros behind a point go', () => {
    expect(['300', '1.00%', '1.50k', '10', '0.05/s'].map(withoutTrailingZeros)).toEqual([
      '300',
      '1%',
      '1.5k',
      '10',
      '0.05/s',
    ]);
  });
});
