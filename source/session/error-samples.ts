import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import type {ErrorSample} from '../protocol/report.ts';
import {errorKey} from './look-errors.ts';
import type {SeriesIndex} from './series-index.ts';

const samplesPerName = 20;

/** Failed exchanges kept for people, by request name. Not redacted yet. */
export interface ErrorSamples {
  /** The first of each name: what files have. */
  readonly samples: readonly SnapshotErrorSample[];
  /** The newest of each kind, oldest first; at most 20 kinds a name. */
  readonly recent: readonly SnapshotErrorSample[];
  add(atMs: number, sample: ErrorSample): void;
}

export function createErrorSamples(index: Pick<SeriesIndex, 'requestNames' | 'nameOf'>): ErrorSamples {
  const {requestNames} = index;
  const taken = requestNames.map(() => 0);
  const samples: SnapshotErrorSample[] = [];
  const recent = requestNames.map(() => new Map<string, SnapshotErrorSample>());

  function noteRecent(at: number, sample: SnapshotErrorSample): void {
    const kinds = recent[at]!;
    const key = errorKey(sample);
    kinds.delete(key);
    kinds.set(key, sample);
    for (const oldest of kinds.keys()) if (kinds.size > samplesPerName) kinds.delete(oldest);
  }

  return {
    samples,
    get recent() {
      return recent.flatMap((kinds) => [...kinds.values()]).sort((a, b) => a.atMs - b.atMs);
    },
    add(atMs, {name: series, code, word, status, body, message, responseHeaders}) {
      const at = index.nameOf(series) ?? -1;
      const name = requestNames[at];
      if (name === undefined) return;
      const sample = {name, atMs, code, word, status, body, message, headers: joinHeaders(responseHeaders)};
      noteRecent(at, sample);
      if (taken[at]! >= samplesPerName) return;
      taken[at]!++;
      samples.push(sample);
    },
  };
}

function joinHeaders(headers: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}
