import {describe, expect, it} from 'vitest';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawChangeBar} from '../../../source/tui/panels/change-bar.ts';
import {rankRequests} from '../../../source/tui/panels/compare-endpoints.ts';
import {footLines} from '../../../source/tui/panels/compare-foot.ts';
import {
  changeText,
  comparableTexts,
  intervalText,
  sideNames,
  verdictPiece,
} from '../../../source/tui/panels/compare-text.ts';
import {drawCurvePlots} from '../../../source/tui/panels/curve-plot.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {tone} from '../../../source/tui/theme/tone.ts';
import {checkoutComparison, metricOf} from '../fixtures/checkout-comparison.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

describe('a change', () => {
  const p95 = metricOf('p95', 200_000, 260_000, {interval: [0.22, 0.38], verdict: 'REGRESSION'});

  it('is a share or a figure, and so is its interval', () => {
    expect([changeText(p95, false), intervalText(p95, false)]).toEqual(['+30%', '+22..+38%']);
    expect([changeText(p95, true), intervalText(p95, true)]).toEqual(['+60.0ms', '+44.0ms..+76.0ms']);
    const errors = metricOf('error share', 0.002, 0.012, null);
    expect(changeText(errors, true)).toBe('+1.0pp');
    // What is shown as nothing has no direction.
    const same = {...p95, now: p95.before! + 0.2, interval: [-1e-6, 1e-6]} as const;
    expect([changeText(same, true), intervalText(same, true)]).toEqual(['0µs', '0µs..0µs']);
  });

  it('of what was not measured is not known, never 0', () => {
    const gone = metricOf('p95', 200_000, null, null);
    expect([changeText(gone, false), changeText(gone, true), intervalText(gone, false)]).toEqual(['--', '--', '']);
  });

  it.each([
    [0.26, '      |▮▮▮'],
    [-0.25, '   ▮▮▮|'],
    [0.02, '      |▮'],
    [0, '      |'],
    [-3, '◂▮▮▮▮▮|'],
    [9, '      |▮▮▮▮▮▮▮▮▮▮▮▮▸'],
    [null, '      |'],
  ])('%j as a bar about zero', (change, bar) => {
    const canvas = new Canvas(20, 1);
    drawChangeBar(canvas.region(), 0, 0, {cells: 20, change, look: tone.plain});
    expect(textOf(canvas)).toEqual([bar.padEnd(20)]);
  });
});

describe('the names of two sides', () => {
  const named = (now: string, before: string) => {
    const {a, b} = checkoutComparison();
    return {a: {...a, name: now}, b: {...b, name: before}};
  };

  it.each([
    ['live', 'v1.41 nightly', {a: 'live', b: 'v1.41 nightly'}],
    ['demo-checkout-90', 'demo-checkout-83', {a: '…o-checkout-90', b: '…o-checkout-83'}],
    ['商品一覧商品一覧90', '商品一覧商品一覧83', {a: '…品一覧90', b: '…品一覧83'}],
    ['a-very-long-name-1-at-the-same-load', 'a-very-long-name-2-at-the-same-load', {a: 'A', b: 'B'}],
    ['twice the same name', 'twice the same name', {a: 'twice the sam…', b: 'twice the sam…'}],
  ])('%s and %s are told apart where they are cut', (now, before, names) => {
    expect(sideNames(named(now, before), now.startsWith('商') ? 9 : 14)).toEqual(names);
  });
});

describe('a verdict', () => {
  it('that could not be reached says what would have been seen', () => {
    const unsure = metricOf('p99', 1, 1, {interval: [-0.1, 0.2], verdict: 'INCONCLUSIVE', detectable: 0.12});
    expect(verdictPiece(unsure, 20)[0]).toBe('inconclusive (≥12%)');
    expect(verdictPiece(unsure, 15)[0]).toBe('inconclusive');
  });

  it('that was not tested says why, in whole words', () => {
    const few = metricOf('error share', 0, 0.1, null, 'too few: 3 failed now, 0 before');
    expect(verdictPiece(few, 40)[0]).toBe('too few: 3 failed now, 0 before');
    expect(verdictPiece(few, 20)[0]).toBe('too few');
    expect(verdictPiece(metricOf('max', 1, 1, null, 'one sample says nothing of the rest'), 20)[0]).toBe('no test');
  });
});

describe('two loads', () => {
  const {result} = checkoutComparison();
  const loadsOf = (changes: object, now: object = {}): string => {
    const spans = {now: {...result.now!, ...now}, before: {...result.before!, ...changes}};
    return comparableTexts(checkoutComparison({result: {...result, ...spans}}))[0]!;
  };

  it('are comparable within 10%, and never of two models', () => {
    expect(loadsOf({level: 240})).toBe('load 247 vs 240 VUs (+3%): comparable');
    expect(loadsOf({level: 200})).toBe('load 247 vs 200 VUs (+24%): differs');
    expect(loadsOf({model: 'open', level: 240})).toBe('load 247 VUs vs 240/s: differs');
    expect(loadsOf({level: 0}, {level: 0})).toBe('load 0 vs 0 VUs (0%): comparable');
  });
});

describe('the foot', () => {
  const {view} = checkoutPeak();
  const lines = (columns: number, profileName = view.profileName): readonly string[] =>
    footLines({...view, profileName}, checkoutComparison(), columns, false).map(([text]) => text);

  it('has a rule for CI that a shell takes as it stands, or none', () => {
    expect(lines(120)[0]).toContain(
      "perftui run checkout-peak --baseline s1 --threshold 'http_req_duration: p(95)<+10%'",
    );
    expect(lines(120, "it's mine")[0]).toContain(`perftui run 'it'\\''s mine' --baseline s1`);
    expect(lines(60).join(' ')).not.toContain('perftui');
  });

  it('gives no rule and no verdict for what was refused', () => {
    const {result} = checkoutComparison();
    const refused = checkoutComparison({result: {...result, refusal: 'other load', text: 'not compared: other load'}});
    expect(footLines(view, refused, 120, false).map(([text]) => text)).toEqual([
      expect.stringMatching(/^A\/B: 30s\/30s/),
    ]);
  });
});

describe('requests', () => {
  it('stand by the rise of their p95, the total apart, what is not known last', () => {
    const {result} = checkoutComparison();
    const unknown = {...result.requests[1]!, name: 'new', metrics: []};
    const ranked = rankRequests(checkoutComparison({result: {...result, requests: [unknown, ...result.requests]}}));
    const names = ranked.map(({request}) => request.name);
    expect(names[0]).toBe('POST /api/checkout');
    expect(names.at(-1)).toBe('new');
    expect(names).not.toContain(null);
  });
});

describe('figures by load', () => {
  it('are those of the other model of no side, and notes hide no dot', () => {
    const {a, b} = checkoutComparison();
    const comparison = checkoutComparison({
      a: {...a, file: 'now.json', curve: a.curve.map((point) => ({...point, model: 'open' as const}))},
      b,
    });
    const rows = plotRows(comparison);
    expect(rows.join('\n')).not.toMatch(/ o {2}/);
    expect(rows.join('\n')).toContain(':');
  });

  it('say so when there are none', () => {
    const {a, b} = checkoutComparison();
    const none = checkoutComparison({a: {...a, file: 'now.json', curve: []}, b: {...b, curve: []}});
    expect(plotRows(none).join('\n')).toContain('no figures by load yet');
  });
});

function plotRows(comparison: ReturnType<typeof checkoutComparison>): string[] {
  const canvas = new Canvas(120, 14);
  drawCurvePlots(canvas.region(), checkoutPeak().view, comparison);
  return textOf(canvas).slice(1);
}

function textOf(canvas: Canvas): string[] {
  return canvas.toRows(plain).map((row) => row.replaceAll(/\u001B\[[\d;]*m/g, ''));
}
