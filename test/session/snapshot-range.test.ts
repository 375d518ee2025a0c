import {assert, integer, pre, property} from 'fast-check';
import {describe, expect, it} from 'vitest';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import {mergeCells} from '../../source/metrics/cell.ts';
import {createCellSeries} from '../../source/metrics/cell-series.ts';
import {cellsOfScope} from '../../source/session/snapshot-window.ts';
import {metricsOf, nameMetrics, profileOf, threshold} from './fixtures.ts';
import {SessionHarness, settled} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';

describe('a snapshot of a range', () => {
  it('has the figures of the merged whole seconds that lie inside, wherever its ends are', () => {
    const latenciesUs = Array.from({length: 400}, (_, at) => 1000 + at * 37);
    const whole = snapshotOf({latenciesUs, seconds: 40});
    assert(
      property(integer({min: 0, max: 39_000}), integer({min: 1000, max: 20_000}), (fromMs, lengthMs) => {
        const scope = {fromMs, toMs: fromMs + lengthMs};
        const {window, requests, cells} = snapshotOf({latenciesUs, seconds: 40, input: {scope}});
        const startS = Math.ceil(fromMs / 1000);
        const endS = Math.min(40, Math.floor(scope.toMs / 1000));
        expect(cells).toEqual(whole.cells);
        pre(endS > startS);
        expect(window).toEqual({scope: 'window', startMs: startS * 1000, endMs: endS * 1000, seconds: endS - startS});
        const own = latenciesUs.filter((_, at) => at % 40 >= startS && at % 40 < endS);
        expect(requests[0]).toMatchObject({answered: own.length, requestsPerSecond: own.length / (endS - startS)});
        expect(requests[0]!.latencyUs).toMatchObject({
          samples: own.length,
          min: Math.min(...own),
          max: Math.max(...own),
        });
        expect(decodeHdr(requests[0]!.histogram)).toEqual(nameMetrics(0, own).latency);
      }),
      {numRuns: 60},
    );
  });

  it('takes the wider cells that lie inside where seconds have been merged', () => {
    const series = createCellSeries();
    for (let atS = 0; atS < 660; atS++) {
      series.add({
        startMs: atS * 1000,
        endMs: atS * 1000 + 1000,
        metrics: metricsOf([nameMetrics(0, [1000 + atS])]),
        activeVus: 1,
        targetVus: 1,
        targetRate: Number.NaN,
        inFlight: 0,
        saturated: false,
        loopDelayMs: 1,
      });
    }
    const found = cellsOfScope({fromMs: 5000, toMs: 35_500}, series.cells());
    expect(found.map(({atMs, seconds}) => [atMs, seconds])).toEqual([
      [10_000, 10],
      [20_000, 10],
    ]);
    expect(mergeCells(found, 10_000, 20).total.answered).toBe(20);
    expect(cellsOfScope({fromMs: 11_000, toMs: 19_000}, series.cells())).toEqual([]);
  });

  it('is named by its mean load, judged by its own seconds, refused where there are none', async () => {
    const run = new SessionHarness(
      profileOf({vus: 5, thresholds: [threshold('http_req_duration', 'p(95)<250')]}),
    ).start();
    run.traffic = {requests: 5, latencyUs: 400_000};
    run.wait(12_000).do({kind: 'target', model: 'closed', level: 20, overMs: 0});
    run.traffic = {requests: 5, latencyUs: 100_000};
    run.wait(15_000);
    run.do({kind: 'snapshot', name: null, note: 'the slow part', scope: {fromMs: 4200, toMs: 9900}});
    await settled();
    run.do({kind: 'snapshot', name: null, note: null, scope: {fromMs: 26_200, toMs: 29_000}});
    await settled();
    expect(run.snapshots.map(({name}) => name)).toEqual(['checkout-5']);
    expect(run.snapshots[0]).toMatchObject({
      note: 'the slow part',
      window: {startMs: 5000, endMs: 9000, seconds: 4},
      load: {vus: 5, steady: true},
      thresholds: [{ok: false, value: 400.004}],
      requests: [{answered: 80}, {answered: 80}, {answered: 0}],
    });
    expect(run.snapshots[0]!.scenarios).toMatchObject([{requests: 80}]);
    expect(run.view().notice!.text).toBe('no whole second was measured in that range');
  });
});
