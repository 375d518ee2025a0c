import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildCell, mergeCells, type Cell} from '../../source/metrics/cell.ts';
import {percentilesOf} from '../../source/metrics/histogram.ts';
import {createRollingWindow} from '../../source/metrics/rolling-window.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';

function cellOf(second: number, latencies: readonly (readonly number[])[]): Cell {
  const names = latencies.flatMap((values, name) =>
    values.length === 0 ? [] : [nameMetrics(name, values, {failed: Math.min(1, values.length)})],
  );
  const interval = {
    startMs: second * 1000,
    endMs: second * 1000 + 1000,
    metrics: metricsOf(names),
    activeVus: 1,
    targetVus: 1,
    targetRate: Number.NaN,
    inFlight: 0,
    saturated: false,
    loopDelayMs: 1,
  };
  return buildCell(second * 1000, 1, [interval], []);
}

const percentiles = [0, 50, 75, 95, 99, 99.9, 100];

describe('rolling window', () => {
  it('equals the direct sum of its seconds, gaps included', () => {
    const latency = fc.integer({min: 1, max: 3_000_000});
    const second = fc.record({
      gap: fc.integer({min: 1, max: 4}),
      latencies: fc.tuple(fc.array(latency, {maxLength: 8}), fc.array(latency, {maxLength: 8})),
    });
    fc.assert(
      fc.property(fc.array(second, {minLength: 1, maxLength: 40}), (seconds) => {
        const window = createRollingWindow(10, 2);
        const all: Cell[] = [];
        let at = 0;
        for (const {gap, latencies} of seconds) {
          at += gap;
          const cell = cellOf(at, latencies);
          all.push(cell);
          window.push(cell);
        }
        const inside = all.filter((cell) => cell.atMs > (at - 10) * 1000);
        const direct = mergeCells(inside, inside[0]!.atMs, 10);
        const total = window.total();
        expect(total).toMatchObject({
          coveredMs: direct.coveredMs,
          started: direct.total.started,
          failed: direct.total.failed,
          bytesIn: direct.total.bytesIn,
          samples: direct.total.answered,
          minUs: direct.total.latencyMinUs,
          maxUs: direct.total.latencyMaxUs,
        });
        const read = total.quantiles(percentiles).map((one) => one?.us ?? Number.NaN);
        expect(read).toEqual(percentilesOf(direct.total.latency, percentiles, direct.total.latencyMaxUs));
        for (const name of [0, 1]) {
          const one = direct.metrics.names.find((metrics) => metrics.name === name);
          expect(window.name(name).ended).toBe(one?.answered ?? 0);
        }
      }),
    );
  });

  it('tells how many samples are above a quantile, and null without samples', () => {
    const window = createRollingWindow(10, 1);
    expect(window.total().quantiles([50])).toEqual([null]);
    window.push(cellOf(0, [Array.from({length: 100}, (_, i) => i + 1)]));
    expect(window.total().quantiles([50, 95, 99])).toEqual([
      {us: 50, above: 50},
      {us: 95, above: 5},
      {us: 99, above: 1},
    ]);
  });

  it('never reads a quantile above the maximum', () => {
    const window = createRollingWindow(10, 1);
    window.push(cellOf(0, [[1_000_003]]));
    expect(window.total().quantiles([99])[0]!.us).toBe(1_000_003);
  });
});
