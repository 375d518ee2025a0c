import {expect, test} from 'vitest';
import {runExitCode, type RunOutcome} from '../../source/session/exit-code.ts';

const failed = {source: 'p', value: 1, ok: false, severity: 'critical'} as const;
const relative = {...failed, relativeTo: 'baseline'} as const;
const fine: RunOutcome = {
  interactive: false,
  endedBy: 'plan ended',
  succeeded: 9,
  verdicts: [],
  comparison: null,
  validity: 'VALID',
  allowInvalid: false,
  written: true,
  capacity: null,
};

test.each([
  ['a run that went well', {}, 0],
  ['a threshold failed', {verdicts: [failed]}, 99],
  ['a threshold that only warns failed', {verdicts: [{...failed, severity: 'warning'}]}, 0],
  ['a threshold has no value', {verdicts: [{...failed, ok: null}]}, 0],
  ['nothing succeeded', {succeeded: 0}, 108],
  ['a threshold stopped it', {endedBy: 'stopped by a threshold', verdicts: [failed]}, 108],
  ['an alert stopped it', {endedBy: 'stopped by an alert'}, 108],
  ['the circuit breaker stopped it', {endedBy: 'circuit breaker', succeeded: 0}, 108],
  ['its unique data ran out', {endedBy: 'data ran out'}, 107],
  ['its unique data ran out and a threshold failed', {endedBy: 'data ran out', verdicts: [failed]}, 107],
  ['every iteration ended with a flow error', {endedBy: 'no flow could go on'}, 107],
  ['its unique data ran out, on a screen', {endedBy: 'data ran out', interactive: true}, 0],
  ['a signal stopped it', {endedBy: 'stopped by signal', verdicts: [failed], succeeded: 0}, 105],
  ['no worker was left', {endedBy: 'no worker left'}, 109],
  ['no worker was left, on a screen', {endedBy: 'no worker left', interactive: true}, 109],
  ['a person drove it', {interactive: true, verdicts: [failed], succeeded: 0}, 0],
  ['what was asked for was not written', {written: false}, 104],
  ['it was not written, on a screen', {written: false, interactive: true}, 104],
  ['it was not written and a threshold failed', {written: false, verdicts: [failed]}, 99],
  ['it was invalid', {validity: 'INVALID'}, 111],
  ['it was invalid and a threshold failed', {validity: 'INVALID', verdicts: [failed]}, 111],
  ['it was invalid and that is allowed', {validity: 'INVALID', allowInvalid: true}, 0],
  [
    'it was invalid, that is allowed, and a threshold failed',
    {validity: 'INVALID', allowInvalid: true, verdicts: [failed]},
    99,
  ],
  ['it is slower than the baseline', {comparison: 'REGRESSION'}, 112],
  ['it cannot be compared with the baseline', {comparison: 'refused'}, 104],
  ['it cannot be compared, on a screen', {comparison: 'refused', interactive: true}, 0],
  ['it cannot be compared and a threshold failed', {comparison: 'refused', verdicts: [failed]}, 99],
  ['it may be slower than the baseline', {comparison: 'SUSPECT'}, 0],
  ['it cannot be told whether it is slower', {comparison: 'INCONCLUSIVE'}, 0],
  ['a threshold relative to the baseline failed', {verdicts: [relative], comparison: 'OK'}, 112],
  ['such a threshold that only warns failed', {verdicts: [{...relative, severity: 'warning'}]}, 0],
  ['a threshold failed and one relative to the baseline too', {verdicts: [relative, failed]}, 99],
  ['a threshold failed and it is slower', {verdicts: [failed], comparison: 'REGRESSION'}, 99],
  ['it was invalid and is slower', {validity: 'INVALID', comparison: 'REGRESSION'}, 111],
  ['it was cut short and is slower', {endedBy: 'circuit breaker', comparison: 'REGRESSION'}, 108],
  ['it is slower, and was not written', {comparison: 'REGRESSION', written: false}, 112],
  ['it is slower, on a screen', {interactive: true, comparison: 'REGRESSION', verdicts: [relative]}, 0],
  ['it was degraded', {validity: 'DEGRADED'}, 0],
  ['it was invalid and a threshold stopped it', {validity: 'INVALID', endedBy: 'stopped by a threshold'}, 108],
  ['it was invalid and a signal stopped it', {validity: 'INVALID', endedBy: 'stopped by signal'}, 105],
  ['it was invalid and no worker was left', {validity: 'INVALID', endedBy: 'no worker left'}, 109],
  ['it was invalid and nothing succeeded', {validity: 'INVALID', succeeded: 0}, 108],
  ['it was invalid, on a screen', {validity: 'INVALID', interactive: true}, 0],
] as [string, Partial<RunOutcome>, number][])('%s: its exit code', (_, changes, code) => {
  expect(runExitCode({...fine, ...changes})).toBe(code);
});
