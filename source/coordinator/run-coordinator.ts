import {describeError, exitCodes, PerftuiError} from '../domain/errors.ts';
import type {HostFacts} from '../domain/host.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {gitFacts} from '../files/git-facts.ts';
import {packageVersion} from '../files/package-root.ts';
import {profileDocument, profileRevision} from '../files/print-profile.ts';
import {redactErrorSample} from '../files/redact-snapshot.ts';
import {isLoopback} from '../files/resolve-target.ts';
import {readBaselineChoice, readSnapshot} from '../files/snapshot-store.ts';
import {descriptorLimit, vusThatFit} from '../fleet/descriptor-limit.ts';
import {createHostSampler} from '../fleet/host-sampler.ts';
import {connectionsByPorts} from '../fleet/port-limit.ts';
import {createTargetObserver, type TargetObserver} from '../fleet/target-observer.ts';
import {createThreadDriver} from '../fleet/thread-driver.ts';
import {createSession, type Session} from '../session/session.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {Report} from '../protocol/report.ts';
import {createCommandDesk, type CommandDesk} from './command-desk.ts';
import {openAttachHost, type AttachHost} from './attach-host.ts';
import {startDriveRecorder, type DriveRecorder} from './drive-recorder.ts';
import {createFileEffects, type FileEffects} from './file-effects.ts';
import {createGrowingRedactor, type GrowingRedactor} from './growing-redactor.ts';
import {startLiveExports, type LiveExports} from './live-exports.ts';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from './messages.ts';
import {createSurroundings, type Surroundings} from './surroundings.ts';
import {createViewFeed, type ViewFeed} from './view-feed.ts';
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
  const [hostFacts, git, found] = await Promise.all([sampler.facts(), gitFacts('.'), findBaseline(settings)]);
  const baseline = 'problem' in found ? null : found.chosen;
  const redactor = createGrowingRedactor(prepared.secrets);
  let feed: ViewFeed | null = null;
  // What cannot be had is told before anything is recorded or sent.
  const exports = await startLiveExports(settings.exports, {
    prepared,
    version: settings.version,
    redactor,
    view: () => feed?.view ?? null,
    runClockMs: () => driver.nowMs(),
  });
  const recorder = await startDriveRecorder(settings, {hostFacts, git}, redactor);
  const desk = createCommandDesk(driver);
  const effects = createFileEffects(settings, redactor, recorder);
  const session = createOwnSession(settings, desk, {hostFacts, git, baseline, redactor, recorder, exports, effects});
  const observer = observeTarget(prepared, () => driver.nowMs(), {session, redactor});
  feed = createViewFeed(session);
  const screen = createScreenFeed({session, feed, recorder, exports}, port);
  let host: AttachHost | null = null;
  session.dispatch({kind: 'list-snapshots'}, 'flag');
  // Without a screen they have been written before.
  if (settings.interactive) for (const notice of prepared.notices ?? []) session.tellInfo(redactor.text(notice));
  if ('problem' in found && settings.interactive) session.tellFailure(redactor.text(found.problem));
  const surroundings = createSurroundings({
    prepared,
    userAgent: `perftui/${packageVersion()}`,
    addSecrets: (values) => redactor.add(values),
    redact: (text) => redactor.text(text),
    sendGlobals: (values) => desk.sendGlobals(values),
    tell: (text) => session.tellInfo(text),
    tellFailure: (text) => session.tellFailure(text),
  });
  for (const place of exports.places) session.tellPlace(place);
  const startup = driver.start({plan: prepared.plan, workers: settings.workers}, (report) => {
    if (report.kind === 'interval') exports.interval(report.metrics);
    session.onReport(clear(desk.toSession(report), redactor));
  });
  started = true;
  const ticking = setInterval(() => session.tick(), tickMs);
  const over = new AbortController();
  try {
    screen.update();
    if (settings.listens) host = await openAttachHost({prepared, version: settings.version, session, feed});
    const finished = untilFinished(session, () => screen.update(), over.signal);
    const begun = Promise.all([startup, surroundings.begin(over.signal)]);
    // Whoever stops the run before the workers are up or setup is done does not wait for them.
    await Promise.race([begun, finished]);
    begun.catch(() => undefined);
    if (!session.finished) {
      surroundings.publish();
      sampler.start();
      observer?.start();
    }
    session.start();
    await finished;
    const trouble = await tearDown(surroundings, session, screen);
    // What the run is judged by needs all that was asked for to be written, or known not to be.
    await exports.close();
    screen.tellFailures();
    const ended = session.summary();
    await recorder.close(ended);
    screen.tellFailures();
    const lacks = [trouble, recorder.failure].filter((lack) => lack !== null);
    const summary = {...ended, recording: recorder.file, notWritten: [...ended.notWritten, ...lacks]};
    feed.end();
    // Whoever gets `finished` here ends this thread, and with it what screens elsewhere have not been told yet.
    await host?.close(summary);
    port.post({kind: 'finished', summary});
  } finally {
    over.abort();
    clearInterval(ticking);
    sampler.stop();
    observer?.stop();
    await surroundings.close();
    await Promise.all([recorder.close(null), exports.close(), host?.close(null), effects.close()]);
    await driver.close();
  }
}

/** Null: the machine under test is not observed. */
function observeTarget(
  {targetMetrics}: CoordinatorSettings['prepared'],
  clockMs: () => number,
  {session, redactor}: {readonly session: Session; readonly redactor: GrowingRedactor},
): TargetObserver | null {
  if (targetMetrics === undefined) return null;
  return createTargetObserver({
    source: targetMetrics,
    isLocal: isLoopback(targetMetrics.hostname),
    clockMs,
    onSample: (sample) => session.onTargetSample(sample),
    onFailure: (problem) => session.onTargetFailure(redactor.text(problem)),
  });
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
  /** See `ViewFeed.update`; what has failed meanwhile is told before. */
  update(holds?: boolean): void;
  tellFailures(): void;
}

/** Takes the port's messages from now on: those that came before have waited in it. */
function createScreenFeed(
  {
    session,
    feed,
    recorder,
    exports,
  }: {
    readonly session: Session;
    readonly feed: ViewFeed;
    readonly recorder: DriveRecorder;
    readonly exports: LiveExports;
  },
  port: CoordinatorPort,
): ScreenFeed {
  const seat = feed.join({post: (update) => port.post(update), remote: false});
  port.onMessage((message) => {
    if (message.kind === 'taken') seat.taken();
    else if (message.intent.kind === 'look') seat.look(message.intent.request);
    else session.dispatch(message.intent, message.origin);
  });
  let isTold = false;
  function tellFailures(): void {
    if (recorder.failure !== null && !isTold) session.tellFailure(recorder.failure);
    isTold = recorder.failure !== null;
    for (const why of exports.takeFailures()) session.tellFailure(why, true);
  }
  return {
    update(holds = false) {
      tellFailures();
      feed.update(holds);
    },
    tellFailures,
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
    exports: LiveExports;
    effects: FileEffects;
  },
): Session {
  const {prepared} = settings;
  const {redactor, recorder, exports, effects, git, baseline} = parts;
  const transport = chooseTransport(prepared.plan);
  return createSession(
    {
      prepared,
      interactive: settings.interactive,
      transport,
      git,
      baseline,
      compareAtEnd: settings.baseline !== null,
      hostFacts: {...parts.hostFacts, perftui: settings.version},
      profileRevision: profileRevision(prepared.profile),
      profileDocument: profileDocument(prepared.profile).document,
      vusLimit: vusLimit(prepared.plan, transport.kind, [
        vusThatFit(descriptorLimit()),
        connectionsByPorts(prepared.plan.target, transport.kind),
      ]),
      snapshotAtEnd: settings.snapshotAtEnd,
      study: settings.study,
      ...(settings.earlier !== undefined && {earlier: settings.earlier}),
      allowInvalid: settings.allowInvalid,
      ...(prepared.targetMetrics !== undefined && {targetSource: redactor.text(prepared.targetMetrics.label)}),
    },
    {
      driver,
      effects,
      redact: (sample) => redactErrorSample(sample, redactor),
      takenAt: () => new Date().toISOString(),
      journal: {
        get file() {
          return recorder.file;
        },
        record(line) {
          recorder.record(line);
          exports.record(line);
        },
      },
    },
  );
}

type FoundBaseline = {readonly chosen: ChosenBaseline | null} | {readonly problem: string};

/** The one a flag asked for, else the one chosen in this folder, else the one the command brought. */
async function findBaseline(settings: CoordinatorSettings): Promise<FoundBaseline> {
  const {snapshotsFolder, defaultBaseline, baseline} = settings;
  if (baseline !== null) return {chosen: baseline};
  const file = (await readBaselineChoice(snapshotsFolder)) ?? defaultBaseline;
  if (file === null) return {chosen: null};
  return readSnapshot(file).then(
    (snapshot) => ({chosen: {file, snapshot}}),
    (error: unknown) => ({problem: `no baseline, the chosen one cannot be used: ${describeError(error)}`}),
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
