import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {comparableCell, comparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {curveCellsOf, loadCurve} from '../../source/analysis/load-curve.ts';
import type {Snapshot, SnapshotCell, SnapshotCellName} from '../../source/domain/snapshot.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import {bucketOf} from '../../source/metrics/histogram.ts';

const file = new URL('../../snapshots/demo-baseline.json', import.meta.url);
const shipped = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;

const cell: SnapshotCell = {
  atMs: 10_000,
  seconds: 10,
  vus: 12,
  targetVus: 12,
  inFlight: 1,
  doubtful: false,
  names: [],
};

const name: SnapshotCellName = {
  name: 0,
  answered: 90,
  failed: 12,
  aborted: 0,
  bytesIn: 1,
  bytesOut: 1,
  sumUs: 1,
  minUs: 5,
  maxUs: 500,
  counts: encodeCounts({buckets: Uint16Array.of(bucketOf(5)), counts: Uint32Array.of(90)}),
};

describe('the shipped snapshot', () => {
  const run = comparableRun(shipped);

  it('has in its cells what its window says', () => {
    const comparison = compareRuns(run, run, {align: 'window'});
    expect(comparison.verdict).toBe('OK');
    for (const {name: request, metrics} of comparison.requests) {
      const {latencyUs, requestsPerSecond} = shipped.requests.find((one) => one.name === request)!;
      const at = (wanted: string) => metrics.find(({metric}) => metric === wanted)!.now!;
      expect(at('p50')).toBe(latencyUs!.p50);
      expect(at('p95')).toBe(latencyUs!.p95);
      expect(at('max')).toBe(latencyUs!.max);
      expect(at('req/s')).toBeCloseTo(requestsPerSecond, 0);
    }
  });

  it('knows its pauses, and its curve', () => {
    expect(run.thinkTimes).toMatch(/^400ms-1200ms /);
    const curve = loadCurve(curveCellsOf(run));
    expect(curve.length).toBeGreaterThan(0);
    for (const {p50, p95, p99} of curve) expect([p50, p95, p99]).toEqual([p50, p95, p99].toSorted((a, b) => a - b));
  });

  it('holds no optional part that has to be there', () => {
    expect(run.plateaus).toBeNull();
    expect(run.cells.length).toBe(shipped.cells.length);
  });
});

describe('a cell of a file', () => {
  it('of an earlier version is taken for what it says', () => {
    expect(comparableCell(cell)).toMatchObject({coveredMs: 10_000, model: 'closed', level: 12, commandedLevel: 12});
  });

  it('tells its mean load, and how long it was', () => {
    expect(comparableCell({...cell, meanVus: 10.5, coveredMs: 9900})).toMatchObject({level: 10.5, coveredMs: 9900});
  });

  it('of the open model has the rate that was offered over it; a second has the one that was commanded', () => {
    const arrivals = {offered: 950, started: 900, dropped: 50, missed: 0};
    const open = {...cell, targetVus: null, targetRate: 100, arrivals};
    expect(comparableCell(open)).toMatchObject({model: 'open', level: 95, commandedLevel: 100});
    expect(comparableCell({...open, seconds: 1})).toMatchObject({level: 100});
  });

  it('counts failures without an answer as ended, where the file tells them', () => {
    const endedOf = (more: Partial<SnapshotCellName>, unanswered: readonly number[] = []) =>
      comparableCell({...cell, names: [{...name, ...more}]}, unanswered).names[0]!.ended;
    expect(endedOf({started: 100, errors: [[1, 10]]})).toBe(100);
    expect(endedOf({started: 90})).toBe(90);
    expect(endedOf({}, [0.5])).toBe(96);
  });

  it('reads its counts once they are asked for', () => {
    const broken = comparableCell({...cell, names: [{...name, counts: '!!'}]});
    expect(() => broken.names[0]!.latency()).toThrow(/cannot be read/);
    const good = comparableCell({...cell, names: [name]}).names[0]!;
    expect([...good.latency().counts]).toEqual([90]);
    expect(good.latency()).toBe(good.latency());
  });
});
