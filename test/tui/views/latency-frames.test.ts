import {describe, expect, test} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {columnSecondsOf} from '../../../source/tui/views/layout.ts';
import {lookBins} from '../../../source/session/look.ts';
import {lookedAtPeak} from '../fixtures/checkout-look.ts';
import {checkoutPeak, elapsedMs, plainScreen} from '../fixtures/checkout-peak.ts';
import {freshRun} from '../fixtures/fresh-run.ts';
import {compareFrame, type FrameComparison} from '../fixtures/golden-frame.ts';
import {openRun} from '../fixtures/open-run.ts';

interface Case {
  /** Ends in the size: `latency-80x24`. */
  readonly name: string;
  /** Request looked at; null: all. */
  readonly request?: string | null;
  readonly mirror?: (seconds: 1 | 2 | 5 | 10 | 30 | 60) => SessionMirror;
  readonly screen?: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const inspecting = {cursor: {atS: 676, anchorS: null}} as const;
const ranged = {cursor: {atS: 676, anchorS: 640}} as const;
const checkout = 'POST /api/checkout';

const cases: Readonly<Record<string, readonly Case[]>> = {
  'all requests under the cursor, at each layout': [
    {name: 'latency-80x24', screen: inspecting},
    {name: 'latency-120x40', screen: inspecting},
    {name: 'latency-200x60', screen: inspecting},
    {name: 'latency-100x32', screen: inspecting},
    {name: 'latency-60x16', screen: inspecting},
  ],
  'live: the newest whole column in place of the cursor': [{name: 'latency-live-120x40'}, {name: 'latency-live-80x24'}],
  'one request, and a linear scale': [
    {name: 'latency-request-120x40', request: checkout, screen: {...inspecting, scale: 'linear'}},
    {name: 'latency-request-80x24', request: checkout, screen: inspecting},
  ],
  'a range; a cursor left of the window scrolls it': [
    {name: 'latency-range-120x40', screen: ranged},
    {name: 'latency-scrolled-120x40', screen: {cursor: {atS: 200, anchorS: 90}}},
  ],
  'what is looked at is not there yet, and is never that of another request': [
    {name: 'latency-reading-120x40', mirror: () => checkoutPeak(), screen: inspecting},
    {
      name: 'latency-frozen-request-120x40',
      request: checkout,
      mirror: () => checkoutPeak(),
      screen: {frozen: checkoutPeak()},
    },
    {
      name: 'latency-reading-request-80x24',
      request: checkout,
      mirror: (seconds) => lookedAtPeak({name: null, seconds}),
    },
  ],
  'before anything is measured, and no data at the cursor': [
    {name: 'latency-fresh-120x40', mirror: () => freshRun()},
    {name: 'latency-fresh-80x24', mirror: () => freshRun()},
    {name: 'latency-gap-120x40', mirror: gapped, screen: inspecting},
  ],
  'at rest: the picture stands where the drive ended': [
    {name: 'latency-rest-120x40', mirror: atRest},
    {name: 'drive-rest-120x40', mirror: atRest, screen: {view: 'drive'}},
    {name: 'drive-rest-80x24', mirror: atRest, screen: {view: 'drive'}},
  ],
  'without a baseline, and in the open model': [
    {name: 'latency-no-baseline-120x40', mirror: withoutBaseline},
    {name: 'latency-open-120x40', mirror: () => openRun()},
  ],
  'ascii without colour, and block elements': [
    {name: 'latency-ascii-nocolor-120x40', screen: inspecting, theme: ascii},
    {name: 'latency-ascii-nocolor-80x24', screen: inspecting, theme: ascii},
    {name: 'latency-blocks-120x40', screen: inspecting, theme: {glyphs: 'blocks'}},
  ],
  'the same cursor in view 1': [
    {name: 'drive-inspect-120x40', screen: {view: 'drive', ...inspecting}},
    {name: 'drive-inspect-80x24', screen: {view: 'drive', ...inspecting}},
    {name: 'drive-inspect-200x60', screen: {view: 'drive', ...ranged, scale: 'linear'}},
  ],
};

/** Half a minute about the cursor in which nothing was measured. */
function gapped(seconds: 1 | 2 | 5 | 10 | 30 | 60): SessionMirror {
  const mirror = lookedAtPeak({name: null, seconds});
  const isGap = ({atS}: {readonly atS: number}): boolean => atS >= 660 && atS < 690;
  const look = mirror.look!;
  const columns = look.columns.map((column) =>
    isGap(column)
      ? {...column, samples: 0, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, bins: new Uint32Array(lookBins)}
      : column,
  );
  const rows = {...mirror.columns, [seconds]: mirror.columns[seconds].filter((row) => !isGap(row))};
  return {...mirror, columns: rows, look: {...look, columns}};
}

/** The drive of the grids two minutes after its end: nothing is sent, and its window has run out. */
function atRest(seconds: 1 | 2 | 5 | 10 | 30 | 60): SessionMirror {
  const mirror = lookedAtPeak({name: null, seconds});
  const endS = Math.floor(elapsedMs / 1000 / seconds) * seconds;
  const none = {
    min: null,
    p50: null,
    p75: null,
    p90: null,
    p95: null,
    p99: null,
    p999: null,
    max: null,
    samples: 0,
    errorShare: null,
    requestsPerSecond: 0,
    change: null,
  };
  const rest = Array.from({length: 120 / seconds}, (_, index) => ({
    ...mirror.columns[seconds].at(-1)!,
    atS: endS + index * seconds,
    complete: true,
    vus: 0,
    inFlight: 0,
    requestsPerSecond: 0,
    p50: Number.NaN,
    p95: Number.NaN,
    p99: Number.NaN,
    max: Number.NaN,
    errorShare: Number.NaN,
  }));
  const rows = mirror.columns[seconds].filter(({atS}) => atS < endS);
  const {view} = mirror;
  const ladder = mirror.look!.ladder.map((row) => ({...row, now: null, change: null, interval: null}));
  return {
    ...mirror,
    view: {
      ...view,
      elapsedMs: elapsedMs + 120_000,
      phase: 'STOPPED',
      alert: null,
      window: {...view.window, ...none},
      load: {...view.load, activeVus: 0, targetLevel: 0, commandedLevel: 0},
    },
    columns: {...mirror.columns, [seconds]: [...rows, ...rest]},
    look: {...mirror.look!, samples: 0, ladder, change: null, windowBins: new Uint32Array(lookBins)},
  };
}

function withoutBaseline(seconds: 1 | 2 | 5 | 10 | 30 | 60): SessionMirror {
  const mirror = lookedAtPeak({name: null, seconds});
  const look = mirror.look!;
  const ladder = look.ladder.map((row) => ({...row, baselineUs: null, change: null}));
  const {view} = mirror;
  const window = {...view.window, change: null};
  return {
    ...mirror,
    view: {...view, baseline: null, window},
    look: {...look, ladder, change: null, baselineBins: null},
  };
}

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async (frame) => {
    const {shown, golden} = await compare(frame);
    expect(shown).toEqual(golden);
  });
});

async function compare({name, request = null, mirror, screen, theme}: Case): Promise<FrameComparison> {
  const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
  const size = {columns: columns!, rows: rows!};
  const drawnIn = createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme});
  const seconds = columnSecondsOf(plainScreen, size, drawnIn, elapsedMs);
  const shown = mirror ?? ((each) => lookedAtPeak({name: request, seconds: each}));
  return compareFrame(name, {
    mirror: shown(seconds),
    screen: {...plainScreen, view: 'latency', latency: {name: request}, ...screen},
    size,
    theme: drawnIn,
  });
}
