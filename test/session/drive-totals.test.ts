import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {comparableRun} from '../../source/analysis/comparable-run.ts';
import type {Drive, DriveSecond} from '../../source/domain/drive.ts';
import type {SnapshotRequest} from '../../source/domain/snapshot.ts';
import {figuresOfSecond} from '../../source/exporters/second-figures.ts';
import {mergeSeconds} from '../../source/files/merge-drive.ts';
import {buildCell} from '../../source/metrics/cell.ts';
import type {IntervalMetrics, NameMetrics} from '../../source/metrics/interval.ts';
import {createRunTotals} from '../../source/metrics/run-totals.ts';
import {seriesOf} from '../../source/report/report-series.ts';
import {runOfSeconds, snapshotOfDrive} from '../../source/session/drive-snapshot.ts';
import {cellOf, hostPointOf} from '../../source/session/snapshot-cells.ts';
import {requestFigures} from '../../source/session/snapshot-builder.ts';
import {hostFacts, metricsOf, nameMetrics, requestNames} from './fixtures.ts';

const someLatencies = fc.array(fc.integer({min: 1, max: 60_000_000}), {maxLength: 20});

/** What a name did in a second: answers of three kinds, and errors with and without a latency (timeouts have one). */
const someName = (name: number): fc.Arbitrary<NameMetrics> =>
  fc
    .record({ok: someLatencies, bad: someLatencies, timeouts: someLatencies, refused: fc.nat(5), aborted: fc.nat(3)})
    .map(({ok, bad, timeouts, refused, aborted}) => {
      const answered = ok.length + bad.length;
      const errors = [[1, refused] as const, [2, timeouts.length] as const].filter(([, count]) => count > 0);
      const moved = Math.floor(ok.length / 3);
      const statuses = [[200, ok.length - moved] as const, [301, moved] as const, [500, bad.length] as const];
      return nameMetrics(name, [...ok, ...bad, ...timeouts], {
        answered,
        started: answered + refused + timeouts.length + aborted,
        failed: bad.length + refused + timeouts.length,
        aborted,
        statuses: statuses.filter(([, count]) => count > 0),
        errors,
        unexpected: bad.length > 0 ? [[500, bad.length]] : [],
      });
    });

const someSeconds = fc.array(
  fc.record({
    names: fc.tuple(...requestNames.map((_, name) => fc.option(someName(name), {nil: undefined}))),
    lengthMs: fc.integer({min: 900, max: 1100}),
    vus: fc.nat(50),
    isOpen: fc.boolean(),
    iterations: fc.nat(40),
  }),
  {minLength: 1, maxLength: 25},
);

interface Recorded {
  readonly drive: Drive;
  /** As it was measured, without a file in between. */
  readonly measured: IntervalMetrics;
  readonly coveredMs: number;
}

const someDrive: fc.Arbitrary<Recorded> = someSeconds.map((made) => {
  const totals = createRunTotals(requestNames.length);
  let coveredMs = 0;
  const seconds = made.map(({names, lengthMs, vus, isOpen, iterations}, second): DriveSecond => {
    const metrics = metricsOf(
      names.filter((one) => one !== undefined),
      {iterations},
    );
    totals.add(metrics);
    coveredMs += lengthMs;
    const interval = {
      startMs: coveredMs - lengthMs,
      endMs: coveredMs,
      metrics,
      activeVus: vus,
      targetVus: isOpen ? Number.NaN : vus,
      targetRate: isOpen ? vus : Number.NaN,
      inFlight: 0,
      saturated: false,
      loopDelayMs: 1,
    };
    const cell = buildCell(second * 1000, 1, [interval], []);
    return {kind: 'second', cell: cellOf(cell), host: hostPointOf(cell)};
  });
  return {drive: driveOf(seconds), measured: totals.metrics(), coveredMs};
});

function driveOf(seconds: readonly DriveSecond[]): Drive {
  return {
    header: {
      kind: 'perftui-drive',
      version: 2,
      startedAt: '2026-08-12T10:00:00.000Z',
      pid: 1,
      interactive: false,
      executor: 'constant-vus',
      transport: {kind: 'http1', reason: 'auto'},
      target: {label: 'shop', origin: 'http://127.0.0.1:1'},
      profile: {name: 'shop', revision: 'a1', document: {}},
      requests: requestNames.map((name) => ({name, method: 'GET', path: '/'})),
      git: null,
      host: hostFacts,
    },
    // As it comes back from its file.
    seconds: JSON.parse(JSON.stringify(seconds)) as readonly DriveSecond[],
    intents: [],
    events: [],
    plateaus: [],
    studies: [],
    end: null,
    brokenTailBytes: 0,
  };
}

/** Its seconds as they are when they have come of age. */
function merged({seconds}: Drive, width: number): Drive {
  const groups = Map.groupBy(seconds, ({cell}) => Math.floor(cell.atMs / (width * 1000)));
  return driveOf([...groups].map(([index, parts]) => mergeSeconds(parts, index * width * 1000, width)));
}

function withoutPhases(requests: readonly SnapshotRequest[]) {
  return requests.map(({phaseMeansUs: _phases, outcomes, ...one}) => ({
    ...one,
    outcomes: [...outcomes].sort((a, b) => a.code - b.code || a.word.localeCompare(b.word)),
  }));
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('a run read back from its drive', () => {
  it('has the totals it was measured with, however wide its cells have become', () => {
    fc.assert(
      fc.property(someDrive, fc.constantFrom(1, 10, 60), ({drive, measured, coveredMs}, width) => {
        const read = runOfSeconds(merged(drive, width));
        const expected = requestFigures(measured, requestNames, coveredMs / 1000);
        expect(read.window.seconds).toBeCloseTo(coveredMs / 1000, 6);
        const rates = (requests: readonly SnapshotRequest[]) => requests.map((one) => one.requestsPerSecond);
        const counts = (requests: readonly SnapshotRequest[]) =>
          withoutPhases(requests).map((one) => ({...one, requestsPerSecond: null}));
        expect(counts(read.requests)).toEqual(counts(expected));
        for (const [i, rate] of rates(expected).entries()) expect(rates(read.requests)[i]).toBeCloseTo(rate, 6);
      }),
      {numRuns: 60},
    );
  });

  it('adds up to those totals second by second, in a report, a comparison and a stream', () => {
    fc.assert(
      fc.property(someDrive, fc.constantFrom(1, 10, 60), ({drive: fine, measured}, width) => {
        const drive = merged(fine, width);
        const snapshot = snapshotOfDrive(drive);
        const [total] = requestFigures(measured, requestNames, 1);
        const ended =
          total!.answered + sum(total!.outcomes.filter(({code}) => code > 0 && code < 1400).map((one) => one.count));
        const series = seriesOf({snapshot, drive});
        const streamed = drive.seconds.map((second) => figuresOfSecond(second, requestNames, 0));
        const compared = comparableRun(snapshot).cells.map(({names}) => names);
        for (const [what, counted] of Object.entries({
          report: series.map(({requests}) => requests),
          stream: streamed.map((one) => one.total.ended),
          'stream by name': streamed.flatMap(({requests}) => requests.map((one) => one.ended)),
          comparison: compared.flatMap((names) => names.map((one) => one.ended)),
        })) {
          expect({what, ended: sum(counted)}).toEqual({what, ended});
        }
        for (const counted of [series, streamed.map((one) => one.total), compared.flat()]) {
          expect(sum(counted.map(({failed}) => failed))).toBe(total!.failed);
          expect(sum(counted.map(({bytesIn}) => bytesIn))).toBe(total!.bytesIn);
        }
        const most = [series.map((one) => one.maxUs), streamed.map((one) => one.total.maxUs)];
        for (const maxima of most) expect(Math.max(0, ...maxima.map((us) => us ?? 0))).toBe(total!.latencyUs?.max ?? 0);
        // One cell is the whole run: so are its quantiles.
        const whole = drive.seconds.length > 1 ? [] : [total!.latencyUs];
        const read = whole.map(() => [series[0]!.p95Us, streamed[0]!.total.p50Us]);
        expect(read).toEqual(whole.map((latency) => [latency?.p95 ?? null, latency?.p50 ?? null]));
      }),
      {numRuns: 60},
    );
  });
});
