import {createLoadPlan} from '../domain/load-plan.ts';
import type {HostFacts, HostSample} from '../domain/host.ts';
import type {Profile} from '../domain/profile.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {RunEnding, RunSummary} from '../domain/run-summary.ts';
import type {Snapshot, SnapshotErrorSample} from '../domain/snapshot.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {Report} from '../protocol/report.ts';
import {reduceControl, startControl, tickControl} from './control-reducer.ts';
import {createControlState, type ControlFacts, type ControlResult, type ControlState} from './control-state.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import {standingAlert} from './session-alerts.ts';
import {createSessionFiles, type ChosenBaseline, type SessionEffects} from './session-files.ts';
import {createSessionMeasures, type CommandedLoad, type MeasuredChange} from './session-measures.ts';
import {buildSummary} from './session-summary.ts';
import {buildSecondView, buildView, commandedTarget, holdingSince, meanThinkMs, shownRequests} from './session-view.ts';
import {buildSnapshot, cellOf, hostPointOf} from './snapshot-builder.ts';
import type {SessionJournal} from './session-journal.ts';
import {createStopWatch} from './stop-watch.ts';
import type {EventKind, Notice, SessionEvent, SessionView, ViewUpdate} from './view.ts';

export interface SessionDependencies {
  /** Commands go down through it; its clock is the run clock. Starting it is the caller's. */
  readonly driver: Pick<LoadDriver, 'send' | 'nowMs'>;
  readonly effects: SessionEffects;
  /** Takes secrets out of a failed exchange before it is shown or written. */
  redact(sample: SnapshotErrorSample): SnapshotErrorSample;
  /** The time of day, ISO 8601 in UTC. */
  takenAt(): string;
  readonly journal: SessionJournal;
}

export interface SessionOptions {
  readonly prepared: PreparedRun;
  /** False: the run ends with its plan. */
  readonly interactive: boolean;
  readonly transport: string;
  readonly hostFacts: HostFacts;
  readonly git: Snapshot['git'];
  /** See `SessionView.profileRevision`. */
  readonly profileRevision: string | null;
  /** The profile as it may be written into snapshots. */
  readonly profileDocument: unknown;
  /** VUs the machine's limits hold; null: not known. */
  readonly vusLimit: number | null;
  readonly baseline: ChosenBaseline | null;
  /** Name (or FILE.json) of a snapshot of the whole run to be written at its end. */
  readonly snapshotAtEnd: string | null;
}

/** The run: takes intents, reports, samples and time; gives commands and what there is to be seen. */
export interface Session {
  /** The workers are up: load begins. */
  start(): void;
  dispatch(intent: Intent, origin: IntentOrigin): void;
  onReport(report: Report): void;
  onHostSample(sample: HostSample): void;
  /** About ten times a second: the plan goes on, questions run out. */
  tick(): void;
  /** What is new since the last take; `full`: everything, for a screen that has just come. */
  takeUpdate(full?: boolean): ViewUpdate;
  buildSnapshot(scope: 'window' | 'run', name: string, note: string | null): Snapshot;
  /** Something outside failed that a person should know of; the run goes on. */
  tellFailure(text: string): void;
  /** Everything is over and written. */
  readonly finished: boolean;
  summary(): RunSummary;
}

const eventsKept = 2000;
const noticeMs = 4000;

export function createSession(options: SessionOptions, dependencies: SessionDependencies): Session {
  const {prepared, interactive} = options;
  const {profile, plan} = prepared;
  const {driver, journal} = dependencies;
  const requests = shownRequests(profile, plan.requestNames);
  const measures = createSessionMeasures(plan.requestNames, profile.thresholds);
  const stop = createStopWatch();
  const losses: {readonly atMs: number; readonly worker: number}[] = [];
  const loadPlan = createLoadPlan(profile.executor);
  const thinkMs = meanThinkMs(profile);

  let control: ControlState = createControlState({
    interactive,
    plan: loadPlan,
    startVus: profile.executor.kind === 'constant-vus' ? profile.executor.vus : profile.executor.startVus,
    capVus: profile.cap.vus,
    vusLimit: options.vusLimit,
    step: profile.ramp.step,
    rampVusPerSecond: profile.ramp.vusPerSecond,
  });
  let notice: Notice | null = null;
  let events: SessionEvent[] = [];
  let fresh: SessionEvent[] = [];
  /** The driver's clock means nothing before its start. */
  let clockRuns = false;
  let countedMs = 0;
  const modeMs = {auto: 0, manual: 0};
  let drivenMode = control.mode;
  let inputs = 0;
  let marks = 0;
  let over: {readonly atMs: number; readonly endedBy: RunEnding} | null = null;
  let abortedByThreshold = false;
  let baselineShown = true;

  const files = createSessionFiles(dependencies.effects, options.baseline, {
    tell,
    say,
    baselineChanged() {
      baselineShown = true;
      second = readSecond();
    },
  });
  let second = readSecond();

  function now(): number {
    return over?.atMs ?? (clockRuns ? driver.nowMs() : 0);
  }

  function readSecond() {
    return buildSecondView(measures, profile, requests, baselineShown ? files.baseline : null);
  }

  function record(added: readonly SessionEvent[]): void {
    if (added.length === 0) return;
    for (const {atMs, kind, text} of added) journal.record({kind: 'event', atMs: Math.round(atMs), event: kind, text});
    events = [...events, ...added].slice(-eventsKept);
    fresh.push(...added);
  }

  function tell(kind: EventKind, text: string, mark: string): void {
    record([{atMs: now(), kind, text, mark}]);
  }

  function say(text: string, tone: Notice['tone']): void {
    notice = {text, tone, untilMs: now() + noticeMs};
  }

  function facts(): ControlFacts {
    const failing = measures.slos
      .rows()
      .filter((row) => row.state === 'over' && row.severity === 'critical')
      .sort((a, b) => (b.used ?? 1) - (a.used ?? 1))[0];
    return {
      activeVus: measures.last?.gauges.activeVus ?? 0,
      inFlight: measures.last?.gauges.inFlight ?? 0,
      lastGoodVus: measures.lastGood.vus(),
      failingSlo: failing === undefined ? null : {short: failing.short, used: failing.used},
    };
  }

  function apply(result: ControlResult): void {
    control = result.state;
    record(result.events);
    if (result.notice !== null) notice = result.notice;
    if (control.started) for (const command of result.commands) driver.send(command);
  }

  function load(): CommandedLoad {
    return {targetVus: commandedTarget(control), holdingSinceMs: holdingSince(control, now())};
  }

  function take(change: MeasuredChange): void {
    record(change.events);
    if (change.cell !== null) {
      second = readSecond();
      journal.record({kind: 'second', cell: cellOf(change.cell), host: hostPointOf(change.cell)});
    }
    if (change.abort === null || over !== null || control.finishing !== null) return;
    abortedByThreshold = !interactive;
    tell('stop', `stopped by the threshold ${change.abort.source}`, '!stop');
    dispatch(interactive ? {kind: 'emergency-stop'} : {kind: 'finish', how: 'stop', end: true}, 'plan');
  }

  function end(endedBy: RunEnding): void {
    if (over !== null) return;
    over = {atMs: now(), endedBy};
    take(measures.close(load()));
    if (options.snapshotAtEnd !== null) files.saveSnapshot(build('run', options.snapshotAtEnd, null), true);
  }

  function endingOf(): RunEnding {
    if (abortedByThreshold) return 'stopped by a threshold';
    const origin = control.finishing?.origin;
    if (origin === undefined) return 'no worker left';
    if (origin === 'signal') return 'stopped by signal';
    return origin === 'plan' || control.rest === 'ended' ? 'plan ended' : 'stopped by operator';
  }

  function dispatch(intent: Intent, origin: IntentOrigin): void {
    if (origin === 'operator' && intent.kind !== 'list-snapshots') inputs++;
    journal.record({kind: 'intent', atMs: Math.round(now()), origin, intent});
    if (intent.kind === 'emergency-stop' || intent.kind === 'finish') beginStop(intent, origin);
    else apply(reduceControl(control, intent, origin, now(), facts()));
    other(intent);
  }

  function beginStop(intent: Intent, origin: IntentOrigin): void {
    const vus = Math.max(measures.last?.gauges.activeVus ?? 0, 0);
    const wasStopped = control.rest === 'stopped';
    apply(reduceControl(control, intent, origin, now(), facts()));
    if (control.rest === 'stopped' && (!wasStopped || vus > 0)) {
      const aborted = measures.totals.counters().aborted;
      stop.begin({atMs: now(), vus, origin, revision: control.revision, aborted});
    }
    // Nothing runs yet, so nothing will report that it has stopped.
    if (control.finishing?.end === true && !control.started) end(endingOf());
  }

  /** Intents that are not about load. */
  function other(intent: Intent): void {
    if (intent.kind === 'snapshot') {
      files.saveSnapshot(build(intent.scope, intent.name ?? defaultName(intent.scope), intent.note));
    } else if (intent.kind === 'mark') mark(intent.text);
    else if (intent.kind === 'baseline-toggle') toggleBaseline();
    else if (intent.kind === 'baseline-choose') files.chooseBaseline(intent.file);
    else if (intent.kind === 'list-snapshots') files.listSnapshots();
    else if (intent.kind === 'save-preset') files.savePreset(liveProfile(profile, control, intent.name));
  }

  function mark(text: string | null): void {
    marks++;
    tell('mark', text ?? `mark ${marks}`, (text ?? `m${marks}`).slice(0, 9));
    say(text === null ? `mark ${marks}` : `mark: ${text}`, 'plain');
  }

  function toggleBaseline(): void {
    if (files.baseline === null) return say('no baseline: c takes a snapshot, B chooses one', 'plain');
    baselineShown = !baselineShown;
    second = readSecond();
    say(`baseline "${files.baseline.snapshot.name}" ${baselineShown ? 'shown' : 'hidden'}`, 'plain');
  }

  function defaultName(scope: 'window' | 'run'): string {
    return scope === 'run' ? `${profile.name}-run` : `${profile.name}-${measures.last?.gauges.activeVus ?? 0}`;
  }

  function build(scope: 'window' | 'run', name: string, note: string | null): Snapshot {
    return buildSnapshot({
      scope,
      name,
      note,
      takenAt: dependencies.takenAt(),
      target: {label: plan.target.label, origin: plan.target.origin},
      profile: {name: profile.name, revision: options.profileRevision, document: options.profileDocument},
      git: options.git,
      host: options.hostFacts,
      executor: profile.executor.kind,
      workersLost: losses.length,
      requestNames: plan.requestNames,
      cells: measures.series.cells(),
      run: {metrics: measures.totals.metrics(), endMs: measures.last?.endMs ?? 0},
      thresholds: scope === 'run' ? measures.slos.verdicts(measures.readRun()) : measures.slos.standing(),
      events: events.map(({atMs, kind, text}) => ({atMs: Math.round(atMs), kind, text})),
      errorSamples: measures.errorSamples.map((sample) => dependencies.redact(sample)),
    });
  }

  function countMode(nowMs: number): void {
    // A drain that nobody drove counts as what came before it.
    if (control.finishing === null || control.finishing.origin === 'operator') drivenMode = control.mode;
    if (control.started) modeMs[drivenMode] += Math.max(0, nowMs - countedMs);
    countedMs = nowMs;
  }

  function view(nowMs: number): SessionView {
    return {
      ...buildView({prepared, state: control, measures, second, baseline: files.baseline, baselineShown, nowMs}),
      thinkMs,
      profileRevision: options.profileRevision,
      transport: options.transport,
      hostFacts: options.hostFacts,
      snapshots: files.snapshots,
      notice: notice !== null && nowMs < notice.untilMs ? notice : null,
      alert: standingAlert(control, measures, stop, nowMs),
      recording: journal.file,
      finished: isFinished(),
    };
  }

  function isFinished(): boolean {
    return over !== null && files.pending === 0;
  }

  return {
    start() {
      clockRuns = true;
      if (over !== null) return;
      countedMs = now();
      if (control.capVus < profile.cap.vus) {
        const text = `cap ${profile.cap.vus} ▸ ${control.capVus} VUs: this machine's open-files limit holds no more`;
        tell('info', text, '');
        say(text, 'near');
      }
      apply(startControl(control, now(), facts()));
    },
    dispatch,
    onReport(report) {
      clockRuns = true;
      if (over !== null) return;
      switch (report.kind) {
        case 'interval': {
          take(measures.report(report, load()));
          const {endMs, gauges, appliedRevision} = report;
          stop.reading({endMs, ...gauges, appliedRevision, aborted: measures.totals.counters().aborted});
          return;
        }
        case 'worker-lost':
          losses.push({atMs: report.atMs, worker: report.worker});
          tell(
            'gap',
            `worker ${report.worker} lost (${report.reason}): ${report.inFlightLost} in flight lost`,
            '!worker',
          );
          return;
        case 'worker-replaced':
          return tell('info', `worker ${report.worker} replaced`, '✓worker');
        case 'error-sample':
          return measures.errorSample(report.atMs, report.sample);
        case 'stopped':
          return end(endingOf());
      }
    },
    onHostSample: (sample) => measures.hostSample(sample),
    tick() {
      if (over !== null || !clockRuns) return;
      const nowMs = now();
      countMode(nowMs);
      apply(tickControl(control, nowMs, facts()));
    },
    takeUpdate(full = false) {
      const columns = measures.columns.take(measures.series.open(), full);
      const taken = full ? events : fresh;
      fresh = [];
      return {kind: 'view', view: view(now()), columns, events: taken};
    },
    buildSnapshot: build,
    tellFailure(text) {
      tell('failure', text, '');
      say(text, 'over');
    },
    get finished() {
      return isFinished();
    },
    summary: () =>
      buildSummary({
        interactive,
        endedBy: over?.endedBy ?? endingOf(),
        durationMs: Math.round(measures.last?.endMs ?? 0),
        peakVus: measures.peakVus,
        peakRequestsPerSecond: measures.peakRequestsPerSecond,
        inputs,
        manualMs: Math.round(modeMs.manual),
        autoMs: Math.round(modeMs.auto),
        run: build('run', `${profile.name}-run`, null),
        metrics: measures.totals.metrics(),
        saturatedMs: measures.generator.saturatedMs(),
        losses,
        saved: files.saved,
        notWritten: files.notWritten,
      }),
  };
}

/** The profile as it is being driven: the plan while it is followed, else the load held now. */
function liveProfile(profile: Profile, state: ControlState, name: string): Profile {
  const vus = Math.max(1, Math.round(state.ramp.toVus));
  return {
    ...profile,
    name,
    executor: state.mode === 'auto' ? profile.executor : {kind: 'constant-vus', vus, durationMs: null},
    cap: {...profile.cap, vus: state.capVus},
    ramp: {...profile.ramp, vusPerSecond: state.rampVusPerSecond, step: state.step},
  };
}
