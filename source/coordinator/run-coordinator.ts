import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {HostFacts} from '../domain/host.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {gitFacts} from '../files/git-facts.ts';
import {profileDocument, profileRevision} from '../files/print-profile.ts';
import {createRedactor, type Redactor} from '../files/redact.ts';
import {redactErrorSample} from '../files/redact-snapshot.ts';
import {readBaselineChoice, readSnapshot} from '../files/snapshot-store.ts';
import {descriptorLimit, vusThatFit} from '../fleet/descriptor-limit.ts';
import {createHostSampler} from '../fleet/host-sampler.ts';
import {connectionsByPorts} from '../fleet/port-limit.ts';
import {createThreadDriver} from '../fleet/thread-driver.ts';
import {createSession, type Session} from '../session/session.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import {startDriveRecorder, type DriveRecorder} from './drive-recorder.ts';
import {createFileEffects} from './file-effects.ts';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from './messages.ts';
import {vusLimit} from './vus-limit.ts';

const tickMs = 100;
/** How often a screen is told what is new: digits that change faster cannot be read. */
const updateMs = 200;

export interface CoordinatorPort {
  post(message: FromCoordinator): void;
  onMessage(listener: (message: ToCoordinator) => void): void;
}

/** Runs one session from its start to its last file. Resolves when `finished` has been posted. */
export async function runCoordinator(settings: CoordinatorSettings, port: CoordinatorPort): Promise<void> {
  const driver = createThreadDriver();
  let started = false;
  const sampler = createHostSampler({
    targetHostname: settings.prepared.plan.target.hostname,
    clockMs: () => (started ? driver.nowMs() : 0),
    onSample: (sample) => session.onHostSample(sample),
  });
  const [hostFacts, git, baseline] = await Promise.all([sampler.facts(), gitFacts('.'), findBaseline(settings)]);
  const redactor = createRedactor(settings.prepared.secrets);
  const recorder = await startDriveRecorder(settings, {hostFacts, git}, redactor);
  const session = createOwnSession(settings, driver, {hostFacts, git, baseline, redactor, recorder});
  // Messages that came while the facts were being gathered have waited in the port.
  let taken = true;
  port.onMessage((message) => {
    if (message.kind === 'taken') taken = true;
    else session.dispatch(message.intent, message.origin);
  });
  session.dispatch({kind: 'list-snapshots'}, 'flag');
  const startup = driver.start({plan: settings.prepared.plan, workers: settings.workers}, (report) =>
    session.onReport(report),
  );
  started = true;
  const ticking = setInterval(() => session.tick(), tickMs);
  const update = (): void => {
    if (!taken) return;
    taken = false;
    const failure = recorder.takeFailure();
    if (failure !== null) session.tellFailure(failure);
    port.post(session.takeUpdate());
  };
  const polling = new AbortController();
  try {
    update();
    const finished = untilFinished(session, update, polling.signal);
    // Whoever stops the run before the workers are up does not wait for them.
    await Promise.race([startup, finished]);
    sampler.start();
    session.start();
    await finished;
    const summary = session.summary();
    await recorder.close(summary);
    port.post(session.takeUpdate());
    port.post({kind: 'finished', summary});
  } finally {
    polling.abort();
    clearInterval(ticking);
    sampler.stop();
    await recorder.close(null);
    await driver.close();
  }
}

function createOwnSession(
  settings: CoordinatorSettings,
  driver: ReturnType<typeof createThreadDriver>,
  parts: {
    hostFacts: HostFacts;
    git: Awaited<ReturnType<typeof gitFacts>>;
    baseline: ChosenBaseline | null;
    redactor: Redactor;
    recorder: DriveRecorder;
  },
): Session {
  const {prepared} = settings;
  const {redactor, recorder, git, baseline} = parts;
  const transport = chooseTransport(prepared.plan);
  return createSession(
    {
      prepared,
      interactive: settings.interactive,
      transport,
      git,
      baseline,
      hostFacts: {...parts.hostFacts, perftui: settings.version},
      profileRevision: profileRevision(prepared.profile),
      profileDocument: profileDocument(prepared.profile).document,
      vusLimit: vusLimit(prepared.plan, transport.kind, [
        vusThatFit(descriptorLimit()),
        connectionsByPorts(prepared.plan.target, transport.kind),
      ]),
      snapshotAtEnd: settings.snapshotAtEnd,
      allowInvalid: settings.allowInvalid,
    },
    {
      driver,
      effects: createFileEffects(settings, redactor),
      redact: (sample) => redactErrorSample(sample, redactor),
      takenAt: () => new Date().toISOString(),
      journal: recorder,
    },
  );
}

/** The one chosen in this folder, else the one the command brought; a broken one is passed over, not fatal. */
async function findBaseline({snapshotsFolder, defaultBaseline}: CoordinatorSettings): Promise<ChosenBaseline | null> {
  const file = (await readBaselineChoice(snapshotsFolder)) ?? defaultBaseline;
  if (file === null) return null;
  return readSnapshot(file).then(
    (snapshot) => ({file, snapshot}),
    () => null,
  );
}

/** Updates the screen until the session is over, or without an end once `signal` says so. */
async function untilFinished(session: Session, update: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        if (session.finished) {
          clearInterval(timer);
          resolve();
        } else {
          update();
        }
      } catch (error) {
        clearInterval(timer);
        reject(
          new PerftuiError('ERR_INTERNAL', `the session failed: ${String(error)}`, {
            exitCode: exitCodes.internal,
            cause: error,
          }),
        );
      }
    }, updateMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  });
}
