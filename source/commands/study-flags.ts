import {PerftuiError} from '../domain/errors.ts';
import {positiveDuration} from './flag-values.ts';
import {createFlagCheck, listOf, type RawFlags} from './raw-flags.ts';

/** Flags of the commands that answer a question about the target, checked; null or empty where not given. */
export interface StudyFlags {
  /** As `--threshold`, or without a metric, which is then `http_req_duration`. */
  readonly slos: readonly string[];
  readonly gentle: boolean;
  readonly factors: readonly number[] | null;
  readonly holdMs: number | null;
  readonly recoveryMs: number | null;
  /** Name or file of a drive. */
  readonly resume: string | null;
}

const mostFactors = 20;
const greatestFactor = 1000;

/** Throws PerftuiError (104) naming every wrong one. */
export function parseStudyFlags(raw: RawFlags): StudyFlags {
  const problems: string[] = [];
  const check = createFlagCheck(raw, problems);
  const flags: StudyFlags = {
    slos: listOf(raw['slo']),
    gentle: raw['gentle'] === true,
    factors: check('factors', parseFactors, `up to ${mostFactors} numbers above 1 such as 2,3,4,5`),
    holdMs: check('hold', positiveDuration, 'a duration such as 30s'),
    recoveryMs: check('recovery', positiveDuration, 'a duration such as 90s'),
    resume: check('resume', (text) => (text.trim() === '' ? null : text), 'the name of a drive'),
  };
  if (problems.length > 0) throw new PerftuiError('ERR_USAGE', problems.join('; '), {hint: 'see perftui --help'});
  return flags;
}

/** `2,3,4,5`, also `1.5, 2` or `2x,3x`. */
function parseFactors(text: string): readonly number[] | null {
  const factors = text.split(',').map((part) => {
    const [, number] = /^\s*(\d+(?:\.\d+)?)[x×]?\s*$/i.exec(part) ?? [];
    return Number(number ?? Number.NaN);
  });
  const isRight = factors.length <= mostFactors && factors.every((factor) => factor > 1 && factor <= greatestFactor);
  return isRight ? factors : null;
}
