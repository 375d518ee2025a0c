import {PerftuiError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {countSparse} from '../metrics/histogram.ts';
import {kindProblem, migrate, type JsonObject} from './migrate.ts';
import {objectOf} from './shape.ts';
import {snapshotBody, snapshotShape} from './snapshot-shape.ts';

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
  const alien = kindProblem(value, 'perftui-snapshot');
  if (alien !== null) throw broken(file, alien.what, alien.hint);
  const [current] = migrate('perftui-snapshot', [value as JsonObject]);
  const problem = snapshotShape(current, '') ?? histogramProblem(current as unknown as Snapshot);
  if (problem !== null) throw broken(file, `is damaged at ${problem}`);
  return current as unknown as Snapshot;
}

/** What a file tells before its cells. */
export type SnapshotHead = Omit<Snapshot, 'cells' | 'hostSeries' | 'events' | 'errorSamples'>;

/**
 * Reads the members before the cells, as `writeSnapshot` lays a file out.
 * @param start of the file's text
 * @returns null when it is laid out another way, or is none
 */
export function parseSnapshotHead(start: string): SnapshotHead | null {
  // A line's end stands in no JSON text: this is no part of a value.
  const at = start.indexOf(',\n  "cells": [');
  if (at === -1) return null;
  try {
    const value = JSON.parse(`${start.slice(0, at)}}`) as JsonObject;
    if (kindProblem(value, 'perftui-snapshot') !== null) return null;
    const [current] = migrate('perftui-snapshot', [value]);
    const filled = {...current, errorSamples: []};
    return headShape(filled, '') === null ? (filled as unknown as SnapshotHead) : null;
  } catch {
    return null;
  }
}

const headShape = objectOf(snapshotBody);

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
