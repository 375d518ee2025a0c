import {printDuration} from '../../domain/duration.ts';
import {executorDurationMs, executorModel, executorStartLevel} from '../../domain/executor.ts';
import type {Executor} from '../../domain/profile.ts';
import {shortNumber} from '../plots/axis.ts';
import type {PickerEntry, RecordingFacts} from './picker-model.ts';

/** A profile as a line of the list; what is not known is `--`. */
export interface ProfileRow {
  readonly name: string;
  readonly origin: string;
  readonly scenarios: string;
  readonly stages: string;
  readonly load: string;
  readonly lasts: string;
  readonly lastRun: string;
  readonly target: string;
  /** In place of what a broken profile does not tell; null: it is whole. */
  readonly problems: string | null;
}

/** @param nowMs since 1970 */
export function profileRow(entry: PickerEntry, nowMs: number): ProfileRow {
  const {name, origin, profile, problemCount} = entry;
  if (entry.recording !== undefined) return recordingRow(entry, entry.recording, nowMs);
  const lastRun = entry.lastRunAtMs === null ? '--' : agoText(entry.lastRunAtMs, nowMs);
  if (profile === null) {
    const problems = `${problemCount} ${problemCount === 1 ? 'problem' : 'problems'}: v names them`;
    return {name, origin, scenarios: '--', stages: '--', load: '--', lasts: '--', lastRun, target: '--', problems};
  }
  const {executor, scenarios, target} = profile;
  return {
    name,
    origin,
    scenarios: String(scenarios.length),
    stages: 'stages' in executor ? String(executor.stages.length) : '--',
    load: loadText(executor),
    lasts: lastsText(executor),
    lastRun,
    target: withoutCredentials(target),
    problems: null,
  };
}

function recordingRow(
  {name}: PickerEntry,
  {startedAtMs, durationMs, targetLabel, state, profileName}: RecordingFacts,
  nowMs: number,
): ProfileRow {
  return {
    name,
    origin: 'drive',
    scenarios: '--',
    stages: '--',
    load: profileName ?? '--',
    lasts: durationMs === null ? '--' : printDuration(Math.round(durationMs / 1000) * 1000),
    lastRun: startedAtMs === null ? '--' : agoText(startedAtMs, nowMs),
    target: targetLabel === null ? '--' : withoutCredentials(targetLabel),
    problems: state === 'unreadable' ? 'cannot be read' : null,
  };
}

/** `0-260 VUs`, `50 VUs`, `10-500/s`. */
export function loadText(executor: Executor): string {
  const start = executorStartLevel(executor);
  const levels = [start, ...('stages' in executor ? executor.stages.map(({target}) => target) : [])];
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const unit = executorModel(executor) === 'open' ? '/s' : high === 1 ? ' VU' : ' VUs';
  return `${low === high ? '' : `${levelText(low)}-`}${levelText(high)}${unit}`;
}

/** `16m`; `to 10m` where its iterations may end it earlier. */
export function lastsText(executor: Executor): string {
  const durationMs = executorDurationMs(executor);
  if (durationMs === null) return 'no end';
  return `${'iterations' in executor ? 'to ' : ''}${printDuration(durationMs)}`;
}

/** Whole where it is: 15000, not 15k. */
export function levelText(level: number): string {
  return Number.isInteger(level) ? String(level) : shortNumber(level);
}

/** `user:password@` of a URL is nobody's to read. */
export function withoutCredentials(target: string): string {
  return target.replace(/\/\/[^/?#]*@/, '//');
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `just now`, `5m ago`, `2h ago`, `3d ago`, `08-11`, `2025-08`: eight cells at most. */
export function agoText(atMs: number, nowMs: number): string {
  const ago = nowMs - atMs;
  if (ago < minuteMs) return 'just now';
  if (ago < hourMs) return `${Math.floor(ago / minuteMs)}m ago`;
  if (ago < dayMs) return `${Math.floor(ago / hourMs)}h ago`;
  if (ago < 8 * dayMs) return `${Math.floor(ago / dayMs)}d ago`;
  const date = new Date(atMs).toISOString();
  return ago < 300 * dayMs ? date.slice(5, 10) : date.slice(0, 7);
}
