import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {decodeCounts} from '../../source/metrics/cell-codec.ts';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import {countSparse, mergeSparse, percentilesOf} from '../../source/metrics/histogram.ts';
import {outcomesOf} from '../../source/session/snapshot-builder.ts';
import {nameMetrics} from './fixtures.ts';
import {snapshotOf} from './snapshot-fixture.ts';

const latenciesUs = Array.from({length: 600}, (_, index) => 1000 + ((index * 7919) % 600) * 500);

describe('snapshots', () => {
  it('of the run cover all of it', () => {
    const snapshot = snapshotOf({latenciesUs, seconds: 40, vus: 20});
    expect(snapshot.window).toEqual({scope: 'run', startMs: 0, endMs: 40_000, seconds: 40});
    expect(snapshot.load).toMatchObject({vus: 20, minVus: 20, maxVus: 20, steady: true});
    expect(snapshot.requests.map((one) => [one.name, one.answered, one.requestsPerSecond])).toEqual([
      [null, 600, 15],
      ['login', 600, 15],
      ['cart', 0, 0],
    ]);
    expect(snapshot.cells).toHaveLength(40);
    expect(snapshot.requests[2]).toMatchObject({latencyUs: null, errorShare: null, histogram: ''});
  });

  it('of a window cover the last 30 complete seconds, without the warm-up', () => {
    const long = snapshotOf({latenciesUs, seconds: 40, input: {scope: 'window'}});
    expect(long.window).toMatchObject({startMs: 10_000, endMs: 40_000, seconds: 30});
    expect(long.requests[0]!.answered).toBe(450);
    const short = snapshotOf({latenciesUs, seconds: 10, input: {scope: 'window'}});
    expect(short.window).toMatchObject({startMs: 3000, endMs: 10_000, seconds: 7});
    const first = snapshotOf({latenciesUs, seconds: 2, input: {scope: 'window'}});
    expect(first.window).toMatchObject({startMs: 0, endMs: 2000});
  });

  it('taken before the first second are empty, not broken', () => {
    const empty = snapshotOf({seconds: 0, latenciesUs: [], input: {scope: 'window'}});
    expect(empty.window).toMatchObject({startMs: 0, endMs: 0, seconds: 0});
    expect(empty.requests[0]).toMatchObject({answered: 0, requestsPerSecond: 0, errorShare: null});
  });

  it('hold percentiles that the histogram and the cells in them give again', () => {
    const snapshot = JSON.parse(JSON.stringify(snapshotOf({latenciesUs, seconds: 40}))) as ReturnType<
      typeof snapshotOf
    >;
    const {latencyUs, histogram} = snapshot.requests[1]!;
    const read = [latencyUs!.p50, latencyUs!.p95, latencyUs!.p99, latencyUs!.p999];
    expect(percentilesOf(decodeHdr(histogram), [50, 95, 99, 99.9], latencyUs!.max)).toEqual(read);
    const cells = mergeSparse(snapshot.cells.flatMap((cell) => cell.names.map((one) => decodeCounts(one.counts))));
    expect(countSparse(cells)).toBe(600);
    expect(percentilesOf(cells, [50, 95, 99, 99.9], latencyUs!.max)).toEqual(read);
  });

  it('tell statuses and errors apart, most frequent first', () => {
    const metrics = nameMetrics(0, [1, 2, 3, 4], {
      statuses: [
        [200, 10],
        [404, 3],
        [503, 5],
      ],
      unexpected: [
        [404, 1],
        [503, 5],
      ],
      errors: [[errorIndex.timeout, 7]],
    });
    expect(outcomesOf(metrics)).toEqual([
      {code: 0, word: '200', count: 10},
      {code: 1050, word: 'timeout', count: 7},
      {code: 1503, word: '503', count: 5},
      {code: 0, word: '404', count: 2},
      {code: 1404, word: '404', count: 1},
    ]);
  });
});
