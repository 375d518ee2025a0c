import {planPositionAt} from '../domain/load-plan.ts';
import type {Profile} from '../domain/profile.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import {sparseOf} from '../metrics/dense-histogram.ts';
import {buildArrivalsView} from './arrivals-view.ts';
import {baselineView, isSameLoad} from './baseline-comparison.ts';
import {checkRows, scenarioRows} from './flow-rows.ts';
import type {ShownRequest} from './flow-facts.ts';
import {commandedLevelAt, inForce, isRamping, phaseAt, stageClockAt, type ControlState} from './control-state.ts';
import {latencyBins} from './latency-bins.ts';
import type {LoadedBaseline} from './session-files.ts';
import {roundLevel, type LoadPoint} from './print-load.ts';
import type {CommandedLoad} from './measured-change.ts';
import type {SessionMeasures} from './session-measures.ts';
import {outcomesOf} from './snapshot-builder.ts';
import {endpointRows, totalRow} from './traffic-rows.ts';
import type {EndpointRow, LatencyBin, LoadView, PlanView, SessionView, TrafficRow} from './view.ts';
import type {TotalsView} from './view-figures.ts';
import {meanLoad, modelOfCell} from './window-load.ts';

/** What is computed once a second: it changes only when a second is complete (or another baseline is shown). */
export interface SecondView {
  readonly window: TrafficRow;
  readonly endpoints: readonly EndpointRow[];
  readonly latencyBins: readonly LatencyBin[];
}

type LiveMeasures = Pick<SessionMeasures, 'window' | 'slos' | 'stalledAges' | 'index'>;

export function buildSecondView(
  measures: LiveMeasures,
  profile: Profile,
  requests: readonly ShownRequest[],
  shown: LoadedBaseline | null,
): SecondView {
  const {window} = measures;
  const comparable = shown !== null && isSameLoad(shown.snapshot, presentLoad(window)) ? shown.total : null;
  return {
    ...liveRows(measures, profile, requests, shown),
    latencyBins: latencyBins(sparseOf(window.total().latency), comparable),
  };
}

/** The figures as they stand now: in a stall, or with arrivals waiting, lifted by the ages of what has not ended. */
export function liveRows(
  {window, slos, stalledAges, index}: LiveMeasures,
  {thresholds}: Pick<Profile, 'thresholds'>,
  requests: readonly ShownRequest[],
  shown: LoadedBaseline | null,
): Pick<SecondView, 'window' | 'endpoints'> {
  const context = {window, ages: stalledAges, requests, thresholds, sloReading: slos.reading(), index, baseline: shown};
  return {window: totalRow(context), endpoints: endpointRows(context)};
}

/** Of the newest second: the histogram beside the baseline's is for the load that runs now. */
function presentLoad({cells}: SessionMeasures['window']): LoadPoint {
  const last = cells.at(-1);
  if (last === undefined) return {model: 'closed', level: 0};
  return modelOfCell(last) === 'open' ? meanLoad([last]) : {model: 'closed', level: last.load.vus};
}

export function buildLoadView(
  state: ControlState,
  activeVus: number,
  lastGoodLevel: number | null,
  nowMs: number,
): LoadView {
  const {model, ramp, mode, held} = state;
  const {capLevel, step, rampPerSecond} = inForce(state);
  const undo = state.undo.at(-1);
  return {
    model,
    activeVus,
    commandedLevel: roundLevel(commandedLevelAt(state, nowMs), model),
    targetLevel: roundLevel(ramp.toLevel, model),
    etaMs: isRamping(state, nowMs) ? ramp.endMs - nowMs : null,
    capLevel,
    step,
    rampPerSecond,
    mode,
    plan: buildPlanView(state, nowMs),
    lastGoodLevel,
    undoLevel: undo !== undefined && 'model' in undo && undo.model === model ? roundLevel(undo.level, model) : null,
    resumeLevel: state.started ? state.resumeLevel : null,
    heldTargetLevel: held === null ? null : roundLevel(held.targetLevel, model),
  };
}

function buildPlanView(state: ControlState, nowMs: number): PlanView | null {
  const {plan, clock} = state;
  if (plan === null) return null;
  const {stage, progress, level} = planPositionAt(plan, stageClockAt(state, nowMs));
  const isHeld = state.started && !clock.running && (state.mode !== 'auto' || state.paused !== null);
  return {
    stages: plan.stages.map(({name, target, durationMs}) => ({name, target, durationMs})),
    stage,
    progress,
    model: plan.model,
    level,
    heldMs: isHeld && state.rest !== 'ended' ? Math.max(0, nowMs - clock.sinceMs) : 0,
  };
}

export function buildTotalsView({totals, last}: Pick<SessionMeasures, 'totals' | 'last'>): TotalsView {
  const {started, answered, failed, aborted, bytesIn, bytesOut} = totals.counters();
  return {
    started,
    answered,
    failed,
    aborted,
    bytesIn,
    bytesOut,
    iterations: totals.iterations,
    inFlight: last?.gauges.inFlight ?? 0,
    oldestInFlightMs: last?.gauges.oldestInFlightMs ?? null,
    connectionReuse: started === 0 ? null : Math.max(0, 1 - totals.connectionsOpened / started),
  };
}

/** Everything of the view that comes from the parts of a session. */
export function buildView(parts: {
  readonly prepared: PreparedRun;
  readonly state: ControlState;
  readonly measures: SessionMeasures;
  readonly second: SecondView;
  readonly baseline: LoadedBaseline | null;
  readonly baselineShown: boolean;
  readonly nowMs: number;
}): Omit<
  SessionView,
  | 'profileRevision'
  | 'transport'
  | 'hostFacts'
  | 'snapshots'
  | 'notice'
  | 'alert'
  | 'finished'
  | 'recording'
  | 'comparison'
  | 'loadMarks'
  | 'preview'
  | 'snapshotsListed'
  | 'notCompared'
  | 'playback'
  | 'study'
  | 'attached'
  | 'thinkMs'
  | 'flowErrorText'
  | 'targetHost'
> {
  const {prepared, state, measures, second, baseline, nowMs} = parts;
  const {profile, plan} = prepared;
  const gauges = measures.last?.gauges;
  const activeVus = gauges?.activeVus ?? 0;
  return {
    ...second,
    elapsedMs: nowMs,
    phase: phaseAt(state, nowMs, activeVus),
    profileName: profile.name,
    targetLabel: plan.target.label,
    origin: plan.target.origin,
    workers: {alive: gauges?.workersAlive ?? 0, wanted: gauges?.workersWanted ?? 0},
    load: buildLoadView(state, activeVus, measures.lastGood.levels()[state.model], nowMs),
    closed:
      state.model === 'closed' && gauges !== undefined ? measures.closed.view(activeVus, gauges.inFlightAges) : null,
    arrivals:
      state.model === 'closed'
        ? null
        : buildArrivalsView(measures.window.cells, measures.arrivals, {
            queued: gauges?.queued ?? 0,
            maxVus: plan.maxVus,
          }),
    totals: buildTotalsView(measures),
    outcomes: outcomesOf(measures.totals.counters()),
    validity: measures.shownValidity,
    slos: measures.slos.rows(),
    generator: measures.health,
    host: measures.host,
    openSockets: gauges?.openSockets ?? 0,
    baseline:
      baseline === null
        ? null
        : baselineView(baseline, parts.baselineShown, {
            targetLabel: plan.target.label,
            profileName: profile.name,
            model: state.model,
          }),
    scenarios: scenarioRows(state.scenarios, measures.scenarioWindow, gauges?.scenarioVus ?? []),
    checks: checkRows(plan, measures.checks),
    flowErrors: measures.flowErrors,
    forecast: measures.forecast,
    since: measures.fresh.view,
    ...measures.loadMarks.reading(state.model),
    workerRows: measures.workerRows,
    insecure: profile.tls.insecure,
    question: state.question === null ? null : {text: state.question.text, untilMs: state.question.untilMs},
  };
}

/** The load without a ramp since when, for the search of the last good load. */
function holdingSince(state: ControlState, nowMs: number): number | null {
  const {ramp} = state;
  if (phaseAt(state, nowMs, 0) !== 'HOLD') return null;
  return ramp.fromLevel === ramp.toLevel ? ramp.startMs : ramp.endMs;
}

/**
 * The load as commanded, for what is measured meanwhile.
 * @param mostVus see `CommandedLoad`
 */
export function commandedLoad(state: ControlState, nowMs: number, mostVus = 0): CommandedLoad {
  const {model, ramp, paused, rest, finishing} = state;
  return {
    model,
    targetLevel: roundLevel(ramp.toLevel, model),
    level: commandedLevelAt(state, nowMs),
    paused: paused !== null,
    mostVus,
    holdingSinceMs: holdingSince(state, nowMs),
    ended: rest === 'ended',
    leaving: rest === 'ended' || finishing !== null,
  };
}
