import type {IntervalReport} from '../protocol/report.ts';
import type {CommandedLoad} from './measured-change.ts';

/**
 * VUs that were at work at once during a reading at whose end they may have left: those commanded that have sent something.
 * In the open model at least as many as were busy on average, by the time their iterations took.
 */
export function unseenVus({metrics, startMs, endMs}: IntervalReport, {model, mostVus}: CommandedLoad): number {
  const sent = metrics.names.reduce((sum, {started}) => sum + started, 0);
  if (sent === 0 || model === 'closed') return Math.min(sent, mostVus);
  return Math.max(1, Math.ceil(metrics.iterationDuration.sumUs / 1000 / Math.max(1, endMs - startMs)));
}
