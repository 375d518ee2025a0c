import {formatClock, formatNumber} from '../domain/format.ts';
import type {SessionEvent, SessionPhase, SessionView} from '../session/view.ts';

/*
 * 00:00:00  load up: start: 2 virtual users
 * 00:00:10  holding, 2 of 2 virtual users. 260 requests per second. p95 231 milliseconds. 0 percent errors.
 * 00:00:31  alert: target fails everything: refused
 */

const phaseWords: Readonly<Record<SessionPhase, string>> = {
  STARTING: 'starting',
  IDLE: 'idle',
  RAMP: 'ramping',
  HOLD: 'holding',
  PAUSED: 'paused',
  DRAIN: 'draining',
  STOPPED: 'stopped',
  ENDED: 'ended',
};

/** Where the run stands, as a sentence for a screen reader: no symbols, no columns, units in words. */
export function accessibleProgress(view: SessionView): string {
  const {elapsedMs, phase, window, generator, validity} = view;
  const sentences = [
    `${phaseWords[phase]}, ${spokenLoad(view)}`,
    window.requestsPerSecond === null ? null : `${plainNumber(window.requestsPerSecond)} requests per second`,
    window.p95 === null ? null : `p95 ${window.p95.atLeast ? 'at least ' : ''}${spokenLatency(window.p95.us)}`,
    window.errorShare === null ? null : `${plainNumber(window.errorShare * 100)} percent errors`,
    spokenLosses(view),
    validity === null || validity.verdict === 'VALID' ? null : `run ${validity.verdict.toLowerCase()}`,
    generator.verdict === 'saturated' ? 'generator saturated, latencies read high' : null,
  ];
  return `${formatClock(elapsedMs)}  ${sentences.filter((one) => one !== null).join('. ')}.`;
}

/** What happened, as a line for a screen reader. */
export function accessibleEvent({atMs, kind, text}: SessionEvent): string {
  const said = text
    .replaceAll('▸', 'to')
    .replaceAll(/(\d)\/s\b/g, '$1 per second')
    .replaceAll(/\bVUs\b/g, 'virtual users')
    .replaceAll(/\bVU\b/g, 'virtual user')
    .replaceAll(/[^\u0020-\u024F]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  const lead = kind === 'alert' || kind === 'failure' || kind === 'gap' ? 'alert: ' : '';
  return `${formatClock(atMs)}  ${lead}${said}`;
}

function spokenLoad({load, arrivals}: SessionView): string {
  if (load.model === 'closed') return `${load.activeVus} of ${load.targetLevel} virtual users`;
  const started = arrivals === null ? '' : `, ${plainNumber(arrivals.startedPerSecond)} started`;
  return `${plainNumber(load.targetLevel)} iterations per second offered${started}, ${load.activeVus} virtual users busy`;
}

function spokenLosses({arrivals}: SessionView): string | null {
  if (arrivals === null) return null;
  const {queued, dropped, missed} = arrivals;
  const parts = [
    queued === 0 ? null : `${queued} waiting`,
    dropped === 0 ? null : `${dropped} dropped`,
    missed === 0 ? null : `${missed} missed`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `iterations ${parts.join(', ')}`;
}

function spokenLatency(us: number): string {
  if (us < 999.5) return `${Math.round(us)} microseconds`;
  return us < 999_500 ? `${plainNumber(us / 1e3)} milliseconds` : `${plainNumber(us / 1e6)} seconds`;
}

/** Without `k` and `M`. */
function plainNumber(value: number): string {
  if (value === 0) return '0';
  return value >= 100 ? String(Math.round(value)) : formatNumber(value);
}
