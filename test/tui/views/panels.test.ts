import {assert, boolean, integer, property} from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {LatencyBin, SessionView, SloRow} from '../../../source/session/view.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {isBreached, limitLook} from '../../../source/tui/panels/endpoint-columns.ts';
import {rankEndpoints} from '../../../source/tui/panels/endpoint-table.ts';
import {errorVariants, withErrors} from '../../../source/tui/panels/error-words.ts';
import {fitBins} from '../../../source/tui/panels/histogram-panel.ts';
import {
  baselineTexts,
  bytePair,
  byteRate,
  changePiece,
  pointsPiece,
  quantilePiece,
  shortBytes,
  shortCount,
} from '../../../source/tui/panels/measured-text.ts';
import {percentOf, sloBound, sloSummary, sloValue, usedPiece} from '../../../source/tui/panels/slo-text.ts';
import {shareRows} from '../../../source/tui/views/layout.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {tone} from '../../../source/tui/theme/tone.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';

function slo(used: number | null, state: SloRow['state']): Pick<SloRow, 'used' | 'state'> {
  return {used, state};
}

function names(rows: ReturnType<typeof rankEndpoints>): string[] {
  return rows.map(({row}) => row.path);
}

function bin(upToUs: number, count: number, baselineCount: number | null = null): LatencyBin {
  return {upToUs, count, baselineCount};
}

describe('figures', () => {
  test('few samples are marked, none is not a number', () => {
    expect([quantilePiece({us: 815_000, few: true, atLeast: false})[0], quantilePiece(null)[0]]).toEqual([
      '?815ms',
      '--',
    ]);
  });

  test('few samples bear two digits, so that the mark has its cell', () => {
    const rough = [820, 4123, 9960, 12_345, 93_960, 99_940, 1_440_000, 12_300_000].map(
      (us) => quantilePiece({us, few: true, atLeast: false})[0],
    );
    expect(rough).toEqual(['?820µs', '?4.1ms', '?10ms', '?12ms', '?94ms', '?100ms', '?1.4s', '?12s']);
    assert(
      property(integer({min: 1, max: 3_000_000_000}), boolean(), (us, few) => {
        expect(widthOf(quantilePiece({us, few, atLeast: false})[0])).toBeLessThanOrEqual(6);
      }),
    );
  });

  test('a value that what is in flight has passed is shown as a lower bound: never rounded up, never wider', () => {
    const shown = [820, 815_700, 999_999, 4123, 9990, 94_600, 1_999_000, 12_999_000, 119_900_000].map(
      (us) => quantilePiece({us, few: true, atLeast: true})[0],
    );
    expect(shown).toEqual(['≥820µs', '≥815ms', '≥999ms', '≥4.1ms', '≥9.9ms', '≥94ms', '≥1.9s', '≥12s', '≥1m59s']);
    expect(quantilePiece({us: Number.NaN, few: false, atLeast: true})[0]).toBe('--');
    assert(
      property(integer({min: 0, max: 3_000_000_000}), boolean(), (us, few) => {
        expect(widthOf(quantilePiece({us, few, atLeast: true})[0])).toBeLessThanOrEqual(6);
      }),
    );
  });

  test('a change at another load is marked; one that cannot be told is not there', () => {
    expect(changePiece(0.28, false, 1)[0]).toBe('+28%');
    expect(changePiece(0.28, true, 1)[0]).toBe('~+28%');
    expect(changePiece(null, false, 1)[0]).toBe('');
    expect(changePiece(Number.POSITIVE_INFINITY, false, 1)[0]).toBe('');
    expect(pointsPiece(0.001, false)[0]).toBe('+0.1pp');
  });

  test('a change that few samples bear is dim, however large', () => {
    expect(changePiece(0.28, false, 1)).toEqual(['+28%', tone.near]);
    expect(changePiece(0.28, false, 1, true)).toEqual(['+28%', tone.dim]);
  });

  test('a baseline at another load is told by what is commanded: VUs, or a rate', () => {
    const {view} = checkoutPeak();
    const change = {...view.window.change!, loadDiffers: true};
    const texts = (model: 'open' | 'closed', requestsPerSecond: number | null = 268): string =>
      baselineTexts({
        ...view,
        window: {...view.window, change},
        load: {...view.load, model},
        baseline: {...view.baseline!, requestsPerSecond},
      })[0]!;
    expect(texts('closed')).toBe('~ = vs S1 at 245 VUs');
    expect(texts('open')).toBe('~ = vs S1 at 268 req/s');
    expect(texts('open', null)).toBe('~ = vs S1 at another rate');
  });

  test('bytes and counts are short, and unknown is not zero', () => {
    expect([shortBytes(212_000_000), shortBytes(820), shortBytes(null)]).toEqual(['212M', '820B', '--']);
    expect([byteRate(9_410_000), byteRate(0), byteRate(null)]).toEqual(['9.41 MB/s', '0 B/s', '-- B/s']);
    expect(bytePair(9_410_000, 1_220_000)).toBe('9.4/1.2MB/s');
    expect(bytePair(null, 2000)).toBe('--/2.0kB/s');
    expect(bytePair(null, null, ' ')).toBe('--/-- B/s');
    expect([312, 2590, 9949, 128_000].map(shortCount)).toEqual(['312', '2.6k', '9.9k', '128k']);
  });
});

describe('SLO texts', () => {
  test('always take five cells', () => {
    const shown = [slo(1.05, 'over'), slo(0.82, 'near'), slo(0.27, 'ok'), slo(null, 'unknown'), slo(70, 'over')];
    expect(shown.map((row) => usedPiece(row)[0])).toEqual(['!105%', '~ 82%', '  27%', '   --', '!>999']);
    expect(percentOf(Number.POSITIVE_INFINITY)).toBe('--');
    expect([percentOf(0.996), percentOf(1), percentOf(1.001)]).toEqual(['99%', '100%', '101%']);
  });

  test('print value and limit in the unit of what is limited', () => {
    expect(sloBound({kind: 'latency', bound: 250_000})).toBe('250ms');
    expect(sloBound({kind: 'share', bound: 0.01})).toBe('1%');
    expect(sloBound({kind: 'rate', bound: 200})).toBe('200/s');
    expect(sloValue({kind: 'rate', value: 259, few: false, atLeast: false})).toBe('259/s');
    expect(sloValue({kind: 'count', value: null, few: false, atLeast: false})).toBe('--');
    expect(sloValue({kind: 'latency', value: 815_000, few: true, atLeast: false})).toBe('?815ms');
    expect(sloValue({kind: 'latency', value: 815_000, few: false, atLeast: false})).toBe('815ms');
    expect(sloValue({kind: 'latency', value: 1_400_000, few: false, atLeast: true})).toBe('≥1.4s');
  });

  test('the header counts what holds and names the worst', () => {
    const {view} = checkoutPeak();
    const text = (slos: readonly SloRow[]): string =>
      sloSummary({...view, slos})
        .map(([part]) => part)
        .join('');
    expect(text(view.slos)).toBe('SLO 4/5 ! p95');
    expect(text(view.slos.slice(1))).toBe('SLO 4/4 ~ p99');
    expect(text(view.slos.slice(2))).toBe('SLO 3/3');
    expect(text(view.slos.map((row) => ({...row, state: 'unknown', used: null})))).toBe('SLO -/5');
    expect(text([])).toBe('');
  });
});

describe('errors by word', () => {
  const {view} = checkoutPeak();
  const texts = (changes: Partial<SessionView>): string[] => errorVariants({...view, ...changes}).map(([text]) => text);
  const ok = {code: 0, word: '200', count: 99};
  const busy = {code: 1503, word: '503', count: 12};
  const refused = {code: 1212, word: 'refused', count: 3};

  test('tell what failed, most frequent first, and count what does not fit', () => {
    expect(texts({outcomes: [ok, busy, refused]})).toEqual(['errors 503 12  refused 3', 'errors 503 12  +1 more']);
    const many = Array.from({length: 6}, (_, index) => ({code: 1400 + index, word: String(400 + index), count: 9}));
    expect(texts({outcomes: many})[0]).toBe('errors 400 9  401 9  402 9  403 9  +2 more');
  });

  test('are not there while nothing failed', () => {
    expect(texts({outcomes: [ok]})).toEqual([]);
    expect(withErrors({...view, outcomes: [ok]}, ['requests/s'])).toEqual(['requests/s']);
  });

  test('are bright while requests fail and dim when they no longer do', () => {
    const tones = [2, 0].map((failedPerSecond) => {
      const window = {...view.window, failedPerSecond};
      return errorVariants({...view, slos: [], outcomes: [busy], window})[0]?.[1];
    });
    expect(tones).toEqual([tone.near, tone.dim]);
  });
});

test('endpoints are ranked worst first, by SLO share, then p95, then the profile', () => {
  const {view} = checkoutPeak();
  expect(names(rankEndpoints(view)).slice(0, 4)).toEqual([
    '/api/checkout',
    '/api/login',
    '/api/recommend',
    '/api/cart',
  ]);
  const free = view.endpoints.map((row) => ({...row, worstSlo: null, errorSlo: null}));
  expect(names(rankEndpoints({...view, endpoints: free})).at(-1)).toBe('/healthz');
  const still = free.map((row) => ({...row, p95: null}));
  expect(names(rankEndpoints({...view, endpoints: still}))).toEqual(view.endpoints.map((row) => row.path));
});

test('a limit on a quantile of few samples is neither broken nor near for sure', () => {
  const row = checkoutPeak().view.endpoints[0]!;
  const limit = {label: 'p95', share: 1.2, holds: false};
  const broken = {...row, errorSlo: null, worstSlo: limit};
  expect([isBreached(broken), limitLook(limit)]).toEqual([true, tone.over]);
  const few = {...broken, worstSlo: {...limit, few: true}};
  expect([isBreached(few), limitLook(few.worstSlo)]).toEqual([false, tone.dim]);
});

test.each([
  [80, 24],
  [120, 40],
])('at %dx%d the maximum is not held against that of another number of samples', (columns, rows) => {
  const {view, ...mirror} = checkoutPeak();
  const change = {...view.window.change!, max: 7.77};
  const shown = {...mirror, view: {...view, window: {...view.window, change}}};
  const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
  const text = renderScreen(shown, plainScreen, {columns, rows}, theme).join('\n');
  expect(text).toContain('+27%');
  expect(text).not.toContain('777%');
});

describe('histogram bins', () => {
  test('cover what has samples, with what lies between', () => {
    const bins = [bin(1, 0), bin(2, 5), bin(3, 0), bin(5, 1), bin(7, 0)];
    expect(fitBins(bins, 10)).toEqual([bin(2, 5), bin(3, 0), bin(5, 1)]);
    expect(fitBins([bin(1, 0)], 10)).toEqual([]);
  });

  test('are joined until they fit, and keep every sample', () => {
    const bins = [bin(1, 1, 2), bin(2, 2, null), bin(3, 3, 3), bin(5, 4, 4), bin(7, 5, 5)];
    const fitted = fitBins(bins, 3);
    expect(fitted).toEqual([bin(2, 3, 2), bin(5, 7, 7), bin(7, 5, 5)]);
  });
});

test('rows are shared by least, then step by step, never more than there are', () => {
  const steps = [
    ['plot', 4],
    ['list', 1000],
  ] as const;
  expect(shareRows(10, {plot: 2, list: 1}, steps)).toEqual({plot: 4, list: 6});
  expect(shareRows(4, {plot: 2, list: 1}, steps)).toEqual({plot: 3, list: 1});
});
