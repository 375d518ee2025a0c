import type {RunPlan} from '../domain/run-plan.ts';
import type {Command} from './command.ts';
import type {ErrorSample, FlowErrorSample} from './report.ts';

/** The virtual users with ids `first`, `first + stride`, `first + 2·stride`, …: an exact share of any fleet target. */
export interface IdClass {
  readonly first: number;
  readonly stride: number;
}

/** What a load worker is started with. */
export interface WorkerStart {
  readonly plan: RunPlan;
  readonly shares: readonly IdClass[];
  readonly metrics: SharedArrayBuffer;
  /** What all workers give out together; see cursors.ts. */
  readonly cursors: SharedArrayBuffer;
  /** The run clock's zero on `process.hrtime.bigint()`, which all threads share, ns. */
  readonly zeroNs: bigint;
}

/** Down to a worker thread. */
export type WorkerMessage =
  | {readonly kind: 'command'; readonly command: Command}
  /** More virtual users, those of a worker that is gone for good. */
  | {readonly kind: 'adopt'; readonly shares: readonly IdClass[]};

/** Up from a worker thread; what is counted comes through shared memory instead. */
export type WorkerEvent =
  | {readonly kind: 'ready'}
  /** The plan cannot be run; the message says what is wrong with it. */
  | {readonly kind: 'refused'; readonly message: string}
  | {readonly kind: 'error-sample'; readonly atMs: number; readonly sample: ErrorSample}
  | {readonly kind: 'flow-error'; readonly atMs: number; readonly error: FlowErrorSample}
  | {readonly kind: 'stopped'};
