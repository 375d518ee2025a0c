import {parseDuration} from '../../domain/duration.ts';
import {parseThresholdArgument} from '../../domain/threshold-grammar.ts';

/**
 * Limits as people type them, as arguments of `--threshold`: `p95 < 250ms   error < 1%` is
 * `http_req_duration: p(95)<250` and `http_req_failed: rate<0.01`. What names a metric is taken as it stands.
 */
export function parseLimits(text: string): {readonly thresholds: readonly string[]} | {readonly problem: string} {
  const trimmed = text.trim();
  if (trimmed === '') return {thresholds: []};
  const parts = [...trimmed.matchAll(/([a-z_]+(?:\(?[\d.]+\)?)?)\s*(<=?|>=?)\s*([\d.]+)\s*(ms|s|%)?[\s,;]*/giy)];
  const thresholds: string[] = [];
  for (const [, word = '', operator = '', number = '', unit = ''] of parts) {
    const threshold = thresholdOf(word.toLowerCase(), operator, number, unit);
    if (threshold === null || 'problem' in parseThresholdArgument(threshold)) {
      return {problem: `${word} ${operator} ${number}${unit}: write p95 < 250ms, avg < 100ms or error < 1%`};
    }
    thresholds.push(threshold);
  }
  const read = parts.reduce((length, [part]) => length + part.length, 0);
  if (read < trimmed.length) return {problem: 'write p95 < 250ms, avg < 100ms or error < 1%'};
  return {thresholds};
}

function thresholdOf(word: string, operator: string, number: string, unit: string): string | null {
  if (/^err(?:or)?s?$/.test(word)) {
    const share = Number(number) / (unit === '%' ? 100 : 1);
    return unit === '' || unit === '%' ? `http_req_failed: rate${operator}${Number(share.toPrecision(6))}` : null;
  }
  const percentile = /^p\(?([\d.]+)\)?$/.exec(word)?.[1];
  const aggregation = percentile === undefined ? /^(?:avg|min|max|med)$/.exec(word)?.[0] : `p(${percentile})`;
  const ms = unit === '%' ? null : unit === '' ? Number(number) : parseDuration(number + unit.toLowerCase());
  return aggregation === undefined || ms === null ? null : `http_req_duration: ${aggregation}${operator}${ms}`;
}
