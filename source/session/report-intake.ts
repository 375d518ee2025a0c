import type {Report} from '../protocol/report.ts';
import type {EventLog} from './event-log.ts';
import type {LoadControl} from './load-control.ts';
import type {LoadCuts} from './load-cuts.ts';
import type {MeasuredChange} from './measured-change.ts';
import type {SessionMeasures} from './session-measures.ts';
import type {WorkerLoss} from './session-output.ts';
import type {StopWatch} from './stop-watch.ts';

/** Leads what the fleet reports to where it is measured, told and acted on. */
export function createReportIntake(parts: {
  readonly measures: SessionMeasures;
  /** Grows with each worker that is lost. */
  readonly losses: WorkerLoss[];
  readonly log: Pick<EventLog, 'tell'>;
  readonly cuts: Pick<LoadCuts, 'flowError'>;
  readonly stop: Pick<StopWatch, 'reading'>;
  readonly load: Pick<LoadControl, 'takeCommanded'>;
  take(change: MeasuredChange): void;
  /** The fleet has stopped. */
  end(): void;
}): (report: Report) => void {
  const {measures, losses, log, cuts, stop, load} = parts;
  return (report) => {
    switch (report.kind) {
      case 'interval': {
        parts.take(measures.report(report, load.takeCommanded()));
        const {endMs, gauges, appliedRevision} = report;
        stop.reading({endMs, ...gauges, appliedRevision, aborted: measures.totals.counters().aborted});
        return;
      }
      case 'worker-lost': {
        const {atMs, worker, reason, inFlightLost} = report;
        losses.push({atMs, worker});
        measures.validity.workerLost(atMs, worker);
        return log.tell('gap', `worker ${worker} lost (${reason}): ${inFlightLost} in flight lost`, '!worker');
      }
      case 'worker-replaced':
        return log.tell('info', `worker ${report.worker} replaced`, '✓worker');
      case 'error-sample':
        return measures.errorSample(report.atMs, report.sample);
      case 'flow-error':
        return cuts.flowError(report);
      case 'stopped':
        return parts.end();
    }
  };
}
