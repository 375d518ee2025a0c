import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {HostFacts} from '../domain/host.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {gitFacts} from '../files/git-facts.ts';
import {packageVersion} from '../files/package-root.ts';
import {profileDocument, profileRevision} from '../files/print-profile.ts';
import {redactErrorSample} from '../files/redact-snapshot.ts';
import {readBaselineChoice, readSnapshot} from '../files/snapshot-store.ts';
import {descriptorLimit, vusThatFit} from '../fleet/descriptor-limit.ts';
import {createHostSampler} from '../fleet/host-sampler.ts';
import {connectionsByPorts} from '../fleet/port-limit.ts';
import {createThreadDriver} from '../fleet/thread-driver.ts';
import {createSession, type Session} from '../session/session.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {Report} from '../protocol/report.ts';
import {createCommandDesk, type CommandDesk} from './command-desk.ts';
import {startDriveRecorder, type DriveRecorder} from './drive-recorder.ts';
import {createFileEffects} from './file-effects.ts';
import {createGrowingRedactor, type GrowingRedactor} from './growing-redactor.ts';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from './messages.ts';
import {createSurroundings, type Surroundings} from './surroundings.ts';
import {vusLimit} from './vus-limit.ts';

const tickMs = 100;
/** How often a screen is told what is new: digits that change faster cannot be read. */
const updateMs = 200;

export interface CoordinatorPort {
  post(message: FromCoordinator): void;
  onMessage(listener: (message: ToCoordinator) => void): void;
}

/**
 * Runs one session from its start to its last file: token and setup, load, teardown. Resolves when `finished` has been
 * posted.
 * @param driver drives the load
 * @throws PerftuiError when it cannot begin: 107 for a setup that fails
 */
export async function runCoordinator(
  settings: CoordinatorSettings,
  port: CoordinatorPort,
  driver: LoadDriver = createThreadDriver(),
): Promise<void> {
  const {prepared} = settings;
  let started = false;
  const sampler = createHostSampler({
    targetHostname: prepared.plan.target.hostname,
    clockMs: () => (started ? driver.nowMs() : 0),
    onSample: (sample) => session.onHostSample(sample),
  });
  const [hostFacts, git, baseline] = await Promise.all([sampler.facts(), gitFacts('.'), findBaseline(settings)]);
  const redactor = createGrowingRedactor(prepared.secrets);
  const recorder = await startDriveRecorder(settings, {hostFacts, git}, redactor);
  const desk = createCommandDesk(driver);
  const session = createOwnSession(settings, desk, {hostFacts, git, baseline, redactor, recorder});
  const screen = createScreenFeed(session, recorder, port);
  session.dispatch({kind: 'list-snapshots'}, 'flag');
  // Without a screen they have been written before.
  if (settings.interactive) for (const notice of prepared.notices ?? []) session.tellInfo(redactor.text(notice));
  const surroundings = createSurroundings({
    prepared,
    userAgent: `perftui/${packageVersion()}`,
    addSecrets: (values) => redactor.add(values),
    redact: (text) => redactor.text(text),
    sendGlobals: (values) => desk.sendGlobals(values),
    tell: (text) => session.tellInfo(text),
    tellFailure: (text) => session.tellFailure(text),
  });
  const startup = driver.start({plan: prepared.plan, workers: settings.workers}, (report) =>
    session.onReport(clear(desk.toSession(report), redactor)),
  );
  started = true;
  const ticking = setInterval(() => session.tick(), tickMs);
  const over = new AbortController();
  try {
    screen.update();
    const finished = untilFinished(session, () => screen.update(), over.signal);
    const begun = Promise.all([startup, surroundings.begin(over.signal)]);
    // Whoever stops the run before the workers are up or setup is done does not wait for them.
    await Promise.race([begun, finished]);
    begun.catch(() => undefined);
    if (!session.finished) {
      surroundings.publish();
      sampler.start();
    }
    session.start();
    await finished;
    const trouble = await tearDown(surroundings, session, screen);
    const summary = session.summary();
    await recorder.close(summary);
    port.post(session.takeUpdate());
    port.post({
      kind: 'finished',
      summary: trouble === null ? summary : {...summary, notWritten: [...summary.notWritten, trouble]},
    });
  } finally {
    over.abort();
    clearInterval(ticking);
    sampler.stop();
    await surroundings.close();
    await recorder.close(null);
    await driver.close();
  }
}

/** The figures stand by then; what fails is told and changes none of them. */
async function tearDown(
  surroundings: Pick<Surroundings, 'end'>,
  session: Pick<Session, 'tellFailure'>,
  screen: ScreenFeed,
): Promise<string | null> {
  const holding = setInterval(() => screen.update(true), updateMs);
  try {
    const trouble = await surroundings.end();
    if (trouble !== null) session.tellFailure(trouble);
    return trouble;
  } finally {
    clearInterval(holding);
  }
}

interface ScreenFeed {
  /** What is new, if the last update has been taken. `holds`: the screen is to stay though the load is over. */
  update(holds?: boolean): void;
}

/** Takes the port's messages from now on: those that came before have waited in it. */
function createScreenFeed(session: Session, recorder: DriveRecorder, port: CoordinatorPort): ScreenFeed {
  let taken = true;
  port.onMessage((message) => {
    if (message.kind === 'taken') taken = true;
    else session.dispatch(message.intent, message.origin);
  });
  return {
    update(holds = false) {
      if (!taken) return;
      taken = false;
      const failure = recorder.takeFailure();
      if (failure !== null) session.tellFailure(failure);
      const update = session.takeUpdate();
      port.post(holds ? {...update, view: {...update.view, finished: false}} : update);
    },
  };
}

/** Foreign text in reports loses its secrets before anything is done with it; error samples do later, as a whole. */
function clear(report: Report, redactor: GrowingRedactor): Report {
  if (report.kind !== 'flow-error') return report;
  return {...report, error: {...report.error, text: redactor.text(report.error.text)}};
}

function createOwnSession(
  settings: CoordinatorSettings,
  {driver}: CommandDesk,
  parts: {
    hostFacts: HostFacts;
    git: Awaited<ReturnType<typeof gitFacts>>;
    baseline: ChosenBaseline | null;
    redactor: GrowingRedactor;
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
