import * as fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import type {CurveFit} from '../../../source/analysis/curve-fit.ts';
import type {SessionView} from '../../../source/session/view.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {RampDialog, ScreenSize} from '../../../source/tui/ui-state.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {anyMirror} from '../fixtures/any-mirror.ts';
import {anySize, anyTheme} from '../fixtures/any-screen.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {openRun} from '../fixtures/open-run.ts';

const fit: CurveFit = {
  model: 'closed',
  minLevel: 20,
  maxLevel: 250,
  points: 9,
  alpha: 0.0005,
  beta: 0.000012,
  gamma: 1.953,
  peakLevel: 288.6,
  rSquared: 0.98,
  latency: {intercept: 8.78, slope: 0.01492, rSquared: 0.9},
  bend: null,
  failingLevel: null,
};

const dialog: RampDialog = {
  kind: 'ramp',
  field: 'level',
  level: '320',
  over: '30s',
  shape: 'linear',
  then: 'hold',
  backAfter: '60s',
};

interface Case {
  readonly name: string;
  readonly dialog?: Partial<RampDialog>;
  readonly view?: Partial<SessionView>;
  readonly theme?: Partial<ThemeChoice>;
  readonly open?: boolean;
}

const known = {curveFit: fit};
const cases: readonly Case[] = [
  {name: 'ramp-80x24', view: known},
  {name: 'ramp-120x40', view: known},
  {name: 'ramp-200x60', view: known},
  {name: 'ramp-60x16', view: known},
  {name: 'ramp-no-forecast-80x24'},
  {name: 'ramp-too-far-80x24', view: known, dialog: {level: '600'}},
  {name: 'ramp-empty-80x24', view: known, dialog: {level: ''}},
  {name: 'ramp-problem-80x24', view: known, dialog: {over: 'soon', field: 'over'}},
  {name: 'ramp-back-80x24', view: known, dialog: {shape: 'smooth', then: 'back', field: 'then'}},
  {name: 'ramp-steps-120x40', view: known, dialog: {level: '100', over: '2m', shape: 'steps', field: 'shape'}},
  {name: 'ramp-open-80x24', open: true, dialog: {level: '900'}},
  {name: 'ramp-ascii-nocolor-80x24', view: known, theme: {colour: 'none', glyphs: 'ascii'}},
];

test.each(cases)('$name', async ({name, dialog: changes, view, theme, open}) => {
  const [columns, rows] = /(\d+)x(\d+)$/.exec(name)!.slice(1).map(Number) as [number, number];
  const run = open === true ? openRun() : checkoutPeak(view);
  const {shown, golden} = await compareFrame(name, {
    mirror: run,
    screen: {...plainScreen, overlay: {...dialog, ...changes}},
    size: {columns, rows},
    theme: createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark', ...theme}),
  });
  expect(shown).toEqual(golden);
});

const text = fc.oneof(
  fc.string({maxLength: 24}),
  fc.constantFrom('', '320', '+50', '-20%', 'x2', '500r', '50v', '320/30s', '30s', '0', '24h', '1e9', '商品一覧'),
);
const anyDialog: fc.Arbitrary<RampDialog> = fc.record({
  kind: fc.constant('ramp'),
  field: fc.constantFrom('level', 'over', 'shape', 'then'),
  level: text,
  over: text,
  shape: fc.constantFrom('linear', 'steps', 'smooth'),
  then: fc.constantFrom('hold', 'back', 'auto'),
  backAfter: text,
});
const amount = fc.oneof(fc.constantFrom(0, 1e-9, 1e12), fc.double({min: 0, max: 1e6, noNaN: true}));
const anyFit: fc.Arbitrary<CurveFit | null> = fc.option(
  fc.record({
    model: fc.constantFrom('closed', 'open'),
    minLevel: amount,
    maxLevel: amount,
    points: fc.nat(100),
    alpha: amount,
    beta: amount,
    gamma: amount,
    peakLevel: fc.option(amount, {nil: null}),
    rSquared: fc.constant(0.95),
    latency: fc.option(fc.record({intercept: amount, slope: amount, rSquared: fc.constant(0.9)}), {nil: null}),
    bend: fc.option(
      fc.record({
        level: amount,
        growth: fc.double({min: 0, max: 0.5, noNaN: true}),
        highest: fc.record({level: amount, requestsPerSecond: amount, p95Us: amount}),
      }),
      {nil: null},
    ),
    failingLevel: fc.option(amount, {nil: null}),
  }),
  {nil: null},
);

describe('the ramp dialog', () => {
  const shownRows = (...args: Parameters<typeof renderScreen>): string[] =>
    renderScreen(...args).map((row) => row.replaceAll(/\u001B\[[\d;]*m/g, ''));

  it('is never wider or taller than the screen', () => {
    fc.assert(
      fc.property(anyMirror, anyDialog, anyFit, anySize, anyTheme, (mirror, overlay, curveFit, size, theme) => {
        const run = mirror === null ? null : {...mirror, view: {...mirror.view, curveFit}};
        const rows = shownRows(run, {...plainScreen, overlay}, size, createTheme(theme));
        expect(rows.map(widthOf)).toEqual(Array.from({length: size.rows}, () => size.columns));
      }),
      {numRuns: 150},
    );
  });

  it('never says NaN, whatever is typed and whatever the curve', () => {
    fc.assert(
      fc.property(anyDialog, anyFit, anySize, anyTheme, (overlay, curveFit, size, theme) => {
        const typed = {...overlay, level: overlay.level.replaceAll(/nan|inf|undef/gi, '')};
        const rows = shownRows(checkoutPeak({curveFit}), {...plainScreen, overlay: typed}, size, createTheme(theme));
        expect(rows.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
      }),
      {numRuns: 200},
    );
  });

  it('calls a bound one, and says from which load on there is no forecast', () => {
    const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
    const said = (curveFit: CurveFit): string =>
      shownRows(checkoutPeak({curveFit}), {...plainScreen, overlay: dialog}, {columns: 80, rows: 24}, theme).join('\n');
    expect(said(fit)).toMatch(/req\/s ~\d+/);
    const unseen = said({...fit, peakLevel: null});
    expect(unseen).toMatch(/req\/s <\d+/);
    expect(unseen).toMatch(/p95 >\d/);
    expect(unseen).toContain('no limit seen');
    expect(said({...fit, failingLevel: 300})).toContain('from 300 on');
    expect(said({...fit, failingLevel: 330})).toMatch(/req\/s ~\d+/);
  });

  it('says what the session will ask', () => {
    const size: ScreenSize = {columns: 80, rows: 24};
    const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
    const said = (level: string, view: Partial<SessionView> = {}): string =>
      renderScreen(checkoutPeak(view), {...plainScreen, overlay: {...dialog, level}}, size, theme).join('\n');
    expect(said('320')).toContain('p95 is already over its SLO (105%): this will ask');
    expect(said('401')).toContain('over the cap 400: this will ask to raise it');
    expect(said('500r')).toContain('switches to OPEN: 500/s');
    expect(said('200')).not.toContain('will ask');
    const {view} = checkoutPeak();
    const low = {slos: [], load: {...view.load, activeVus: 60, commandedLevel: 60, targetLevel: 60}};
    expect(said('130', low)).toContain('more than double: this will ask');
    expect(said('110', low)).not.toContain('will ask');
  });
});
