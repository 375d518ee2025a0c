import type {Threshold} from '../domain/profile.ts';
import {parseThresholdArgument} from '../domain/threshold-grammar.ts';

/** `p(95)<250`: a condition that names no metric. */
const bare = /^\s*[a-z]+\s*(?:\([^()]*\))?\s*[<>=!]/i;

/** What a search is to hold, as `--threshold` takes it; a rule without a metric is one of `http_req_duration`. */
export function parseObjective(rule: string): Threshold | {readonly problem: string} {
  return parseThresholdArgument(bare.test(rule) ? `http_req_duration: ${rule.trim()}` : rule);
}
