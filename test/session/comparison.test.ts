import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {bucketCount, bucketOf, toSparse, type SparseHistogram} from '../../source/metrics/histogram.ts';
import {baselineView, isSameLoad} from '../../source/session/baseline-comparison.ts';
import {rowChange} from '../../source/session/row-change.ts';
import {latencyBins} from '../../source/session/latency-bins.ts';
import {snapshotOf} from './snapshot-fixture.ts';

function sparse(latencies: readonly number[]): SparseHistogram {
  const dense = new Uint32Array(bucketCount);
  for (const us of latencies) dense[bucketOf(us)]!++;
  return toSparse(dense);
}

const exact = (us: number) => ({us, few: false, atLeast: false});
const row = {
  seconds: 10,
  samples: 100,
  requestsPerSecond: 12,
  failedPerSecond: 0,
  errorShare: 0.02,
  rxBytesPerSecond: 0,
  txBytesPerSecond: 0,
  min: exact(1000),
  p50: exact(5000),
  p75: null,
  p90: null,
  p95: exact(127_000),
  p99: null,
  p999: null,
  max: exact(200_000),
};

describe('row changes', () => {
  const snapshot = snapshotOf({vus: 100, latenciesUs: Array.from({length: 300}, () => 100_000), seconds: 30});
  const baseline = {snapshot, curve: []};

  it('are ratios for figures and differences for shares', () => {
    const change = rowChange(baseline, null, row, {model: 'closed', level: 95})!;
    expect(change).toMatchObject({loadDiffers: false, p99: null});
    expect(change.requestsPerSecond).toBeCloseTo(0.2);
    expect(change.errorShare).toBeCloseTo(0.02);
    expect(change.p95).toBeCloseTo(0.27, 2);
    expect(change.max).toBeCloseTo(1);
  });

  it('match requests by name, and say nothing about those the baseline does not know', () => {
    expect(rowChange(baseline, 'login', row, {model: 'closed', level: 100})).not.toBeNull();
    expect(rowChange(baseline, 'logout', row, {model: 'closed', level: 100})).toBeNull();
  });

  it.each([
    [90, true],
    [110, true],
    [89.9, false],
    [110.1, false],
  ])('compare %d VUs with 100: %s', (vus, same) => {
    expect(isSameLoad(snapshot, {model: 'closed', level: vus})).toBe(same);
    expect(rowChange(baseline, null, row, {model: 'closed', level: vus})!.loadDiffers).toBe(!same);
  });

  it('say nothing against a baseline of the other load model, and compare rates with rates', () => {
    const open = {snapshot: {...snapshot, load: {...snapshot.load, model: 'open' as const, rate: 500}}, curve: []};
    expect(rowChange(baseline, null, row, {model: 'open', level: 100})).toBeNull();
    expect(rowChange(open, null, row, {model: 'closed', level: 100})).toBeNull();
    expect(rowChange(open, null, row, {model: 'open', level: 520})).toMatchObject({loadDiffers: false});
    expect(rowChange(open, null, row, {model: 'open', level: 100})).toMatchObject({loadDiffers: true});
  });

  it('of all requests are against the baseline at this load, where its window was at another', () => {
    const point = {model: 'closed' as const, level: 200, seconds: 12, samples: 3000, p50: 4000, p95: 100_000, p99: 1};
    const curve = [{...point, requestsPerSecond: 10, errorShare: 0.01}];
    const change = rowChange({snapshot, curve}, null, row, {model: 'closed', level: 205})!;
    expect(change).toMatchObject({loadDiffers: false, min: null, p75: null, max: null, p99: null});
    expect(change.p50).toBeCloseTo(0.25);
    expect(change.p95).toBeCloseTo(0.27, 2);
    expect(change.requestsPerSecond).toBeCloseTo(0.2);
    expect(change.errorShare).toBeCloseTo(0.01);
    expect(rowChange({snapshot, curve}, 'login', row, {model: 'closed', level: 205})).toMatchObject({
      loadDiffers: true,
    });
    expect(rowChange({snapshot, curve}, null, row, {model: 'closed', level: 300})).toMatchObject({loadDiffers: true});
    expect(rowChange({snapshot, curve}, null, row, {model: 'closed', level: 100})!.max).not.toBeNull();
    expect(rowChange({snapshot, curve}, null, row, {model: 'open', level: 200})).toBeNull();
  });

  it('say why a baseline does not fit', () => {
    const chosen = {file: 'a.json', ...baseline};
    const run = {targetLabel: 'demo', profileName: 'checkout', model: 'closed'} as const;
    expect(baselineView(chosen, true, run)).toMatchObject({
      name: 'base',
      vus: 100,
      mismatch: null,
      requestsPerSecond: 10,
    });
    expect(baselineView(chosen, true, {...run, profileName: 'other'}).mismatch).toBe('other profile');
    expect(baselineView(chosen, true, {...run, targetLabel: 'x'}).mismatch).toBe('other target');
    expect(baselineView(chosen, true, {...run, model: 'open'}).mismatch).toBe('other load model');
  });
});

describe('latency bins', () => {
  it('go from the first step with samples to the last', () => {
    expect(latencyBins(sparse([45, 46, 400]), null)).toEqual([
      {upToUs: 50, count: 2, baselineCount: null},
      {upToUs: 75, count: 0, baselineCount: null},
      {upToUs: 100, count: 0, baselineCount: null},
      {upToUs: 200, count: 0, baselineCount: null},
      {upToUs: 300, count: 0, baselineCount: null},
      {upToUs: 500, count: 1, baselineCount: null},
    ]);
    expect(latencyBins(sparse([]), null)).toEqual([]);
  });

  it('scale the baseline to the samples now', () => {
    const bins = latencyBins(sparse([45, 46]), sparse([60, 60, 60, 45]));
    expect(bins).toEqual([
      {upToUs: 50, count: 2, baselineCount: 0.5},
      {upToUs: 75, count: 0, baselineCount: 1.5},
    ]);
  });

  it('keep every sample', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 130_000_000}), {minLength: 1}), (latencies) => {
        const bins = latencyBins(sparse(latencies), null);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(latencies.length);
        const edges = bins.map((bin) => bin.upToUs);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
      }),
    );
  });
});
