import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {DriveSecond} from '../../source/domain/drive.ts';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {SnapshotCellName} from '../../source/domain/snapshot.ts';
import {figuresOfSecond} from '../../source/exporters/second-figures.ts';
import {csvSeconds, csvText, jsonlSeconds} from '../../source/exporters/second-lines.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import {sparseOf} from '../session/fixtures.ts';
import {parseCsv} from './parse-csv.ts';

const epochMs = Date.UTC(2026, 0, 2, 3, 4, 5);

function nameOf(name: number, us: readonly number[], changes: Partial<SnapshotCellName> = {}): SnapshotCellName {
  return {
    name,
    started: us.length,
    answered: us.length,
    failed: 0,
    aborted: 0,
    bytesIn: us.length * 100,
    bytesOut: us.length * 10,
    sumUs: us.reduce((sum, one) => sum + one, 0),
    minUs: us.length === 0 ? null : Math.min(...us),
    maxUs: us.length === 0 ? null : Math.max(...us),
    counts: encodeCounts(sparseOf(us)),
    ...changes,
  };
}

function second(names: readonly SnapshotCellName[], changes: Partial<DriveSecond['cell']> = {}): DriveSecond {
  return {
    kind: 'second',
    cell: {
      atMs: 12_000,
      seconds: 1,
      coveredMs: 500,
      vus: 7,
      targetVus: 10,
      targetRate: null,
      inFlight: 2,
      doubtful: false,
      iterations: 3,
      names,
      ...changes,
    },
    host: {
      atMs: 12_000,
      cpu: 0.25,
      loopDelayMs: null,
      rssBytes: null,
      memoryUsedBytes: null,
      netRxBytesPerSecond: null,
      netTxBytesPerSecond: null,
    },
    load: {
      model: 'closed',
      phase: 'RAMP',
      mode: 'auto',
      level: 7,
      targetLevel: 10,
      stage: 0,
      paused: false,
      lastGoodLevel: null,
    },
  };
}

describe('the figures of a second', () => {
  it('read quantiles of the total from all counts together, and rates over what was measured', () => {
    const fast = Array.from({length: 99}, () => 1000);
    const figures = figuresOfSecond(second([nameOf(0, fast), nameOf(1, [2000])]), ['login', 'cart'], epochMs);
    expect(figures.time).toBe('2026-01-02T03:04:17.000Z');
    expect(figures.phase).toBe('RAMP');
    expect(figures.total).toMatchObject({ended: 100, requestsPerSecond: 200, p50Us: 1000, p99Us: 1000, maxUs: 2000});
    expect(figures.requests.map(({name, p99Us}) => [name, p99Us])).toEqual([
      ['login', 1000],
      ['cart', 2000],
    ]);
  });

  it('count errors among what ended, and know nothing of what did not', () => {
    const timeouts = nameOf(0, [], {started: 4, failed: 4, errors: [[errorIndex.timeout, 4]]});
    const {total} = figuresOfSecond(second([timeouts]), ['login'], epochMs);
    expect(total).toMatchObject({started: 4, ended: 4, failed: 4, errorShare: 1, p50Us: null, meanUs: null});
    const none = figuresOfSecond(second([]), ['login'], epochMs);
    expect(none.total).toMatchObject({ended: 0, requestsPerSecond: 0, errorShare: null, minUs: null, p99Us: null});
    expect(none.requests).toEqual([]);
  });
});

describe('JSON lines', () => {
  it('are one object a second, null for what is not known', () => {
    const text = jsonlSeconds.lines(figuresOfSecond(second([nameOf(0, [1500])]), ['a\nb'], epochMs));
    expect(text.endsWith('\n')).toBe(true);
    expect(text.trimEnd()).not.toContain('\n');
    expect(JSON.parse(text)).toMatchObject({
      atMs: 12_000,
      vus: 7,
      loopDelayMs: null,
      targetRate: null,
      total: {p95Us: 1500},
      requests: [{name: 'a\nb', ended: 1}],
    });
  });
});

describe('CSV', () => {
  it('has a head, a line for the total and one for each request', () => {
    const figures = figuresOfSecond(second([nameOf(0, [1500]), nameOf(1, [])]), ['login', 'cart'], epochMs);
    const rows = parseCsv(csvSeconds.head + csvSeconds.lines(figures));
    const [head, ...lines] = rows;
    expect(lines.map((line) => [line[head!.indexOf('scope')], line[head!.indexOf('name')]])).toEqual([
      ['total', ''],
      ['request', 'login'],
      ['request', 'cart'],
    ]);
    expect(lines.map((line) => line[head!.indexOf('p95_us')])).toEqual(['1500', '1500', '']);
    expect(rows.every((line) => line.length === head!.length)).toBe(true);
    expect(new Set(head).size).toBe(head!.length);
  });

  it('any name comes back as it was, and none is a formula', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', maxLength: 30}), (name) => {
        const figures = figuresOfSecond(second([nameOf(0, [1])]), [name], epochMs);
        const [head, , line] = parseCsv(csvSeconds.head + csvSeconds.lines(figures));
        const cell = line![head!.indexOf('name')]!;
        expect(cell.replace(/^'/, '')).toBe(name.replace(/^'/, ''));
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
    expect(csvText('=cmd|"/c calc"!A1')).toBe('"\'=cmd|""/c calc""!A1"');
  });
});
