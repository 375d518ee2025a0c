import type {TargetCommand} from '../protocol/command.ts';
import type {IdClass} from '../protocol/worker-message.ts';

/** Whole-fleet VUs a target command wants at `nowMs` (run clock): a whole number between its two ends, 0 once it is over. */
export function levelAt(command: TargetCommand, nowMs: number): number {
  const {fromLevel, toLevel, startMs, durationMs, untilMs} = command;
  if (untilMs !== null && nowMs >= untilMs) return 0;
  if (nowMs >= startMs + durationMs) return toLevel;
  if (nowMs <= startMs) return fromLevel;
  return Math.round(fromLevel + ((toLevel - fromLevel) * (nowMs - startMs)) / durationMs);
}

/** How many of the ids 0 to `fleetVus` − 1 are in the class. */
export function shareOf({first, stride}: IdClass, fleetVus: number): number {
  return fleetVus <= first ? 0 : Math.floor((fleetVus - 1 - first) / stride) + 1;
}
