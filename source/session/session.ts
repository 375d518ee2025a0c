import type {HostSample, TargetSample} from '../domain/host.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Report} from '../protocol/report.ts';
import {createCommandedPeak} from './commanded-peak.ts';
import {controlFacts} from './control-facts.ts';
import {reduceControl, startControl, tickControl} from './control-reducer.ts';
import {commandedLevelAt, createControlState, type ControlResult, type ControlState} from './control-state.ts';
import {driveSecond} from './drive-load.ts';
import {createEventLog} from './event-log.ts';
import {meanThinkMs, reweighted, shownRequests} from './flow-facts.ts';
import {createEndComparison} from './end-comparison.ts';
import {isLook, type Intent, type IntentOrigin, type SnapshotScope} from './intent.ts';
import {liveProfile} from './live-profile.ts';
import {createLoadCuts} from './load-cuts.ts';
import {createModeClock} from './mode-clock.ts';
import {createOtherIntents} from './other-intents.ts';
import type {LoadPoint} from './print-load.ts';
import {standingAlert} from './session-alerts.ts';
import {createRunEnd} from './session-ending.ts';
import {createSessionComparison} from './session-comparison.ts';
import {createSessionFiles} from './session-files.ts';
import type {MeasuredChange} from './measured-change.ts';
import type {SessionLook} from './session-look.ts';
import {createSessionMeasures} from './session-measures.ts';
import {controlOptions, type SessionDependencies, type SessionOptions} from './session-options.ts';
import {createSessionOutput, type WorkerLoss} from './session-output.ts';
import {createSessionSnaps} from './session-snaps.ts';
import {buildSecondView, buildView, commandedLoad, liveRows} from './session-view.ts';
import {nameByLoad} from './snapshot-name.ts';
import {createStopWatch} from './stop-watch.ts';
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
  let thinkMs = meanThinkMs(profile.scenarios);
  const measures = createSessionMeasures({
    plan,
    profile,
    thinkMs: () => thinkMs,
    memoryBytes: options.hostFacts.memoryBytes,
    compares: options.compareAtEnd,
  });
  const log = createEventLog(journal, now);
  const target = createTargetWatch(options.targetSource ?? null, now);
  const stop = createStopWatch();
  const runEnd = createRunEnd();
  const commandedPeak = createCommandedPeak();
  const losses: WorkerLoss[] = [];
  const output = createSessionOutput(options, dependencies, {
    measures,
    log,
    losses,
    scenarios: () => control.scenarios,
    flowErrorTexts: () => cuts.flowErrorTexts,
  });

  let control: ControlState = createControlState(controlOptions(options));
  const modes = createModeClock(control.mode);
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
    preset: (name) => liveProfile(profile, plan, control, name),
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
  const cuts = createLoadCuts({
    interactive,
    scenarioNames: plan.scenarios.map(({name}) => name),
    runEnd,
    log,
    control: () => control,
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

  /** What runs: VUs at work, or the rate as commanded. */
  function presentLoad(): LoadPoint {
    const {model} = control;
    return {model, level: model === 'open' ? commandedLevelAt(control, now()) : (measures.last?.gauges.activeVus ?? 0)};
  }

  /** Of a range by its mean; when nothing runs (any more) by that over the headline window. */
  function defaultName(scope: SnapshotScope): string {
    if (scope === 'run') return `${profile.name}-run`;
    const own = scope === 'window' ? presentLoad() : output.loadOf(scope);
    return nameByLoad(profile.name, [own, meanLoad(measures.window.cells)]);
  }

  function apply(result: ControlResult): void {
    if (result.state.scenarios !== control.scenarios)
      thinkMs = meanThinkMs(reweighted(profile.scenarios, result.state.scenarios));
    commandedPeak.note(control, now());
    control = result.state;
    commandedPeak.note(control, now());
    log.record(result.events);
    if (result.notice !== null) log.setNotice(result.notice);
    if (control.started) for (const command of result.commands) driver.send(command);
  }

  function take(change: MeasuredChange): void {
    log.record(change.events);
    // What is over when this second begins was before it.
    if (change.plateau !== null) journal.record({kind: 'plateau', plateau: change.plateau});
    if (change.cell !== null) {
      showSecond();
      journal.record(driveSecond(change.cell, control, measures.lastGood.levels()[control.model]));
    } else if (measures.stalledAges !== null) {
      // Nothing ends, so the picture of the last second would stand still while requests grow older.
      second = {...second, ...liveRows(measures, profile, requests, others.shownBaseline)};
    }
    cuts.act(change);
  }

  function end(): void {
    if (runEnd.over !== null) return;
    runEnd.end(now(), runEnd.endingOf(control));
    take(measures.close(commandedLoad(control, now())));
    const last = measures.plateaus.end();
    if (last !== null) journal.record({kind: 'plateau', plateau: last});
    if (options.snapshotAtEnd !== null) files.saveSnapshot(output.snapshot('run', options.snapshotAtEnd, null), true);
    endComparison.begin();
  }

  function dispatch(intent: Intent, origin: IntentOrigin): void {
    if (!isLook(intent)) {
      if (origin === 'operator') inputs++;
      journal.record({kind: 'intent', atMs: Math.round(now()), origin, intent});
    }
    if (intent.kind === 'emergency-stop' || intent.kind === 'finish') beginStop(intent, origin);
    else apply(reduceControl(control, intent, origin, now(), controlFacts(measures)));
    others.take(intent);
  }

  function beginStop(intent: Intent, origin: IntentOrigin): void {
    const vus = measures.last?.gauges.activeVus ?? 0;
    const before = presentLoad();
    const wasStopped = control.rest === 'stopped';
    apply(reduceControl(control, intent, origin, now(), controlFacts(measures)));
    if (control.rest === 'stopped' && (!wasStopped || vus > 0)) {
      const aborted = measures.totals.counters().aborted;
      const load = before.level > 0 ? before : {model: 'closed' as const, level: vus};
      const why = intent.kind === 'emergency-stop' ? (intent.why ?? null) : null;
      stop.begin({atMs: now(), load, origin, why, revision: control.revision, aborted});
    }
    // Nothing runs yet, so nothing will report that it has stopped.
    if (control.finishing?.end === true && !control.started) end();
  }

  function onReport(report: Report): void {
    clockRuns = true;
    if (runEnd.over !== null) return;
    switch (report.kind) {
      case 'interval': {
        take(measures.report(report, commandedLoad(control, now(), commandedPeak.take(control, now()))));
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
        return end();
    }
  }

  function start(): void {
    clockRuns = true;
    if (runEnd.over !== null) return;
    modes.start(now());
    measures.begin(now());
    const {capLevel} = control.settings.closed;
    if (capLevel < profile.cap.vus) {
      log.announce('info', `cap ${profile.cap.vus} ▸ ${capLevel} VUs: this machine's limits hold no more`, 'near');
    }
    apply(startControl(control, now(), controlFacts(measures)));
  }

  function view(nowMs: number): SessionView {
    const {baseline} = files;
    return {
      ...buildView({prepared, state: control, measures, second, baseline, baselineShown: others.baselineShown, nowMs}),
      thinkMs,
      flowErrorText: cuts.flowErrorTexts.at(-1) ?? null,
      profileRevision: options.profileRevision,
      transport: options.transport,
      hostFacts: options.hostFacts,
      snapshots: files.snapshots,
      snapshotsListed: files.listed,
      notice: log.noticeAt(nowMs),
      alert: standingAlert(control, measures, stop, nowMs),
      recording: journal.file,
      comparison: comparison.view,
      notCompared: comparison.failure,
      loadMarks: measures.loadMarks.marks(control.model),
      preview: snaps.preview,
      targetHost: target.view,
      playback: null,
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
      modes.count(control, nowMs);
      apply(tickControl(control, nowMs, controlFacts(measures)));
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
        endedBy: runEnd.over?.endedBy ?? runEnd.endingOf(control),
        endedWhy: runEnd.why,
        inputs,
        modes,
        files,
        comparison: endComparison.result,
      }),
  };
}
