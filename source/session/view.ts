import type {HostFacts, HostSample, TargetSample} from '../domain/host.ts';
import type {OutcomeCount} from '../domain/error-kind.ts';
import type {LoadMode, LoadModel} from '../domain/load-model.ts';
import type {RunValidity, ValidityReason} from '../domain/run-validity.ts';
import type {Study} from '../domain/study.ts';
import type {SnapshotListing} from '../domain/snapshot-listing.ts';
import type {TransportChoice} from '../domain/transport-choice.ts';
import type {ComparisonView, LoadMark, SnapshotPreview} from './view-comparison.ts';
import type {ClosedView, Forecast, TotalsView} from './view-figures.ts';
import type {GeneratorHealth, WorkerGauges} from '../protocol/report.ts';
import type {LoadCurvePoint} from '../domain/comparison.ts';
import type {CurveFit} from '../analysis/curve-fit.ts';
import type {LookView} from './look.ts';

/**
 * Everything a screen or the headless line shows, posted by the coordinator 4 to 5 times a second as one plain object.
 * Series and events come as additions (see `ViewUpdate`). Unknown is null, never 0.
 */
export interface SessionView {
  readonly elapsedMs: number;
  readonly phase: SessionPhase;
  readonly profileName: string;
  /** First 8 hex digits of the SHA-256 of the profile document; null when there is none. */
  readonly profileRevision: string | null;
  readonly targetLabel: string;
  readonly origin: string;
  /** Mean think time a request, scenarios by their weight; 0 when there is none. */
  readonly thinkMs: number;
  /** Null: a recording that does not tell. */
  readonly transport: TransportChoice | null;
  readonly workers: {readonly alive: number; readonly wanted: number};
  readonly load: LoadView;
  /** What the closed model hides; null in the open model and before enough is known. */
  readonly closed: ClosedView | null;
  /** Null in the closed model. */
  readonly arrivals: ArrivalsView | null;
  /** Null: a recording that was not judged. */
  readonly validity: ValidityView | null;
  readonly totals: TotalsView;
  /** The last 10 complete seconds. */
  readonly window: TrafficRow;
  /** By name, in the profile's order. */
  readonly endpoints: readonly EndpointRow[];
  /** In the profile's order. */
  readonly scenarios: readonly ScenarioRow[];
  /** In the profile's order; empty without checks. */
  readonly checks: readonly CheckRow[];
  /** Iterations that could not go on, over the run. */
  readonly flowErrors: number;
  /** What the newest kind of them says; null: there were none. */
  readonly flowErrorText: string | null;
  /** What the nearest trend says: `p95 crosses 250 ms in ~40 s`; null: nothing does soon. */
  readonly forecast: Forecast | null;
  /** The measuring window the operator began afresh (`n`); null: the run from its start. */
  readonly since: MeasuringWindow | null;
  /** Where throughput stops growing with load; null: not seen (yet). */
  readonly knee: KneeView | null;
  /** What the run so far says of loads it has not had; null: too little, or it does not fit. */
  readonly curveFit: CurveFit | null;
  /** Certificates are not verified. */
  readonly insecure: boolean;
  /** Statuses and errors of the whole run, most frequent first; expected ones with code 0. */
  readonly outcomes: readonly OutcomeCount[];
  /** The last 10 s by latency, for the histogram panel: ascending 1-2-3-5-7.5 steps. */
  readonly latencyBins: readonly LatencyBin[];
  readonly slos: readonly SloRow[];
  readonly generator: GeneratorHealth;
  readonly host: HostSample | null;
  readonly hostFacts: HostFacts | null;
  /** By number; empty: a recording. */
  readonly workerRows: readonly WorkerRow[];
  /** The machine under test, where it is observed; null: it is not. */
  readonly targetHost: TargetHostView | null;
  /** NaN: a recording does not tell. */
  readonly openSockets: number;
  readonly baseline: BaselineView | null;
  readonly snapshots: readonly SnapshotListing[];
  /** False: the folder has not been read yet. */
  readonly snapshotsListed?: boolean;
  readonly question: Question | null;
  readonly notice: Notice | null;
  /** Worst standing alert, until it clears. */
  readonly alert: Alert | null;
  /** Where the drive is being recorded; null: it is not. */
  readonly recording: string | null;
  /** The newest comparison asked for by `compare`; null: none was, or it was closed. */
  readonly comparison: ComparisonView | null;
  /** Why there is none, though one was asked for. */
  readonly notCompared?: string | null;
  /** The live run's 10-s marks by time, for plots against load; newest 360. */
  readonly loadMarks: readonly LoadMark[];
  /** Of the snapshot `snapshot-preview` asked for; null: none, or not read yet. */
  readonly preview: SnapshotPreview | null;
  /** Given: what is shown was recorded, nothing is sent. */
  readonly playback: PlaybackView | null;
  /** What a search, a spike or an endurance test has found so far; null: none is (or was) under way. */
  readonly study: Study | null;
  /** Screens that look on from elsewhere. */
  readonly attached: number;
  /** This screen is one of them: leaving it leaves the run going. */
  readonly remote?: boolean;
  /** Set once everything is over and files are written: the screen may leave. */
  readonly finished: boolean;
}

/** The word at the top left. STARTING until workers are up; WAIT while a finish drains. */
export type SessionPhase = 'STARTING' | 'IDLE' | 'RAMP' | 'HOLD' | 'PAUSED' | 'DRAIN' | 'STOPPED' | 'ENDED';

/** From `n` on: what was before it is left out of the headline figures, the run totals keep it. */
export interface MeasuringWindow {
  /** Run clock, ms. */
  readonly atMs: number;
  readonly requests: number;
  readonly failed: number;
}

/** Levels of the load's present model. */
export interface KneeView {
  readonly fromLevel: number;
  readonly toLevel: number;
  /** Since when throughput has been flat though load grew, run clock, ms; null: it is not now. */
  readonly flatSinceMs: number | null;
}

/** One load worker. */
export interface WorkerRow extends Omit<WorkerGauges, 'requests'> {
  readonly requestsPerSecond: number;
}

/** What is known of the machine under test, from its own exporter. */
export interface TargetHostView {
  /** Where from, without credentials: `node_exporter http://127.0.0.1:9100`. */
  readonly source: string;
  readonly state: 'waiting' | 'ok' | 'failed';
  /** Why it failed; null: it did not. */
  readonly problem: string | null;
  /** The newest; null: none yet. */
  readonly sample: TargetSample | null;
}

/** Levels are VUs in the closed model, iterations started per second in the open one. */
export interface LoadView {
  readonly model: LoadModel;
  readonly activeVus: number;
  /** Commanded at this moment: on a ramp between its two ends. */
  readonly commandedLevel: number;
  readonly targetLevel: number;
  /** Time until the ramp arrives, null when there is none. */
  readonly etaMs: number | null;
  /** Of a recording these three may be NaN: not known. */
  readonly capLevel: number;
  readonly step: number;
  readonly rampPerSecond: number;
  /** Who changes the load: the plan, the operator, or a capacity search. */
  readonly mode: LoadMode;
  readonly plan: PlanView | null;
  /** Highest load of this model that held every SLO for 30 s. */
  readonly lastGoodLevel: number | null;
  readonly undoLevel: number | null;
  /** What `space` would bring back after a stop. */
  readonly resumeLevel: number | null;
  /** Held by `space` on the way to this target. */
  readonly heldTargetLevel: number | null;
}

export interface PlanView {
  readonly stages: readonly {readonly name: string; readonly target: number; readonly durationMs: number}[];
  /** Index of the current stage; `stages.length` when the plan has ended. */
  readonly stage: number;
  /** Share of the current stage that is done, 0 to 1. */
  readonly progress: number;
  readonly model: LoadModel;
  /** What the plan would have now. */
  readonly level: number;
  /** How long the stage clock has been stopped by the operator; 0 in auto. */
  readonly heldMs: number;
}

/** Open model, over the headline window unless said otherwise; rates in iterations a second. */
export interface ArrivalsView {
  readonly offeredPerSecond: number;
  readonly startedPerSecond: number;
  /** Iterations that ended, whatever their outcome. */
  readonly achievedPerSecond: number;
  readonly droppedPerSecond: number;
  /** Waiting for a free VU now. */
  readonly queued: number;
  /** Over the run: waited for a VU in vain; came due while the generator could not start them. */
  readonly dropped: number;
  readonly missed: number;
  readonly maxVus: number;
  /** Actual minus intended start, of the window; null without a start. */
  readonly sendLag: {readonly p50: Quantile; readonly p99: Quantile} | null;
}

/** The run's judgement on its own figures. */
export interface ValidityView {
  readonly verdict: RunValidity;
  /** Since when it has not been VALID, run clock, ms; null while it is. */
  readonly sinceMs: number | null;
  /** What broke it, worst first, each with what to do; while VALID empty, or that nothing was there to be judged. */
  readonly reasons: readonly ValidityReason[];
}

/** Latencies in µs; null without samples. `few`: under 10 samples above that quantile. */
export interface Quantile {
  readonly us: number;
  readonly few: boolean;
  /** Requests still in flight are older: the true value is at least this. */
  readonly atLeast: boolean;
}

export interface TrafficRow {
  /** Seconds the figures cover (up to 10). */
  readonly seconds: number;
  readonly samples: number;
  readonly requestsPerSecond: number | null;
  readonly failedPerSecond: number;
  /** 0 to 1, of requests that ended; null without any. */
  readonly errorShare: number | null;
  readonly rxBytesPerSecond: number;
  readonly txBytesPerSecond: number;
  readonly min: Quantile | null;
  readonly p50: Quantile | null;
  readonly p75: Quantile | null;
  readonly p90: Quantile | null;
  readonly p95: Quantile | null;
  readonly p99: Quantile | null;
  readonly p999: Quantile | null;
  readonly max: Quantile | null;
  /** Against the baseline at this load; null while hidden or none. */
  readonly change: RowChange | null;
}

/** A user class. */
export interface ScenarioRow {
  readonly name: string;
  /** 0: muted. */
  readonly weight: number;
  /** Weight of the profile. */
  readonly profileWeight: number;
  /** Of the load it is to have, 0 to 1. */
  readonly share: number;
  readonly activeVus: number;
  /** Of the window; null without requests. */
  readonly requestsPerSecond: number | null;
  readonly errorShare: number | null;
  readonly p95: Quantile | null;
}

/** Over the run. */
export interface CheckRow {
  readonly name: string;
  readonly requestName: string;
  readonly passed: number;
  readonly failed: number;
  /** Of `failed`: the body was cut at the cap. */
  readonly cut: number;
}

/** The limit that a request uses most of. */
export interface EndpointLimit {
  readonly label: string;
  /** 1 = at it. */
  readonly share: number;
  readonly holds: boolean;
  /** It bounds a quantile with under 10 samples above it: neither kept nor broken for sure. */
  readonly few?: boolean;
}

export interface EndpointRow extends TrafficRow {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Of all requests in the window, 0 to 1. */
  readonly share: number;
  /** Worst SLO share, 1 = at the limit; null without a threshold that covers it. */
  readonly worstSlo: EndpointLimit | null;
  /** Error share against the error SLO, or null. */
  readonly errorSlo: {readonly share: number; readonly holds: boolean} | null;
}

/** Changes as ratios minus 1 (0.27 = +27%); error share as a difference (0.001 = +0.1pp). Null: cannot be told. */
export interface RowChange {
  /** The baseline's load differs by more than 10%: shown with `~`. */
  readonly loadDiffers: boolean;
  readonly requestsPerSecond: number | null;
  readonly errorShare: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface LatencyBin {
  /** Upper edge, µs. */
  readonly upToUs: number;
  readonly count: number;
  /** The same share in the baseline, as a count of `samples`; null without. */
  readonly baselineCount: number | null;
}

/** A threshold as it stands now (over its window, or the last 10 s) and over the run. */
export interface SloRow {
  /** `p95 < 250ms`. */
  readonly label: string;
  /** `p95`. */
  readonly short: string;
  /** As in the profile, `http_req_duration{name:login}: p(95)<250`. */
  readonly source: string;
  readonly kind: 'latency' | 'share' | 'rate' | 'count';
  /** Which request it is for; null: all. */
  readonly requestName: string | null;
  /** Which latency quantile it bounds: 50, 95, 99, 100 (max) …; null for others. */
  readonly percentile: number | null;
  /** µs for latency, 0–1 for shares, per second for rates. */
  readonly bound: number;
  readonly value: number | null;
  /** True when the value is a quantile with under 10 samples above it. */
  readonly few: boolean;
  /** Requests in flight raised it: the true value is at least this. */
  readonly atLeast: boolean;
  /** How much of the limit is used: 1 = at it. For lower bounds bound/value. Null without a value. */
  readonly used: number | null;
  readonly state: 'ok' | 'near' | 'over' | 'unknown';
  /** How long it has been over, ms; 0 when it is not. */
  readonly overForMs: number;
  readonly severity: 'critical' | 'warning';
  /** From the profile's `budgets`: shown as such. */
  readonly budget?: boolean;
  /** Worst `used` since the start, with when. */
  readonly worst: {readonly used: number; readonly atMs: number} | null;
}

export interface BaselineView {
  readonly file: string;
  readonly name: string;
  readonly shown: boolean;
  readonly vus: number;
  readonly requestsPerSecond: number | null;
  /** Says why it does not fit (`other target`, `other profile`), null when it does. */
  readonly mismatch: string | null;
  readonly takenAt: string;
  readonly seconds: number;
  /** Its figures by load, ascending by level: what the ghost beside a live column is read from. */
  readonly curve: readonly LoadCurvePoint[];
}

/** A recording on the screen. */
export interface PlaybackView {
  readonly file: string;
  readonly kind: 'drive' | 'snapshot';
  /** Moment shown, and the end, run clock, ms. */
  readonly atMs: number;
  readonly endMs: number;
  readonly playing: boolean;
}

/** Asked of the operator; only `y` accepts; no answer by `untilMs` (run clock) means no. */
export interface Question {
  readonly text: string;
  readonly untilMs: number;
}

export interface Notice {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'near' | 'over';
  /** Run clock, ms: gone after. */
  readonly untilMs: number;
}

export interface Alert {
  readonly text: string;
  readonly hint: string | null;
  readonly more: number;
  readonly tone: 'near' | 'over';
}

export const eventKinds = [
  'load-up',
  'load-down',
  'model',
  'alert',
  'cleared',
  'snapshot',
  'mark',
  'stop',
  'info',
  'place',
  'gap',
  'failure',
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface SessionEvent {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly text: string;
  /** What stands at its place on the time axis, at most 9 cells: `▴250`, `!p95`, `◉`. */
  readonly mark: string;
}

/** Widths of the columns plots are drawn in, seconds. Rows of each width are computed once, at the bucket's end. */
export const columnSeconds = [1, 2, 5, 10, 30, 60] as const;
export type ColumnSeconds = (typeof columnSeconds)[number];

/** One column of every plot: a fixed bucket of the run clock. NaN: no data (a gap), never drawn as 0. */
export interface ColumnRow {
  /** Start of the bucket, run clock, s; a multiple of its width. */
  readonly atS: number;
  /** False while the bucket is still filling: replaced by the next update. */
  readonly complete: boolean;
  /** True when the generator was saturated or (first 3 s) warming up in it: its latencies are drawn dotted. */
  readonly doubtful: boolean;
  /** VUs at the bucket's end; in the open model those busy with an iteration. */
  readonly vus: number;
  /** Closed model only. */
  readonly targetVus: number;
  /** Iterations a second, open model only: as commanded, and those that did start. */
  readonly offeredPerSecond: number;
  readonly startedPerSecond: number;
  /** Arrivals that never started, dropped or missed. */
  readonly lostPerSecond: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number;
  readonly inFlight: number;
  readonly rxBytesPerSecond: number;
  readonly txBytesPerSecond: number;
  /** µs. */
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Host. */
  readonly cpu: number;
  readonly loopDelayMs: number;
  readonly rssBytes: number;
  readonly netRxBytesPerSecond: number;
  readonly netTxBytesPerSecond: number;
  /** More of the host, and the target's; null: nothing of it is known. */
  readonly machine: MachineColumn | null;
  /** Per endpoint (by index), empty in rows that are still filling. */
  readonly endpointP95: readonly number[];
  readonly endpointRequestsPerSecond: readonly number[];
}

/** NaN: not known. */
export interface MachineColumn {
  readonly processCores: number;
  readonly memoryUsedBytes: number;
  readonly openFds: number;
  readonly openSockets: number;
  /** Mean of the runnable tasks over a minute, as the system tells it. */
  readonly load1: number;
  /** Share of the machine's CPU time taken by its hypervisor, 0 to 1. */
  readonly steal: number;
  readonly targetCpu: number;
  readonly targetMemoryBytes: number;
  readonly targetNetRxBytesPerSecond: number;
  readonly targetNetTxBytesPerSecond: number;
  readonly targetLoad1: number;
}

/** What the coordinator posts. The mirror appends rows and events and replaces the rest. */
export interface ViewUpdate {
  readonly kind: 'view';
  /** Given: rows and events are all there are, those sent before are gone. A recording goes back in time. */
  readonly whole?: true;
  readonly view: SessionView;
  /** New or replaced rows per column width, ascending by `atS`. */
  readonly columns: readonly {readonly seconds: ColumnSeconds; readonly rows: readonly ColumnRow[]}[];
  readonly events: readonly SessionEvent[];
  /** Given: it is new (null: nothing is looked at any more). Absent: as before. */
  readonly look?: LookView | null;
}

/** Rows the mirror keeps per column width. */
export const columnsKept = 480;
