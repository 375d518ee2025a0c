import {expect, test} from 'vitest';
import {snapshotsTable} from '../../source/commands/snapshots-command.ts';
import {snapshotRow} from '../../source/files/snapshot-store.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';

const steady = sampleSnapshot([1000, 2000], {name: 'peak', note: 'the release base'});
const rows = [
  snapshotRow(steady, 'snapshots/a.json'),
  snapshotRow(
    {...steady, name: 'ramp', note: null, git: null, load: {...steady.load, steady: false}},
    'snapshots/b.json',
  ),
  snapshotRow({...steady, load: {...steady.load, model: 'open', rate: 120}}, 'snapshots/c.json'),
];

test('snapshots are listed with commit, window, note and what was not steady; `b` is the baseline', () => {
  const [head, first, second, third] = snapshotsTable(rows, 'snapshots/b.json', 200).split('\n');
  expect(head).toMatch(/name +taken \(UTC\) +git +target +load +window +req\/s +p50 +p95 +p99 +err +note +file/);
  expect(first).toMatch(
    /^ +peak +2026-08-12 10:20 +0123456\+ .* 251 VUs +30s .* the release base +snapshots\/a\.json$/,
  );
  expect(second).toMatch(/^b +ramp .* -- .* ~251 VUs /);
  expect(third).toMatch(/ 120\/s +30s /);
});

test('where it does not fit the note gives way, never what names a snapshot', () => {
  const longest = (text: string): number => Math.max(...text.split('\n').map(({length}) => length));
  const width = longest(snapshotsTable(rows, null, Infinity)) - 8;
  const narrow = snapshotsTable(rows, null, width);
  expect(narrow).toMatch(/ the rel[a-z ]*… +snapshots\/a\.json\n/);
  expect(longest(narrow)).toBe(width);
  expect(snapshotsTable(rows, null, 10)).toContain('the…  snapshots/a.json');
});
