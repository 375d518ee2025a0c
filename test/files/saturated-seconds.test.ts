import {expect, test} from 'vitest';
import type {DriveSecond} from '../../source/domain/drive.ts';
import type {SnapshotCell} from '../../source/domain/snapshot.ts';
import {mergeSeconds} from '../../source/files/merge-drive.ts';
import {cellOfSecond} from '../../source/metrics/file-cell.ts';
import {cellOf} from '../../source/session/snapshot-cells.ts';
import {secondOf} from '../report/sample-record.ts';
import {sampleSnapshot} from './sample-snapshot.ts';

const [host] = sampleSnapshot().hostSeries;

function recorded(second: number, overrides: Partial<SnapshotCell>): DriveSecond {
  return {kind: 'second', cell: secondOf(second, overrides), host: {...host!, atMs: second * 1000}};
}

test('how long the generator was saturated is read back as it was measured', () => {
  const cell = cellOfSecond(recorded(100, {doubtful: true, saturatedMs: 312.5}));
  expect(cell.saturatedMs).toBe(312.5);
  expect(cellOf(cell)).toMatchObject({doubtful: true, saturatedMs: 312.5});
  const steady = cellOfSecond(recorded(100, {}));
  expect(steady.saturatedMs).toBe(0);
  expect(cellOf(steady)).not.toHaveProperty('saturatedMs');
});

test('a doubtful second that does not tell counts in full, one of the warm-up not at all', () => {
  expect(cellOfSecond(recorded(100, {doubtful: true, coveredMs: 980})).saturatedMs).toBe(980);
  expect(cellOfSecond(recorded(0, {doubtful: true})).saturatedMs).toBe(0);
});

test('seconds that are merged add up what they tell', () => {
  const parts = [
    recorded(100, {doubtful: true, saturatedMs: 312.5}),
    recorded(101, {}),
    recorded(102, {doubtful: true}),
  ];
  expect(cellOfSecond(mergeSeconds(parts, 100_000, 10)).saturatedMs).toBe(1312.5);
  expect(mergeSeconds(parts.slice(1, 2), 100_000, 10).cell).not.toHaveProperty('saturatedMs');
});
