import {PerftuiError} from '../domain/errors.ts';
import {snapshotVersion, type Snapshot} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {countSparse} from '../metrics/histogram.ts';
import {snapshotShape} from './snapshot-shape.ts';

/**
 * A snapshot file's text, checked down to the histograms: each must hold as many samples as its figures say.
 * @param file for messages
 * @throws PerftuiError ERR_SNAPSHOT saying what is wrong
 */
export function parseSnapshot(content: string, file: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    throw broken(file, 'is not JSON', 'it may have been cut off; take the snapshot again');
  }
  const {kind, version} =
    typeof value === 'object' && value !== null ? (value as {kind?: unknown; version?: unknown}) : {};
  if (kind !== 'perftui-snapshot')
    throw broken(file, 'is not a perftui snapshot', 'perftui snapshots lists those there are');
  if (typeof version === 'number' && version > snapshotVersion) {
    throw broken(file, `has version ${version}, this perftui reads up to ${snapshotVersion}`, 'update perftui');
  }
  if (version !== snapshotVersion) throw broken(file, 'has no version this perftui knows');
  const problem = snapshotShape(value, '') ?? histogramProblem(value as Snapshot);
  if (problem !== null) throw broken(file, `is damaged at ${problem}`);
  return value as Snapshot;
}

function histogramProblem(snapshot: Snapshot): string | null {
  if (snapshot.requests[0]?.name !== null) return 'requests[0]: must be the total, with the name null';
  for (const [index, {histogram, latencyUs}] of snapshot.requests.entries()) {
    const where = `requests[${index}].histogram`;
    try {
      const samples = countSparse(decodeHdr(histogram));
      if (samples !== (latencyUs?.samples ?? 0))
        return `${where}: holds ${samples} samples, not ${latencyUs?.samples ?? 0}`;
    } catch (error) {
      return `${where}: ${(error as Error).message}`;
    }
  }
  return null;
}

function broken(file: string, what: string, hint?: string): PerftuiError {
  return new PerftuiError('ERR_SNAPSHOT', `${file} ${what}`, hint === undefined ? {} : {hint});
}
