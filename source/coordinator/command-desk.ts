import type {Command} from '../protocol/command.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {Report} from '../protocol/report.ts';

/** Commands come from two sides, the session and what surrounds it; a worker sees one row of revisions. */
export interface CommandDesk {
  /** What the session takes for the driver: its revisions are its own. */
  readonly driver: Pick<LoadDriver, 'send' | 'nowMs'>;
  /** Values everybody has, by index into `RunPlan.variables`. */
  sendGlobals(values: readonly (string | null)[]): void;
  /** A report as the session knows its own commands. */
  toSession(report: Report): Report;
}

interface Sent {
  readonly own: number;
  readonly session: number;
}

export function createCommandDesk(driver: Pick<LoadDriver, 'send' | 'nowMs'>): CommandDesk {
  let revision = 0;
  /** Of the session's commands, oldest first; the first one has been acted on. */
  let sent: readonly Sent[] = [{own: 0, session: 0}];

  function send(command: Command): void {
    if (command.revision <= sent.at(-1)!.session) return;
    revision++;
    sent = [...sent, {own: revision, session: command.revision}];
    driver.send({...command, revision});
  }

  /** The newest of the session's that had been sent by then. */
  function sessionRevision(applied: number): number {
    const newest = sent.findLastIndex(({own}) => own <= applied);
    sent = sent.slice(Math.max(0, newest));
    return sent[0]!.session;
  }

  return {
    driver: {send, nowMs: () => driver.nowMs()},
    sendGlobals(values) {
      revision++;
      driver.send({kind: 'globals', revision, values});
    },
    toSession: (report) =>
      report.kind === 'interval' ? {...report, appliedRevision: sessionRevision(report.appliedRevision)} : report,
  };
}
