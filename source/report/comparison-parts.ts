import type {ComparedSpan, MetricComparison, RequestComparison, RunComparison, Verdict} from '../domain/comparison.ts';
import {formatChange, formatDuration, formatNumber} from '../domain/format.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Style} from './text-parts.ts';

/** One side of a comparison, as it is named to a person. */
export interface ComparedRecord {
  readonly name: string;
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly targetLabel: string;
  /** `a91f3c2+`, the plus where there were changes that were not committed; null: not known. */
  readonly git: string | null;
}

export function comparedRecord(file: string, {name, takenAt, target, git}: Snapshot): ComparedRecord {
  const commit = git === null ? null : `${git.commit.slice(0, 7)}${git.dirty ? '+' : ''}`;
  return {name, file, takenAt, targetLabel: target.label, git: commit};
}

export interface NamedComparison {
  readonly before: ComparedRecord;
  readonly now: ComparedRecord;
  readonly comparison: RunComparison;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  REGRESSION: '! regression',
  SUSPECT: '~ suspect',
  OK: 'ok',
  IMPROVED: 'improved',
  INCONCLUSIVE: '? inconclusive',
  UNTESTED: 'no test',
};

export const verdictStyles: Readonly<Record<Verdict, Style>> = {
  REGRESSION: 'bad',
  SUSPECT: 'near',
  OK: 'good',
  IMPROVED: 'good',
  INCONCLUSIVE: 'dim',
  UNTESTED: 'dim',
};

/** `! regression`; `? sees from ±12%` where nothing smaller would have shown; `too few failures`. */
export function verdictText({
  verdict,
  detectable,
  why,
}: Pick<MetricComparison, 'verdict' | 'detectable' | 'why'>): string {
  if (verdict === 'INCONCLUSIVE' && detectable !== null) return `? sees from ${formatChange(Math.abs(detectable))}`;
  return verdict === 'UNTESTED' ? (why ?? verdictWords.UNTESTED) : verdictWords[verdict];
}

/**
 * What a verdict rests on where that is not the p95 of all requests shown beside it: `p50`, `login p99`; null: it is, or it
 * rests on all of them.
 * @param requests the one whose p95 is shown first
 */
export function verdictBasis(requests: readonly RequestComparison[], verdict: Verdict): string | null {
  if (verdict !== 'REGRESSION' && verdict !== 'SUSPECT') return null;
  const [first] = requests;
  if (first?.metrics.some((one) => one.metric === 'p95' && one.verdict === verdict)) return null;
  for (const {name, metrics} of requests) {
    const found = metrics.find((one) => one.verdict === verdict);
    if (found !== undefined) return name === null || name === first?.name ? found.metric : `${name} ${found.metric}`;
  }
  return null;
}

/** `240 VUs`, `500/s`. */
export function spanLevel({model, level}: Pick<ComparedSpan, 'model' | 'level'>): string {
  const shown = Math.abs(level - Math.round(level)) < 0.05 ? String(Math.round(level)) : formatNumber(level);
  return `${shown}${model === 'open' ? '/s' : shown === '1' ? ' VU' : ' VUs'}`;
}

/** `240 VUs for 30s, 7801 samples`, `~` in front where figures did not stand still. */
export function spanText(span: ComparedSpan): string {
  const steady = span.steady === false ? '~' : '';
  return `${steady}${spanLevel(span)} for ${formatDuration(span.seconds * 1000)}, ${Math.round(span.samples)} samples`;
}

/** `2026-08-11 02:14`. */
export function minuteOf(takenAt: string): string {
  return takenAt.slice(0, 16).replace('T', ' ');
}
