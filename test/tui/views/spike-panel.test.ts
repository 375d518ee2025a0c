import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {SpikeFigures, SpikeStudy} from '../../../source/domain/study.ts';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawSpike} from '../../../source/tui/panels/spike-panel.ts';
import {spikeColumns, spikeRows} from '../../../source/tui/panels/spike-rows.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {SessionMirror} from '../../../source/tui/ui-state.ts';
import {anyAmount, anyShare, anyText} from '../fixtures/any-figures.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {spikeRun} from '../fixtures/spike-runs.ts';

const run = spikeRun('watching');
const study = run.view.study as SpikeStudy;

function draw(mirror: SessionMirror, shown: SpikeStudy, columns: number, rows: number): string[] {
  const canvas = new Canvas(columns, rows);
  const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
  const window = {seconds: 1, count: 0, ahead: 0, first: 0, newestS: 0, rows: []} as const;
  drawSpike(canvas.region(), shown, {mirror, window, theme, screen: plainScreen.study});
  return canvas.toRows(theme);
}

describe('the last spike of a running test', () => {
  it('is under way while the load is up, watched when it is back, and neither once it has recovered', () => {
    const phaseAt = (level: number): unknown => spikeRows(study, level).at(-1)!.phase;
    expect([phaseAt(60), phaseAt(20), phaseAt(Number.NaN)]).toEqual(['under way', 'watching', 'watching']);
    const last: SpikeFigures = {...study.factors.at(-1)!, recovery: {seconds: 20, plusMinus: 10}};
    expect(spikeRows({...study, factors: [last]}, 20).at(-1)!.phase).toBeNull();
    expect(spikeRows({...study, state: 'done'}, 20).at(-1)!.phase).toBeNull();
  });
});

describe('the course', () => {
  const axisOf = (mirror: SessionMirror): string => draw(mirror, study, 80, 24).at(-1)!;

  it('has what its plan has left right of now, and nothing once the run is at rest', () => {
    expect(axisOf(run)).toMatch(/now +\+1m/);
    const {view} = run;
    const stopped = {...view, phase: 'STOPPED', elapsedMs: view.elapsedMs + 60_000} as const;
    expect(axisOf({...run, view: stopped})).not.toContain('+1m');
  });
});

describe('columns of the table', () => {
  it('give way where there is no room, what says least first', () => {
    const heads = (cells: number): string[] => spikeColumns(study, cells).map(({head}) => head);
    expect(heads(30)).toEqual(['load', 'recovery']);
    expect(heads(48)).toEqual(['load', 'recovery', 'peak', 'p95', 'errors']);
    expect(heads(200).at(-1)).toBe('lost');
  });

  it('say that the generator was at its end before anything else that is measured', () => {
    const limited = {...study, baseline: {...study.baseline, limitedSeconds: 4}};
    expect(spikeColumns(limited, 44).map(({head}) => head)).toContain('generator');
  });

  it('have arrivals that were dropped in the open model alone', () => {
    const open = {...study, model: 'open'} as const;
    expect(spikeColumns(open, 200).map(({head}) => head)).toContain('dropped');
    expect(spikeColumns(study, 200).map(({head}) => head)).not.toContain('dropped');
  });
});

describe('whatever a test knows', () => {
  const orNull = fc.option(anyAmount, {nil: null});
  const figures = {
    level: anyAmount,
    vus: orNull,
    requestsPerSecond: orNull,
    meanUs: orNull,
    p50Us: orNull,
    p95Us: orNull,
    p99Us: orNull,
    errorShare: fc.option(anyShare, {nil: null}),
    cpu: orNull,
    targetCpu: orNull,
    startMs: anyAmount,
    endMs: anyAmount,
    limitedSeconds: anyAmount,
  };
  const spike = fc.record({
    ...figures,
    factor: anyAmount,
    peakRatio: orNull,
    recovery: fc.oneof(
      fc.constant(null),
      fc.record({moreThan: anyAmount}),
      fc.record({seconds: anyAmount, plusMinus: anyAmount}),
    ),
    lost: orNull,
    dropped: orNull,
    goodputLost: orNull,
  });
  const anyStudy: fc.Arbitrary<SpikeStudy> = fc.record({
    kind: fc.constant('spike'),
    model: fc.constantFrom('closed', 'open'),
    state: fc.constantFrom('running', 'done'),
    baseline: fc.record(figures),
    thresholdUs: orNull,
    factors: fc.array(spike, {maxLength: 8}),
    says: anyText,
  });

  const mirrors = [spikeRun('baseline'), run, spikeRun('never'), checkoutPeak()];

  it('is drawn at any size', () => {
    fc.assert(
      fc.property(anyStudy, fc.nat(160), fc.nat(60), fc.constantFrom(...mirrors), (any, columns, rows, mirror) => {
        expect(draw(mirror, any, columns, rows)).toHaveLength(rows);
      }),
      {numRuns: 60},
    );
  });
});
