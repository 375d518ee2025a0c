import type {TargetSample} from '../domain/host.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import {sparseOf} from '../metrics/dense-histogram.ts';
import {buildArrivalsView} from './arrivals-view.ts';
import {latencyBins} from './latency-bins.ts';
import type {Recording} from './playback.ts';
import {roundLevel} from './print-load.ts';
import type {PlaybackMoment} from './playback-feed.ts';
import {outcomesOf} from './snapshot-builder.ts';
import {endpointRows, totalRow} from './traffic-rows.ts';
import {eventKinds, type EventKind, type PlaybackView, type SessionEvent, type SessionView} from './view.ts';

export interface PlaybackState {
  readonly playback: PlaybackView;
  readonly notice: string | null;
  readonly finished: boolean;
  /** As it stood then; null: not known. */
  readonly validity: SessionView['validity'];
}

/** What a screen shows of a recording's moment. What no file tells is unknown. */
export function buildPlaybackView(
  recording: Recording,
  moment: PlaybackMoment,
  {playback, notice, finished, validity}: PlaybackState,
): SessionView {
  const {snapshot} = recording;
  const {window, load, requests, thresholds, index, cell, counters, iterations, arrivals} = moment;
  const {started, answered, failed, aborted, bytesIn, bytesOut} = counters;
  const context = {window, ages: null, requests, thresholds, sloReading: moment.sloReading, index, baseline: null};
  return {
    window: totalRow(context),
    endpoints: endpointRows(context),
    latencyBins: latencyBins(sparseOf(window.total().latency), null),
    elapsedMs: playback.atMs,
    phase: load.phase as SessionView['phase'],
    profileName: snapshot.profile.name,
    profileRevision: snapshot.profile.revision,
    targetLabel: snapshot.target.label,
    origin: snapshot.target.origin,
    thinkMs: 0,
    transport: snapshot.transport ?? null,
    workers: {alive: 0, wanted: 0},
    load: loadView(moment, snapshot),
    closed: null,
    arrivals:
      load.model === 'closed'
        ? null
        : buildArrivalsView(window.cells, arrivals, {queued: 0, maxVus: snapshot.load.maxVus}),
    validity,
    totals: {
      started,
      answered,
      failed,
      aborted,
      bytesIn,
      bytesOut,
      iterations,
      inFlight: cell?.load.inFlight ?? 0,
      oldestInFlightMs: null,
      connectionReuse: null,
    },
    scenarios: [],
    checks: [],
    flowErrors: 0,
    flowErrorText: null,
    forecast: null,
    since: moment.since,
    knee: null,
    curveFit: null,
    workerRows: [],
    targetHost: targetOf(cell),
    insecure: false,
    outcomes: outcomesOf(counters),
    slos: moment.slos,
    generator: moment.generator,
    host: moment.host,
    hostFacts: snapshot.host,
    openSockets: cell?.host.openSockets ?? Number.NaN,
    baseline: null,
    snapshots: [],
    question: null,
    notice: notice === null ? null : {text: notice, tone: 'near', untilMs: playback.atMs + 1},
    alert: null,
    recording: null,
    comparison: null,
    loadMarks: [],
    preview: null,
    playback,
    study: studyAt(recording, playback),
    attached: 0,
    finished,
  };
}

/** As its exporter told it then; null: it was not observed in that second. */
function targetOf(cell: Cell | null): SessionView['targetHost'] {
  if (cell === null) return null;
  const {targetCpu, targetMemoryBytes, targetNetRxBytesPerSecond, targetNetTxBytesPerSecond, targetLoad1} = cell.host;
  const sample: TargetSample = {
    atMs: cell.atMs,
    cpu: targetCpu ?? null,
    cores: null,
    memoryUsedBytes: targetMemoryBytes ?? null,
    memoryTotalBytes: null,
    netRxBytesPerSecond: targetNetRxBytesPerSecond ?? null,
    netTxBytesPerSecond: targetNetTxBytesPerSecond ?? null,
    load1: targetLoad1 ?? null,
  };
  const isKnown = [sample.cpu, sample.memoryUsedBytes, sample.load1].some((value) => value !== null);
  return isKnown ? {source: 'as it was recorded', state: 'ok', problem: null, sample} : null;
}

function loadView({load, cell}: PlaybackMoment, snapshot: Snapshot): SessionView['load'] {
  const unknown = Number.NaN;
  return {
    model: load.model,
    activeVus: cell?.load.vus ?? 0,
    commandedLevel: roundLevel(load.level, load.model),
    targetLevel: load.targetLevel,
    etaMs: null,
    capLevel: capOf(snapshot, load.model) ?? unknown,
    step: unknown,
    rampPerSecond: unknown,
    mode: load.mode,
    plan: null,
    lastGoodLevel: load.lastGoodLevel,
    undoLevel: null,
    resumeLevel: null,
    heldTargetLevel: null,
  };
}

/** As the profile has it; null where its document does not say. */
function capOf({profile: {document}}: Snapshot, model: 'closed' | 'open'): number | null {
  const cap = (document as {readonly cap?: {readonly vus?: unknown; readonly rate?: unknown}} | null)?.cap;
  const level = model === 'open' ? cap?.rate : cap?.vus;
  return typeof level === 'number' ? level : null;
}

/** What was known by then; at the end, and of a snapshot, all that ever was. */
function studyAt({drive, snapshot}: Recording, {atMs, endMs}: PlaybackView): SessionView['study'] {
  if (drive === null || atMs >= endMs) return snapshot.study ?? null;
  return drive.studies.findLast((one) => one.atMs <= atMs)?.study ?? null;
}

const known: ReadonlySet<string> = new Set(eventKinds);

/** What was told while it was recorded, by time; kinds this version does not know are plain facts. */
export function playbackEvents({drive, snapshot}: Recording): readonly SessionEvent[] {
  const events =
    drive === null
      ? snapshot.events.map(({atMs, kind, text}) => ({atMs, kind, text, mark: ''}))
      : drive.events.map(({atMs, event, text, mark = ''}) => ({atMs, kind: event, text, mark}));
  return events.map((one) => ({...one, kind: known.has(one.kind) ? (one.kind as EventKind) : 'info'}));
}
