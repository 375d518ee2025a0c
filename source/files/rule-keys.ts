import {choice, duration, field, flag, structure, type KeyTable} from './field-types.ts';
import {limits} from './profile-schema.ts';

/** Windows are whole seconds: that only the parser sees. */
const window = duration({minMs: 1000, maxMs: limits.maxWindowMs, maxText: '10m'});
const week = {maxMs: limits.maxDurationMs, maxText: '168h'};

/** A threshold in its object form; read by `parseThreshold`. */
export const thresholdKeys = {
  what: 'a threshold',
  fields: {
    threshold: structure({type: 'string'}),
    window: field(
      window,
      'Evaluated over this many seconds at every moment (1s to 10m) instead of over the whole run.',
    ),
    abortOnFail: field(flag, 'End the run with exit code 108 when it does not hold.', false),
    delayAbortEval: field(duration({minMs: 0, ...week}), 'How long abortOnFail waits before it first looks.', '0s'),
    severity: field(
      choice('critical', 'warning'),
      'A warning is shown and reported, and never fails the run.',
      'critical',
    ),
  },
  required: ['threshold'],
  refused: {},
} as const satisfies KeyTable;

export const alertKeys = {
  what: 'an alert',
  fields: {
    when: structure({$ref: '#/$defs/alertCondition'}, 'What fires it, such as http_req_duration: p(95)>2000.'),
    window: field(window, 'What the condition looks back on, whole seconds from 1s to 10m.', '10s'),
    for: field(duration({minMs: 0, ...week}), 'How long it has to be so.', '0s'),
    severity: field(choice('warning', 'critical'), null, 'warning'),
    action: field(
      choice('alert', 'hold', 'back-off', 'stop'),
      'What happens then: a line on the screen, the load held, a fifth less load, or the end of the load.',
      'alert',
    ),
  },
  required: ['when'],
  refused: {
    if: 'write "when"',
    condition: 'write "when"',
    metric: 'write "when": "http_req_duration: p(95)>2000"',
    threshold: 'write "when": "http_req_duration: p(95)>2000"',
    level: 'write "severity"',
  },
} as const satisfies KeyTable;
