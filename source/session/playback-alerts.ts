import {parseDuration} from '../domain/duration.ts';
import type {AlertRule} from '../domain/profile.ts';
import {parseAlertCondition} from '../domain/threshold-grammar.ts';

const defaults = {window: '10s', severity: 'warning', for: '0s'} as const;

/**
 * The alerts of the profile a run was of, as its recording has it. One that this version cannot read is left out. None
 * of them does anything: what they did then is among the recording's seconds.
 * @param document a file's: of any shape
 */
export function playbackAlerts(document: unknown): readonly AlertRule[] {
  const {alerts} = (document ?? {}) as {readonly alerts?: unknown};
  return (Array.isArray(alerts) ? (alerts as readonly unknown[]) : []).flatMap((one) => ruleOf(one) ?? []);
}

function ruleOf(written: unknown): AlertRule | null {
  if (typeof written !== 'object' || written === null) return null;
  const {when, ...fields} = {...defaults, ...(written as {readonly when?: unknown; readonly for?: unknown})};
  const forMs = typeof fields.for === 'string' ? parseDuration(fields.for) : null;
  if (typeof when !== 'string' || forMs === null) return null;
  const condition = parseAlertCondition(when, {window: fields.window, severity: fields.severity});
  return 'problem' in condition ? null : {when: condition, forMs, action: 'alert'};
}
