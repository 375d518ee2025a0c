import {describe, expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {initialScreen} from '../../../source/tui/app/key-outcome.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {CompareScreen, ScreenState} from '../../../source/tui/ui-state.ts';
import {checkoutComparison} from '../fixtures/checkout-comparison.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {compareFrame, type FrameComparison} from '../fixtures/golden-frame.ts';

interface Case {
  /** Ends in the size: `compare-80x24`. */
  readonly name: string;
  readonly view?: Partial<SessionView>;
  readonly compare?: Partial<CompareScreen>;
  readonly screen?: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const {result} = checkoutComparison();
const refused = checkoutComparison({
  result: {
    ...result,
    refusal: 'load plans differ by more than 10%: 247 VUs now, 120 VUs before',
    before: {...result.before!, level: 120},
    requests: [],
    verdict: 'UNTESTED',
    text: '',
  },
});
const differing = checkoutComparison({
  result: {
    ...result,
    differences: ['other host: bench-1, before laptop', 'think time 800ms, before 1s', 'not steady now'],
  },
});

const cases: Readonly<Record<string, readonly Case[]>> = {
  'live against the baseline at each layout': [
    {name: 'compare-120x40'},
    {name: 'compare-80x24'},
    {name: 'compare-200x60'},
    {name: 'compare-60x16'},
    {name: 'compare-80x40'},
  ],
  'ascii without colour': [{name: 'compare-ascii-nocolor-120x40', theme: {colour: 'none', glyphs: 'ascii'}}],
  'changes as figures; what differs is said': [
    {name: 'compare-absolute-120x40', view: {comparison: differing}, compare: {absolute: true}},
    {name: 'compare-differs-80x24', view: {comparison: differing}},
  ],
  'refused: why, in place of verdicts': [
    {name: 'compare-refused-120x40', view: {comparison: refused}},
    {name: 'compare-refused-80x24', view: {comparison: refused}},
  ],
  'nothing to compare with, still computing, and an older answer': [
    {name: 'compare-none-80x24', view: {comparison: null, baseline: null}},
    // As the session tells it once it was asked.
    {name: 'compare-none-80x24', view: {comparison: null, baseline: null, notCompared: 'nothing to compare with'}},
    {name: 'compare-computing-80x24', view: {comparison: null}},
    {name: 'compare-failed-80x24', view: {comparison: null, notCompared: 'snapshots/v1.41.json holds no cells'}},
    {name: 'compare-stale-80x24', view: {comparison: checkoutComparison({stale: true})}},
    {name: 'compare-other-align-80x24', compare: {align: 'window'}},
  ],
  'the help lists its keys and what an interval holds': [
    {name: 'compare-help-80x24', screen: {overlay: {kind: 'help', filter: '', scroll: 0}}},
  ],
};

describe.each(Object.entries(cases))('%s', (_title, frames) => {
  test.each(frames)('$name', async (one) => {
    const {shown, golden} = await frameOf(one);
    expect(shown).toEqual(golden);
  });
});

function frameOf({name, view, compare, screen, theme}: Case): Promise<FrameComparison> {
  const [columns, rows] = name.slice(name.lastIndexOf('-') + 1).split('x');
  const own = {...initialScreen.compare, ...compare};
  return compareFrame(name, {
    mirror: checkoutPeak({comparison: checkoutComparison(), ...view}),
    screen: {...initialScreen, view: 'compare', compare: own, ...screen},
    size: {columns: Number(columns), rows: Number(rows)},
    theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
  });
}
