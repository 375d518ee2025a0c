import {describe, expect, it} from 'vitest';
import {buildCell, type Cell} from '../../source/metrics/cell.ts';
import {emptySparse} from '../../source/metrics/histogram.ts';
import {createRollingWindow} from '../../source/metrics/rolling-window.ts';
import {createClosedDisplay} from '../../source/session/closed-display.ts';
import {metricsOf, nameMetrics, sparseOf} from './fixtures.ts';

function second(
  atS: number,
  vus: number,
  latenciesUs: readonly number[],
  changes: {failed?: number; saturated?: boolean} = {},
): Cell {
  const metrics = metricsOf([nameMetrics(0, latenciesUs, {failed: changes.failed ?? 0})]);
  const interval = {startMs: atS * 1000, endMs: (atS + 1) * 1000, metrics, activeVus: vus, inFlight: vus};
  const rest = {targetVus: vus, targetRate: Number.NaN, saturated: changes.saturated ?? false, loopDelayMs: 1};
  return buildCell(atS * 1000, 1, [{...interval, ...rest}], []);
}

const times = (count: number, us: number): readonly number[] => Array.from({length: count}, () => us);

/** A display of 1 s think time with seconds taken from `atS` on. */
function display() {
  const shown = createClosedDisplay(() => 1000, 10);
  const window = createRollingWindow(10, 1);
  let atS = 3;
  return {
    shown,
    seconds: (count: number, make: (atS: number) => Cell, sending = true): void => {
      for (let i = 0; i < count; i++) {
        const cell = make(atS++);
        window.push(cell);
        shown.second(cell, window, sending);
      }
    },
  };
}

describe('closed display', () => {
  it('expects N / (R₀ + Z), with R₀ the least 10-s median', () => {
    const {shown, seconds} = display();
    // 100 VUs, 1 s of thinking, 250 ms unloaded: 80 a second.
    seconds(9, (at) => second(at, 100, times(80, 250_000)));
    expect(shown.view(100, emptySparse)).toBeNull();
    seconds(1, (at) => second(at, 100, times(80, 250_000)));
    expect(shown.view(100, emptySparse)).toMatchObject({suppressed: expect.closeTo(0, 0), blockedVus: 0});
    expect(shown.view(100, emptySparse)!.expectedPerSecond).toBeCloseTo(80, 0);
    expect(shown.view(50, emptySparse)!.expectedPerSecond).toBeCloseTo(40, 0);
    // Slower now: R₀ stays the least.
    seconds(20, (at) => second(at, 100, times(50, 1_000_000)));
    expect(shown.view(100, emptySparse)!.unloadedUs).toBeCloseTo(250_000, -3);
  });

  it('counts what was not sent because users waited: 30 a second of 80 in a slow stretch, all of them in a stall', () => {
    const {shown, seconds} = display();
    seconds(10, (at) => second(at, 100, times(80, 250_000)));
    seconds(20, (at) => second(at, 100, times(50, 1_000_000)));
    expect(shown.view(100, emptySparse)!.suppressed).toBeCloseTo(600, -1);
    seconds(5, (at) => second(at, 100, []));
    expect(shown.view(100, emptySparse)!.suppressed).toBeCloseTo(1000, -1);
  });

  it('suppresses nothing in a pause, and more than expected makes up for nothing', () => {
    const {shown, seconds} = display();
    seconds(10, (at) => second(at, 100, times(80, 250_000)));
    seconds(10, (at) => second(at, 100, []), false);
    seconds(10, (at) => second(at, 100, times(120, 250_000)));
    expect(shown.view(100, emptySparse)!.suppressed).toBeCloseTo(0, 0);
  });

  it.each([
    ['fewer than 50 samples', {count: 4}],
    ['doubtful seconds', {count: 80, saturated: true}],
    ['quick errors', {count: 80, failed: 8}],
  ])('builds nothing on %s', (_, {count, ...changes}) => {
    const {shown, seconds} = display();
    seconds(20, (at) => second(at, 100, times(count, 1000), changes));
    expect(shown.view(100, emptySparse)).toBeNull();
  });

  it('calls VUs blocked whose request is older than the p99', () => {
    const {shown, seconds} = display();
    seconds(10, (at) => second(at, 100, times(80, 250_000)));
    const ages = sparseOf([1000, 240_000, 600_000, 5_000_000]);
    expect(shown.view(100, ages)!.blockedVus).toBe(2);
    expect(shown.view(1, ages)!.blockedVus).toBe(1);
  });
});
