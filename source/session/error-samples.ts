import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import type {ErrorSample} from '../protocol/report.ts';
import type {SeriesIndex} from './series-index.ts';

const samplesPerName = 20;

/** Failed exchanges kept for people, by request name. */
export interface ErrorSamples {
  readonly samples: readonly SnapshotErrorSample[];
  add(atMs: number, sample: ErrorSample): void;
}

export function createErrorSamples(index: Pick<SeriesIndex, 'requestNames' | 'nameOf'>): ErrorSamples {
  const {requestNames} = index;
  const taken = requestNames.map(() => 0);
  const samples: SnapshotErrorSample[] = [];
  return {
    samples,
    add(atMs, sample) {
      const at = index.nameOf(sample.name) ?? -1;
      const name = requestNames[at];
      if (name === undefined || taken[at]! >= samplesPerName) return;
      taken[at]!++;
      const {code, word, status, body, message} = sample;
      samples.push({name, atMs, code, word, status, body, message, headers: joinHeaders(sample.responseHeaders)});
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
