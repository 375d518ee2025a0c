import type {DriveLoad, DriveSecond} from '../domain/drive.ts';
import type {HostSample} from '../domain/host.ts';
import type {Threshold} from '../domain/profile.ts';
import type {SnapshotArrivals} from '../domain/snapshot.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import type {NameMetrics} from '../metrics/interval.ts';
import {emptySparse} from '../metrics/histogram.ts';
import {allNames, emptyName, mergeNames} from '../metrics/merge-metrics.ts';
import {createRollingWindow, type RollingWindow} from '../metrics/rolling-window.ts';
import type {GeneratorHealth} from '../protocol/report.ts';
import {createAlertRules} from './alert-rules.ts';
import {createAlertHistory, type AlertHistory} from './alert-history.ts';
import {addArrivals} from './arrivals-view.ts';
import {createFreshWindow} from './fresh-window.ts';
import type {Recording} from './playback.ts';
import type {ShownRequest} from './flow-facts.ts';
import {playbackAlerts} from './playback-alerts.ts';
import {playbackThresholds} from './playback-thresholds.ts';
import {createSeriesIndex, type SeriesIndex} from './series-index.ts';
import {windowSeconds} from './session-measures.ts';
import {createSloTracker, sloWindowMs} from './slo-tracker.ts';
import type {ThresholdReading} from './threshold-value.ts';
import type {MeasuringWindow, SloRow} from './view.ts';
import {meanLoad} from './window-load.ts';
import {createWindowReader, type WindowReader} from './window-reader.ts';

/** A recording measured anew, up to some moment. */
export interface PlaybackFeed {
  /** Number of request names. */
  readonly names: number;
  /** As it stood when the first `count` seconds were over. */
  at(count: number): PlaybackMoment;
}

export interface PlaybackMoment extends Standing {
  readonly requests: readonly ShownRequest[];
  readonly thresholds: readonly Threshold[];
  readonly index: SeriesIndex;
  readonly cell: Cell | null;
  readonly load: DriveLoad;
  /** The headline's seconds. */
  readonly window: RollingWindow;
  /** What thresholds without a window are judged by; null: nothing yet after the warm-up. */
  readonly sloReading: ThresholdReading | null;
  readonly generator: GeneratorHealth;
  readonly host: HostSample | null;
  /** Up to then. */
  readonly alertHistory: Pick<AlertHistory, 'of'>;
}

/** What a second adds to all before it: kept for each, so that going back costs no more than going on. */
interface Standing {
  /** Over the run so far, without latencies. */
  readonly counters: NameMetrics;
  readonly iterations: number;
  readonly arrivals: SnapshotArrivals;
  readonly slos: readonly SloRow[];
  /** The measuring window as it was begun afresh; null: it was not. */
  readonly since: MeasuringWindow | null;
  /** Nothing that began before is in a window: the warm-up, or another load model. */
  readonly earliestMs: number;
}

/** A sample this old still stands for now. */
const hostSeconds = 3;

/** Each second is measured once, when it or a later one is first looked at. */
export function createPlaybackFeed(
  recording: Recording,
  seconds: readonly DriveSecond[],
  cells: readonly (() => Cell)[],
): PlaybackFeed {
  const {snapshot, drive} = recording;
  const {memoryBytes} = snapshot.host;
  const requestNames = snapshot.requests.slice(1).map(({name}) => name ?? '');
  const requests = drive?.header.requests ?? requestNames.map(requestNamed);
  const thresholds = playbackThresholds(snapshot);
  const series = requestNames.map((name, index) => ({name: index, tags: {name}}));
  const index = createSeriesIndex({requestNames, series, checks: [], scenarios: []});
  const tracker = createSloTracker(thresholds, index, memoryBytes);
  const alertRules = createAlertRules(playbackAlerts(snapshot.profile.document), index);
  const fresh = createFreshWindow();
  const freshPresses = (drive?.intents ?? []).filter(({intent}) => intent.kind === 'fresh-window');
  let presses = 0;
  /** By when they were raised, ascending. */
  const alerted: {readonly threshold: Threshold; readonly atMs: number; readonly level: number}[] = [];
  const standings: Standing[] = [
    {
      counters: emptyName(allNames),
      iterations: 0,
      arrivals: {offered: 0, started: 0, dropped: 0, missed: 0},
      slos: tracker.rows(),
      since: null,
      earliestMs: warmUpMs,
    },
  ];

  /** The cells among the first `count` that begin at or after `sinceMs`, oldest first. */
  function cellsSince(sinceMs: number, count: number): readonly Cell[] {
    let from = count;
    while (from > 0 && seconds[from - 1]!.cell.atMs >= sinceMs) from--;
    return cells.slice(from, count).map((cell) => cell());
  }

  /** Where a merged cell is longer than what is asked for, it stands for it. */
  function seriesUpTo(count: number, earliestMs: number): {since(sinceMs: number): readonly Cell[]} {
    return {
      since(sinceMs) {
        const found = cellsSince(sinceMs, count);
        const last = seconds[count - 1]?.cell;
        const isMerged = last !== undefined && last.seconds > 1 && last.atMs >= earliestMs;
        return found.length === 0 && isMerged ? [cells[count - 1]!()] : found;
      },
    };
  }

  function readerUpTo(count: number, earliestMs: number): WindowReader {
    const endMs = count === 0 ? 0 : endOf(cells[count - 1]!());
    return createWindowReader(seriesUpTo(count, earliestMs), memoryBytes, earliestMs, endMs);
  }

  function beginFresh(endMs: number): void {
    for (; (freshPresses[presses]?.atMs ?? Number.POSITIVE_INFINITY) < endMs; presses++) {
      fresh.begin(freshPresses[presses]!.atMs);
      tracker.freshen(fresh.fromMs);
    }
  }

  function add(at: number): void {
    const before = standings[at]!;
    const cell = cells[at]!();
    const isOtherModel = at > 0 && loadOf(seconds[at]!).model !== loadOf(seconds[at - 1]!).model;
    const earliestMs = isOtherModel ? Math.max(before.earliestMs, endOf(cell)) : before.earliestMs;
    if (isOtherModel) for (const one of [tracker, alertRules]) one.restart(earliestMs);
    beginFresh(endOf(cell));
    const change = tracker.second(cell, seriesUpTo(at + 1, earliestMs), wholeRun);
    const {fired} = alertRules.second(endOf(cell), readerUpTo(at + 1, earliestMs), null);
    for (const threshold of [...change.alerted, ...fired.map(({rule}) => rule.when)]) {
      alerted.push({threshold, atMs: endOf(cell), level: meanLoad([cell]).level});
    }
    fresh.second(cell);
    standings.push({
      since: fresh.view,
      counters: mergeNames([before.counters, {...cell.total, latency: emptySparse}], allNames),
      iterations: before.iterations + cell.metrics.iterations,
      arrivals: addArrivals(before.arrivals, cell.metrics),
      slos: tracker.rows(),
      earliestMs,
    });
  }

  function alertsUpTo(endMs: number): Pick<AlertHistory, 'of'> {
    const history = createAlertHistory();
    for (const {threshold, atMs, level} of alerted) if (atMs <= endMs) history.note(threshold, atMs, level);
    return history;
  }

  /** The newest sample: not every second has one, the last of a run seldom. */
  function hostAt(count: number): HostSample | null {
    const known = seconds.slice(Math.max(0, count - hostSeconds), count).findLast(({host}) => host.rssBytes !== null);
    const second = known ?? seconds[count - 1];
    if (second === undefined) return null;
    const {processCpuCores = null, openFds = null} = second.host;
    return {...second.host, processCpuCores, openFds};
  }

  /** The warm-up is in it only until there is something better. */
  function windowAt(count: number, {earliestMs, since}: Standing): RollingWindow {
    const window = createRollingWindow(windowSeconds, requestNames.length);
    const last = seconds[count - 1]?.cell;
    if (last === undefined) return window;
    const isWarmingUp = earliestMs === warmUpMs && last.atMs < warmUpMs;
    const fromMs = Math.max(isWarmingUp ? 0 : earliestMs, since?.atMs ?? 0);
    const sinceMs = Math.max(fromMs, last.atMs - windowSeconds * 1000 + 1);
    for (const cell of cellsSince(sinceMs, count)) window.push(cell);
    return window;
  }

  return {
    names: requestNames.length,
    at(count) {
      while (standings.length <= count) add(standings.length - 1);
      const standing = standings[count]!;
      const second = seconds[count - 1];
      const cell = cells[count - 1]?.() ?? null;
      const endMs = cell === null ? 0 : endOf(cell);
      const freshMs = standing.since?.atMs ?? 0;
      const fromMs = freshMs < endMs ? Math.max(standing.earliestMs, freshMs) : standing.earliestMs;
      const readWindow = readerUpTo(count, fromMs);
      return {
        ...standing,
        requests,
        thresholds,
        index,
        cell,
        load: second === undefined ? noLoad : loadOf(second),
        window: windowAt(count, standing),
        sloReading: cell === null ? null : readWindow(sloWindowMs),
        generator: healthOf(cell),
        host: hostAt(count),
        alertHistory: alertsUpTo(endMs),
      };
    },
  };
}

function endOf({atMs, seconds}: Cell): number {
  return atMs + seconds * 1000;
}

/** A snapshot has names alone; one without a name of its own is called by its method and path. */
function requestNamed(name: string): ShownRequest {
  const [, method = '', path = name] = /^([A-Z]{3,7}) (\/.*)$/s.exec(name) ?? [];
  return {name, method, path};
}

/** Only what aborts is judged by it, and nothing is aborted here. */
function wholeRun(): never {
  throw new Error('a recording has no threshold that aborts');
}

const noLoad: DriveLoad = {
  model: 'closed',
  phase: 'STARTING',
  mode: 'auto',
  level: 0,
  targetLevel: 0,
  stage: null,
  paused: false,
  lastGoodLevel: null,
};

/** Of a second that does not tell, what its cell does. */
function loadOf({cell, load}: DriveSecond): DriveLoad {
  if (load !== undefined) return load;
  const model = cell.targetVus === null ? 'open' : 'closed';
  const level = (model === 'open' ? cell.targetRate : cell.targetVus) ?? cell.vus;
  const phase = model === 'open' || level === cell.vus ? 'HOLD' : 'RAMP';
  return {...noLoad, model, phase, level, targetLevel: level};
}

/** A file says of a second whether it was doubtful, not what of the generator made it so. */
function healthOf(cell: Cell | null): GeneratorHealth {
  const unknown = Number.NaN;
  const isDoubtful = cell !== null && cell.saturatedMs > 0;
  return {
    verdict: isDoubtful ? 'saturated' : 'ok',
    utilisation: unknown,
    loopDelayMs: cell?.loopDelayMs ?? unknown,
    clientWaitMs: unknown,
    startLagMs: unknown,
    probeLateMs: unknown,
    steal: cell?.host.steal ?? unknown,
    reason: isDoubtful ? 'latencies were not to be trusted then' : null,
  };
}
