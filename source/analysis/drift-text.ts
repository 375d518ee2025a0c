import {formatBytes, formatChange, formatPoints} from '../domain/format.ts';
import type {SoakDrift} from '../domain/study.ts';

/** What was found, in short: `p95 +5%`, `target memory +120MB/h (LEAK)`. */
export function foundDrift({figure, change, perHour, verdict}: SoakDrift): string {
  const isMemory = figure === 'memory' || figure === 'target memory';
  if (verdict === 'LEAK' && isMemory && perHour !== null) return `${figure} +${formatBytes(perHour)}/h (LEAK)`;
  if (change === null) return `${figure} (${verdict})`;
  return `${figure} ${figure === 'errors' ? formatPoints(change) : formatChange(change)}`;
}

/** `+5.4%`, `+0.3pp` of errors: over the whole time; `--`: not known. */
export function driftText({figure, change}: SoakDrift): string {
  return change === null ? '--' : signed(change * 100, figure === 'errors' ? 'pp' : '%');
}

/** `+0.4%`, `+0.1pp`, of memory `+120MB`; `--`: not known, or told by too few blocks to speak of hours. */
export function driftPerHour({figure, perHour, verdict}: SoakDrift): string {
  if (perHour === null || verdict === 'TOO SHORT') return '--';
  if (figure === 'errors') return signed(perHour * 100, 'pp');
  if (figure === 'p95' || figure === 'throughput') return signed(perHour * 100, '%');
  return `${perHour > 0 ? '+' : ''}${formatBytes(perHour)}`;
}

/** `<.001`, `.034`; `--`: not known. */
export function driftProbability({p}: SoakDrift): string {
  if (p === null) return '--';
  return p < 0.001 ? '<.001' : p.toFixed(3).replace(/^0/, '');
}

function signed(value: number, unit: string): string {
  const text = value.toFixed(1);
  const isNone = Number(text) === 0;
  return isNone ? `0.0${unit}` : `${value > 0 ? '+' : ''}${text}${unit}`;
}
