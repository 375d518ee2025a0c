import {errorIndex} from '../domain/error-kind.ts';
import type {CheckOutcome} from '../iteration/check.ts';
import type {ResponseView} from '../iteration/response-view.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {RequestOp} from './request-op.ts';
import type {Result} from './transports/transport.ts';
import {vuFlag, type VuTable} from './vu-table.ts';

const failedCheck: CheckOutcome = 1;

/** Records how requests ended: counts, latencies, checks. */
export class EndedRequests {
  readonly #table: VuTable;
  readonly #recorder: SharedWriter;
  readonly #view: ResponseView;
  /** Of the checks of the request being recorded. */
  readonly #outcomes: CheckOutcome[] = [];

  /** @param view shows the answer that is recorded, where somebody looks at it */
  constructor(table: VuTable, recorder: SharedWriter, view: ResponseView) {
    this.#table = table;
    this.#recorder = recorder;
    this.#view = view;
  }

  /** A whole response came. @param isLast false: a redirect that is followed; it is not checked */
  answered(slot: number, op: RequestOp, result: Result, isExpected: boolean, isLast: boolean): void {
    const recorder = this.#recorder;
    const latencyUs = this.#latencyUs(slot, result);
    const checks = isLast ? op.checks.length : 0;
    // A group holds records only: what is found out for them comes first.
    for (let index = 0; index < checks; index++) this.#outcomes[index] = op.checkRules[index]!(this.#view);
    recorder.beginGroup();
    recorder.answered(op.name, result.status, isExpected, latencyUs, result.bytesIn, result.bytesOut, result.phasesUs);
    // Not a number compares false: a wait that is not known is not recorded.
    if (result.clientWaitMs >= 0) recorder.clientWaited(Math.round(result.clientWaitMs * 1000));
    for (let index = 0; index < checks; index++) recorder.checked(op.checks[index]!, this.#outcomes[index]!);
    recorder.endGroup();
  }

  /** It ended with an error: there is nothing in which its checks could hold. */
  broke(slot: number, op: RequestOp, result: Result): void {
    const timed = result.timedOut && result.sentMs <= result.doneMs;
    const latencyUs = timed ? this.#latencyUs(slot, result) : -1;
    this.#failed(op, result, result.error, latencyUs);
  }

  /** The last redirect that would have been followed was answered by another one. */
  wentRound(op: RequestOp, result: Result): void {
    this.#failed(op, result, errorIndex['too many redirects'], -1);
  }

  #failed(op: RequestOp, result: Result, error: number, latencyUs: number): void {
    const recorder = this.#recorder;
    recorder.beginGroup();
    recorder.failed(op.name, error, latencyUs, result.bytesIn, result.bytesOut, result.phasesUs);
    for (let index = 0; index < op.checks.length; index++) recorder.checked(op.checks[index]!, failedCheck);
    recorder.endGroup();
  }

  /** What is reported; for the first request of an arrival its parts are recorded as well. */
  #latencyUs(slot: number, {sentMs, doneMs}: Result): number {
    const serviceUs = Math.round((doneMs - sentMs) * 1000);
    if ((this.#table.flags[slot]! & vuFlag.first) === 0) return serviceUs;
    const intendedMs = this.#table.intendedMs[slot]!;
    this.#recorder.openEnd(serviceUs, Math.max(0, Math.round((sentMs - intendedMs) * 1000)));
    return Math.round((doneMs - intendedMs) * 1000);
  }
}
