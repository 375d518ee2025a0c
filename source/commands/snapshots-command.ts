import process from 'node:process';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import {formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {SnapshotListing} from '../domain/snapshot-listing.ts';
import {listSnapshots, readBaselineChoice} from '../files/snapshot-store.ts';
import {printTable} from './print-table.ts';

const folder = 'snapshots';

const heads = ',name,taken (UTC),git,target,load,window,req/s,p50,p95,p99,err,note,file'.split(',');

/** `perftui snapshots`: those in `./snapshots`, newest first; `b` marks the baseline, `~` a load that was not steady. */
export async function snapshotsCommand(): Promise<ExitCode> {
  const [listings, baseline] = await Promise.all([listSnapshots(folder), readBaselineChoice(folder)]);
  if (listings.length === 0) {
    process.stdout.write('no snapshots in ./snapshots; press c while driving, or run with --snapshot NAME\n');
    return exitCodes.ok;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  process.stdout.write(snapshotsTable(listings, baseline, width));
  return exitCodes.ok;
}

const leastNote = 4;

/**
 * The note gives way where the width does not hold all; what names a snapshot is never cut.
 * @param baseline file of the chosen one
 * @param width columns
 */
export function snapshotsTable(listings: readonly SnapshotListing[], baseline: string | null, width: number): string {
  const noteWidth = Math.max(leastNote, ...listings.map(({note}) => note?.length ?? 0));
  const table = (most: number): string =>
    printTable(
      heads,
      listings.map((one) => rowOf(one, {isBaseline: one.file === baseline, noteWidth: most})),
    );
  const whole = table(noteWidth);
  const tooWide = Math.max(...whole.split('\n').map(({length}) => length)) - width;
  return tooWide > 0 ? table(Math.max(leastNote, noteWidth - tooWide)) : whole;
}

function rowOf(one: SnapshotListing, {isBaseline, noteWidth}: {isBaseline: boolean; noteWidth: number}): string[] {
  const note = one.note ?? '';
  const load = one.rate === null ? `${formatNumber(one.vus)} VUs` : `${formatNumber(one.rate)}/s`;
  return [
    isBaseline ? 'b' : '',
    one.name,
    one.takenAt.slice(0, 16).replace('T', ' '),
    one.git ?? '--',
    one.targetLabel,
    `${one.steady ? '' : '~'}${load}`,
    formatDuration(one.seconds * 1000),
    formatNumber(one.requestsPerSecond ?? Number.NaN),
    formatLatency(one.p50Us ?? Number.NaN),
    formatLatency(one.p95Us ?? Number.NaN),
    formatLatency(one.p99Us ?? Number.NaN),
    formatShare(one.errorShare ?? Number.NaN),
    note.length > noteWidth ? `${note.slice(0, noteWidth - 1)}…` : note,
    one.file,
  ];
}
