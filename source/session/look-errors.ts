import type {OutcomeCount} from '../domain/error-kind.ts';
import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import type {ErrorRow} from './look.ts';

const rowsShown = 20;
const textChars = 200;

/** What a failure said: the first line of its body, else the transport's message. */
export function errorText({body, message}: Pick<SnapshotErrorSample, 'body' | 'message'>): string {
  const lines = (body ?? '').split(/\r?\n/).map((line) => line.trim());
  return (lines.find((line) => line !== '') ?? message ?? '').slice(0, textChars);
}

/**
 * Failures by what they said, newest first.
 * @param samples oldest first, redacted
 * @param name null: of all requests
 * @param outcomesOf of a request in the headline window
 */
export function errorRows(
  samples: readonly SnapshotErrorSample[],
  name: string | null,
  outcomesOf: (name: string) => readonly OutcomeCount[],
): readonly ErrorRow[] {
  const newest = new Map<string, SnapshotErrorSample>();
  for (const sample of samples) {
    if (name !== null && sample.name !== name) continue;
    const key = errorKey(sample);
    newest.delete(key);
    newest.set(key, sample);
  }
  const known = new Map<string, readonly OutcomeCount[]>();
  const outcomes = (of: string): readonly OutcomeCount[] => {
    if (!known.has(of)) known.set(of, outcomesOf(of));
    return known.get(of)!;
  };
  return [...newest.values()]
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, rowsShown)
    .map((sample) => ({
      atMs: sample.atMs,
      word: sample.word,
      code: sample.code,
      status: sample.status,
      requestName: sample.name,
      text: errorText(sample),
      body: sample.body,
      headers: sample.headers,
      inWindow: countOf(outcomes(sample.name), sample),
    }));
}

/** Two samples with the same one are of one kind. */
export function errorKey(sample: SnapshotErrorSample): string {
  return JSON.stringify([sample.name, sample.code, sample.word, errorText(sample)]);
}

function countOf(outcomes: readonly OutcomeCount[], {code, word}: SnapshotErrorSample): number {
  return outcomes.find((one) => one.code === code && one.word === word)?.count ?? 0;
}
