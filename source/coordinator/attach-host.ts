import process from 'node:process';
import {describeError} from '../domain/errors.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {Session} from '../session/session.ts';
import {attachFolder, makeAttachFolder, socketOf} from './attach-folder.ts';
import {changesLoad} from './attach-intent.ts';
import {leaveRun} from './attach-leave.ts';
import type {RunAbout} from './attach-messages.ts';
import {startAttachServer, type AttachServer} from './attach-server.ts';
import type {ViewFeed} from './view-feed.ts';

/** A run's door for screens from elsewhere. */
export interface AttachHost {
  /** Never rejects; idempotent. */
  close(summary: RunSummary | null): Promise<void>;
}

export interface AttachHostOptions {
  readonly prepared: Pick<PreparedRun, 'plan' | 'profile'>;
  readonly version: string;
  readonly session: Pick<Session, 'dispatch' | 'tellInfo' | 'tellFailure'>;
  readonly feed: ViewFeed;
}

/** Opens it where that can be done; where not, the run says so and goes on. */
export async function openAttachHost(options: AttachHostOptions): Promise<AttachHost> {
  const {session, feed, version} = options;
  const folder = attachFolder();
  if (folder === null) return {close: async () => undefined};
  let touched = false;
  let server: AttachServer;
  try {
    await makeAttachFolder(folder);
    server = await startAttachServer({
      file: socketOf(folder, process.pid),
      version,
      about: () => aboutOf(options),
      join: (onlooker) => feed.join(onlooker),
      dispatch(intent) {
        touched ||= changesLoad(intent);
        session.dispatch(intent, 'operator');
      },
      onLastLeft() {
        if (touched) leave(options);
        touched = false;
      },
    });
  } catch (error) {
    session.tellFailure(`perftui attach cannot reach this run: ${describeError(error)}`);
    return {close: async () => undefined};
  }
  return {close: async (summary) => server.close(summary)};
}

function leave({session, feed}: AttachHostOptions): void {
  // What was sent last has been taken by the session, but is in no view yet.
  feed.update();
  if (feed.view === null) return;
  const {intents, text} = leaveRun(feed.view);
  if (text !== null) session.tellInfo(text);
  for (const intent of intents) session.dispatch(intent, 'operator');
}

function aboutOf({prepared: {plan, profile}, feed}: AttachHostOptions): RunAbout {
  const {view, attached} = feed;
  return {
    pid: process.pid,
    profileName: profile.name,
    targetLabel: plan.target.label,
    elapsedMs: view?.elapsedMs ?? 0,
    phase: view?.phase ?? 'STARTING',
    model: view?.load.model ?? 'closed',
    activeVus: view?.load.activeVus ?? 0,
    targetLevel: view?.load.targetLevel ?? 0,
    attached,
  };
}
