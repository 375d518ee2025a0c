import process from 'node:process';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import {formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {listSnapshots, readBaselineChoice} from '../files/snapshot-store.ts';
import {printTable} from './print-table.ts';

const folder = 'snapshots';

/** `perftui snapshots`: those in `./snapshots`, newest first; `b` marks the baseline. */
export async function snapshotsCommand(): Promise<ExitCode> {
  const [listings, baseline] = await Promise.all([listSnapshots(folder), readBaselineChoice(folder)]);
  if (listings.length === 0) {
    process.stdout.write('no snapshots in ./snapshots; press c while driving, or run with --snapshot NAME\n');
    return exitCodes.ok;
  }
  const rows = listings.map((one) => [
    one.file === baseline ? 'b' : '',
    one.name,
    one.takenAt.slice(0, 16).replace('T', ' '),
    one.targetLabel,
    one.rate === null ? `${formatNumber(one.vus)} VUs` : `${formatNumber(one.rate)}/s`,
    formatNumber(one.requestsPerSecond ?? Number.NaN),
    formatLatency(one.p95Us ?? Number.NaN),
    formatLatency(one.p99Us ?? Number.NaN),
    formatShare(one.errorShare ?? Number.NaN),
    one.file,
  ]);
  process.stdout.write(
    printTable(['', 'name', 'taken (UTC)', 'target', 'load', 'req/s', 'p95', 'p99', 'err', 'file'], rows),
  );
  return exitCodes.ok;
}
