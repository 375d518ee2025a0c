import type {Command, StartOptions} from './command.ts';
import type {Report} from './report.ts';

/**
 * The port through which load is driven: local worker threads today, agents on other machines later. Everything above it
 * sees only commands and reports.
 */
export interface LoadDriver {
  /** Brings the workers up with no load. Reports begin now; `nowMs() === 0` is this moment. Rejects with PerftuiError. */
  start(options: StartOptions, onReport: (report: Report) => void): Promise<void>;
  send(command: Command): void;
  /** The run clock, ms since `start`. */
  nowMs(): number;
  /** Kills the workers without grace and frees everything. Idempotent. */
  close(): Promise<void>;
}
