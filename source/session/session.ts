import type {HostSample, TargetSample} from '../domain/host.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Report} from '../protocol/report.ts';
import {commandedLevelAt} from './control-state.ts';
import {driveSecond} from './drive-load.ts';
import {createEventLog} from './event-log.ts';
import {shownRequests} from './flow-facts.ts';
import {createEndComparison} from './end-comparison.ts';
import {isLook, type Intent, type IntentOrigin, type SnapshotScope} from './intent.ts';
import {liveProfile} from './live-profile.ts';
import {createLoadControl} from './load-control.ts';
import {createLoadCuts} from './load-cuts.ts';
import {createModeClock} from './mode-clock.ts';
import {createOtherIntents} from './other-intents.ts';
import {createReportIntake} from './report-intake.ts';
import {assertsLatency} from './run-validity.ts';
import {standingAlert} from './session-alerts.ts';
import {createRunEnd} from './session-ending.ts';
import {createSessionComparison} from './session-comparison.ts';
import {createSessionFiles} from './session-files.ts';
import type {MeasuredChange} from './measured-change.ts';
import type {SessionLook} from './session-look.ts';
import {createSessionMeasures} from './session-measures.ts';
import type {SessionDependencies, SessionOptions} from './session-options.ts';
import {createSessionOutput, type WorkerLoss} from './session-output.ts';
import {createSessionSnaps} from './session-snaps.ts';
import {buildSecondView, buildView, liveRows} from './session-view.ts';
import {nameByLoad} from './snapshot-name.ts';
import {createStopWatch} from './stop-watch.ts';
import {createStudyWatch} from './study-watch.ts';
import {createTargetWatch} from './target-watch.ts';
import {createViewIntents} from './view-intents.ts';
import type {SessionView, ViewUpdate} from './view.ts';
import {meanLoad} from './window-load.ts';

/** The run: takes intents, reports, samples and time; gives commands and what there is to be seen. */
export interface Session {
  /** The workers are up: load begins. */
  start(): void;
  dispatch(intent: Intent, origin: IntentOrigin): void;
  onReport(report: Report): void;
  onHostSample(sample: HostSample): void;
  /** Of the machine under test; or why there is none. */
  onTargetSample(sample: TargetSample): void;
  onTargetFailure(problem: string): void;
  /** About ten times a second: the plan goes on, questions run out. */
  tick(): void;
  /** What is new since the last take; `full`: everything, for a screen that has just come. */
  takeUpdate(full?: boolean): ViewUpdate;
  /** For a screen that looks at something of its own, whatever others look at. */
  openLook(): SessionLook;
  buildSnapshot(scope: SnapshotScope, name: string, note: string | null): Snapshot;
  /** Something outside failed that a person should know of; the run goes on. `asked`: by a flag, so that its lack counts. */
  tellFailure(text: string, asked?: boolean): void;
  /** Something outside is being done that a person who waits should know of. */
  tellInfo(text: string): void;
  /** Where the run can be followed from elsewhere. */
  tellPlace(text: string): void;
  /** Everything is over and written. */
  readonly finished: boolean;
  summary(): RunSummary;
}

export function createSession(options: SessionOptions, dependencies: SessionDependencies): Session {
  const {prepared, interactive} = options;
  const {profile, plan} = prepared;
  const {driver, journal} = dependencies;
  const requests = shownRequests(profile, plan.requestNames);
  const measures = createSessionMeasures({
    plan,
    profile,
    thinkMs: () => load.thinkMs,
    memoryBytes: options.hostFacts.memoryBytes,
    asserts: options.study?.kind === 'capacity' ? false : options.compareAtEnd || assertsLatency(profile.thresholds),
  });
  const log = createEventLog(journal, now);
  const target = createTargetWatch(options.targetSource ?? null, now);
  const stop = createStopWatch();
  const runEnd = createRunEnd();
  const load = createLoadControl({options, driver, measures, log, stop, nowMs: now});
  const losses: WorkerLoss[] = [];
  const output = createSessionOutput(options, dependencies, {
    measures,
    log,
    losses,
    scenarios: () => load.state.scenarios,
    study: () => studies.study,
    flowErrorTexts: () => cuts.flowErrorTexts,
  });

  const modes = createModeClock(load.state.mode);
  /** The driver's clock means nothing before its start. */
  let clockRuns = false;
  let inputs = 0;

  const files = createSessionFiles(dependencies.effects, options.baseline, {
    tell: (kind, text, mark) => log.tell(kind, text, mark),
    say: (text, tone) => log.say(text, tone),
    baselineChanged() {
      others.showBaseline();
      comparison.sidesChanged(null);
      showSecond();
    },
  });
  const comparison = createSessionComparison({
    effects: dependencies.effects,
    log,
    nowMs: now,
    baseline: () => files.baseline,
    live: (align) => output.live(align),
    liveCells: () => measures.series.cells(),
  });
  const snaps = createSessionSnaps({
    effects: dependencies.effects,
    files: () => files,
    onChange: (file) => comparison.sidesChanged(file),
  });
  const endComparison = createEndComparison(options, dependencies.effects, {
    files,
    tell: (kind, text) => log.tell(kind, text, ''),
    run: () => output.snapshot('run', `${profile.name}-run`, null),
  });
  const others = createOtherIntents({
    log,
    files: () => files,
    snapshot: (scope, name, note) => output.snapshot(scope, name, note),
    viewIntents: () => viewIntents,
    comparison: () => comparison,
    snaps: () => snaps,
    defaultName,
    preset: (name) => liveProfile(profile, plan, load.state, name),
    onBaseline: () => showSecond(),
  });
  const viewIntents = createViewIntents({
    measures,
    profile,
    output,
    log,
    files: () => files,
    second: () => second,
    baseline: () => others.shownBaseline,
    redact: (sample) => dependencies.redact(sample),
    nowMs: () => (clockRuns && runEnd.over === null ? now() : null),
    onFresh: () => showSecond(),
  });
  const studies = createStudyWatch({
    interactive,
    setup: options.study,
    earlier: options.earlier ?? [],
    thresholds: profile.thresholds,
    plan,
    index: measures.index,
    memoryBytes: options.hostFacts.memoryBytes,
    log,
    journal,
    control: () => load.state,
    nowMs: now,
    dispatch,
  });
  const cuts = createLoadCuts({
    interactive,
    scenarioNames: plan.scenarios.map(({name}) => name),
    runEnd,
    log,
    control: () => load.state,
    dispatch,
    redact: (sample) => dependencies.redact(sample),
  });
  let second = readSecond();

  function now(): number {
    return runEnd.over?.atMs ?? (clockRuns ? driver.nowMs() : 0);
  }

  function readSecond() {
    return buildSecondView(measures, profile, requests, others.shownBaseline);
  }

  function showSecond(): void {
    second = readSecond();
    viewIntents.looks.changed();
  }

  /** Of a range by its mean; when nothing runs (any more) by that over the headline window. */
  function defaultName(scope: SnapshotScope): string {
    if (scope === 'run') return `${profile.name}-run`;
    const own = scope === 'window' ? load.present() : output.loadOf(scope);
    return nameByLoad(profile.name, [own, meanLoad(measures.window.cells)]);
  }

  function take(change: MeasuredChange): void {
    log.record(change.events);
    // What is over when this second begins was before it.
    if (change.plateau !== null) journal.record({kind: 'plateau', plateau: change.plateau});
    if (change.cell !== null) {
      showSecond();
      journal.record(driveSecond(change.cell, load.state, measures.lastGood.levels()[load.state.model]));
    } else if (measures.stalledAges !== null) {
      // Nothing ends, so the picture of the last second would stand still while requests grow older.
      second = {...second, ...liveRows(measures, profile, requests, others.shownBaseline)};
    }
    if (change.bySeries !== null) {
      const gauges = measures.last?.gauges;
      studies.second({
        cell: change.bySeries,
        level: commandedLevelAt(load.state, now()),
        queued: gauges?.queued ?? 0,
        generator: measures.health,
        workersMissing: (gauges?.workersWanted ?? 0) - (gauges?.workersAlive ?? 0),
      });
    }
    // A search goes beyond the thresholds on purpose: they are not judged, and end nothing.
    cuts.act(options.study?.kind === 'capacity' ? {...change, abort: null} : change);
  }

  function end(): void {
    if (runEnd.over !== null) return;
    runEnd.end(now(), runEnd.endingOf(load.state));
    take(measures.close(load.commanded()));
    const last = measures.plateaus.end();
    if (last !== null) journal.record({kind: 'plateau', plateau: last});
    studies.end();
    if (options.snapshotAtEnd !== null) files.saveSnapshot(output.snapshot('run', options.snapshotAtEnd, null), true);
    endComparison.begin();
  }

  function dispatch(intent: Intent, origin: IntentOrigin): void {
    if (!isLook(intent) && origin !== 'search') {
      if (origin === 'operator') inputs++;
      journal.record({kind: 'intent', atMs: Math.round(now()), origin, intent});
    }
    if (studies.take(intent)) return;
    load.take(intent, origin);
    studies.changed({intent, origin});
    // Nothing runs yet, so nothing will report that it has stopped.
    if (load.state.finishing?.end === true && !load.state.started) end();
    others.take(intent);
  }

  const intake = createReportIntake({measures, losses, log, cuts, stop, load, take, end});

  function onReport(report: Report): void {
    clockRuns = true;
    if (runEnd.over === null) intake(report);
  }

  function start(): void {
    clockRuns = true;
    if (runEnd.over !== null) return;
    modes.start(now());
    measures.begin(now());
    const {capLevel} = load.state.settings.closed;
    if (capLevel < profile.cap.vus) {
      log.announce('info', `cap ${profile.cap.vus} ▸ ${capLevel} VUs: this machine's limits hold no more`, 'near');
    }
    load.start();
    studies.start();
  }

  function view(nowMs: number): SessionView {
    const {baseline} = files;
    return {
      ...buildView({
        prepared,
        state: load.state,
        measures,
        second,
        baseline,
        baselineShown: others.baselineShown,
        nowMs,
      }),
      thinkMs: load.thinkMs,
      flowErrorText: cuts.flowErrorTexts.at(-1) ?? null,
      profileRevision: options.profileRevision,
      transport: options.transport,
      hostFacts: options.hostFacts,
      snapshots: files.snapshots,
      snapshotsListed: files.listed,
      notice: log.noticeAt(nowMs),
      alert: standingAlert(load.state, measures, stop, nowMs),
      recording: journal.file,
      comparison: comparison.view,
      notCompared: comparison.failure,
      loadMarks: measures.loadMarks.marks(load.state.model),
      preview: snaps.preview,
      targetHost: target.view,
      playback: null,
      study: studies.study,
      attached: 0,
      finished: isFinished(),
    };
  }

  function isFinished(): boolean {
    return runEnd.over !== null && files.pending === 0;
  }

  return {
    start,
    dispatch,
    onReport,
    onHostSample: (sample) => measures.hostSample(sample),
    onTargetSample(sample) {
      const text = target.sample(sample);
      if (text !== null) log.tell('info', text, '');
      measures.targetSample(sample);
    },
    onTargetFailure(problem) {
      const text = target.failure(problem);
      if (text !== null) log.tell('gap', text, '');
    },
    tick() {
      if (runEnd.over !== null || !clockRuns) return;
      const nowMs = now();
      modes.count(load.state, nowMs);
      load.tick();
      studies.changed(null);
      comparison.tick();
    },
    openLook: () => viewIntents.looks.open(),
    takeUpdate(full = false) {
      const fresh = log.takeFresh();
      return {
        kind: 'view',
        view: view(now()),
        columns: measures.columns.take(measures.series.open(), full),
        events: full ? log.events : fresh,
        ...viewIntents.look.take(full),
      };
    },
    buildSnapshot: (scope, name, note) => output.snapshot(scope, name, note),
    tellFailure(text, asked = false) {
      if (asked) files.noteMissing(text);
      log.announce('failure', text, 'over');
    },
    tellPlace: (text) => log.announce('place', text, 'plain'),
    tellInfo: (text) => log.announce('info', text, 'plain'),
    get finished() {
      return isFinished();
    },
    summary: () =>
      output.summary({
        endedBy: runEnd.over?.endedBy ?? runEnd.endingOf(load.state),
        endedWhy: runEnd.why,
        inputs,
        modes,
        files,
        comparison: endComparison.result,
      }),
  };
}
