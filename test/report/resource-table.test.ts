import {expect, test} from 'vitest';
import type {SnapshotHostPoint} from '../../source/domain/snapshot.ts';
import {resourceFigures, resourceTable} from '../../source/report/resource-table.ts';
import type {ReportRecord} from '../../source/report/report-record.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';

function recordOf(changes: readonly Partial<SnapshotHostPoint>[]): ReportRecord {
  const point = {cpu: 0.5, loopDelayMs: 1, rssBytes: 1e8, memoryUsedBytes: 2e9};
  const network = {netRxBytesPerSecond: 10, netTxBytesPerSecond: 20};
  const snapshot = sampleSnapshot();
  const hostSeries = changes.map((one, index) => ({...point, ...network, atMs: index * 1000, ...one}));
  const window = {...snapshot.window, startMs: 0, endMs: changes.length * 1000};
  return {snapshot: {...snapshot, hostSeries, window}, drive: null};
}

test('the machine under test has its own rows, over the seconds in which it was observed', () => {
  const record = recordOf([{targetCpu: 0.25, targetLoad1: 1}, {}, {targetCpu: 0.75, targetLoad1: null}]);
  expect(resourceFigures(record).targetCpu).toMatchObject({min: 0.25, max: 0.75});
  const {rows, note} = resourceTable(record)!;
  const texts = rows.map((row) => row.map(({text}) => text));
  expect(texts).toContainEqual(['target: CPU', '25.0%', expect.any(String), '75.0%']);
  expect(texts).toContainEqual(['target: load average', '1.00', '1.00', '1.00']);
  expect(texts.flat()).not.toContain('target: memory');
  expect(note).toContain('machine under test');
});

test('a target that was not observed has none', () => {
  const {rows, note} = resourceTable(recordOf([{}, {}]))!;
  expect(rows.flatMap((row) => row.map(({text}) => text)).join()).not.toContain('target:');
  expect(note).not.toContain('machine under test');
});
