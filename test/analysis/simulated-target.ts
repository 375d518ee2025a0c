import {createCapacitySearch, type CapacitySearch} from '../../source/analysis/capacity-search.ts';
import type {CapacityOptions} from '../../source/analysis/capacity-options.ts';
import type {CapacityObjective} from '../../source/analysis/objective-estimate.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import type {TrialSecond} from '../../source/analysis/trial-signs.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {CapacityStudy} from '../../source/domain/study.ts';
import {thresholdBound} from '../../source/domain/threshold-evaluation.ts';
import {parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';
import {mergeSparse, percentilesOf} from '../../source/metrics/histogram.ts';
import {endedRequests, mostKnown} from '../../source/metrics/merge-metrics.ts';
import {createSecondCounter} from './second-counter.ts';
import {normal} from './simulated-run.ts';

/** A queue with servers behind it, and who asks them: VUs that think in between, or arrivals at a rate. */
export interface TargetOptions {
  readonly seed: number;
  readonly model: LoadModel;
  readonly servers: number;
  readonly serviceMs: number;
  /** Closed model: mean pause of a VU (exponential). */
  readonly thinkMs?: number;
  /** How much the mean service time of a second resembles the one before, and differs (sd of ln): AR(1). */
  readonly memory?: number;
  readonly wander?: number;
  /** Cold at first: service times ×(1 + factor · e^(−t/seconds)). */
  readonly warmUp?: {readonly seconds: number; readonly factor: number};
  /** Service times grow with each one that waits beyond so many: throughput falls under too much load. */
  readonly thrash?: {readonly from: number; readonly share: number};
  /** The server turns away what would wait behind so many. */
  readonly queueLimit?: number;
  /** The generator is at its end from this level on. */
  readonly generatorLevel?: number;
  /** Memory leak of a kind: service times grow by this share each minute. */
  readonly slowdown?: number;
}

export interface SimulatedTarget {
  /** The next second at this commanded load. */
  second(level: number): TrialSecond;
}

interface Request {
  readonly vu: number;
  readonly sentS: number;
}

const think = 0;
const served = 1;
const arrive = 2;

export function createSimulatedTarget(options: TargetOptions): SimulatedTarget {
  const random = seededRandom(options.seed);
  const exponential = (mean: number): number => -mean * Math.log(1 - random());
  const {serviceMs, thinkMs = 0, servers, model, memory = 0.7, wander = 0} = options;
  const events = createHeap();
  const queue: Request[] = [];
  let queueHead = 0;
  let busy = 0;
  let nowS = 0;
  let drift = 0;
  let wanted = 0;
  let vus = 0;
  let rate = 0;
  let arrivalsRun = false;
  const counter = createSecondCounter();

  const waiting = (): number => queue.length - queueHead;

  function begin(request: Request): void {
    busy++;
    const {thrash, warmUp, slowdown = 0} = options;
    const slow = thrash === undefined ? 1 : 1 + thrash.share * Math.max(0, waiting() - thrash.from);
    const cold = warmUp === undefined ? 1 : 1 + warmUp.factor * Math.exp(-nowS / warmUp.seconds);
    const old = 1 + (slowdown * nowS) / 60;
    events.push(nowS + exponential(serviceMs / 1000) * Math.exp(drift) * slow * cold * old, served, request);
  }

  function send(vu: number): void {
    const request = {vu, sentS: nowS};
    if (busy < servers) begin(request);
    else if (waiting() >= (options.queueLimit ?? Number.POSITIVE_INFINITY)) answer(request, true);
    else queue.push(request);
  }

  function answer({vu, sentS}: Request, failed: boolean): void {
    counter.answer(Math.round((nowS - sentS) * 1_000_000), failed);
    if (vu < 0) return;
    if (vus > wanted) vus--;
    else events.push(nowS + exponential(thinkMs / 1000), think, {vu, sentS: 0});
  }

  function happen(kind: number, request: Request): void {
    if (kind === think) {
      if (vus > wanted) vus--;
      else send(request.vu);
    } else if (kind === arrive) {
      arrivalsRun = rate > 0;
      if (!arrivalsRun) return;
      counter.arrival();
      send(-1);
      events.push(nowS + exponential(1 / rate), arrive, request);
    } else {
      busy--;
      const next = queue[queueHead];
      if (next !== undefined) {
        queueHead++;
        if (queueHead > 10_000) {
          queue.splice(0, queueHead);
          queueHead = 0;
        }
        begin(next);
      }
      answer(request, false);
    }
  }

  function command(level: number): void {
    if (model === 'open') {
      rate = level;
      if (!arrivalsRun && rate > 0) events.push(nowS + exponential(1 / rate), arrive, {vu: -1, sentS: 0});
      arrivalsRun = rate > 0;
      return;
    }
    wanted = level;
    // New VUs begin within a second, each with a request.
    for (; vus < wanted; vus++) events.push(nowS + random(), think, {vu: vus, sentS: 0});
  }

  return {
    second(level) {
      command(level);
      drift = memory * drift + wander * Math.sqrt(1 - memory ** 2) * normal(random);
      const startS = nowS;
      const endS = Math.round(startS) + 1;
      for (let event = events.pop(endS); event !== null; event = events.pop(endS)) {
        nowS = event.atS;
        happen(event.kind, event.request);
      }
      nowS = endS;
      const cell = counter.take({model, startMs: startS * 1000, level, vus, inFlight: busy + waiting()});
      const {generatorLevel = Number.POSITIVE_INFINITY} = options;
      return {
        cell,
        level,
        queued: 0,
        generatorLimit: level >= generatorLevel ? {why: 'load worker 97% busy', binds: true} : null,
      };
    },
  };
}

/** A binary heap of what is to happen, by time. */
function createHeap() {
  const items: {readonly atS: number; readonly kind: number; readonly request: Request}[] = [];
  return {
    push(atS: number, kind: number, request: Request): void {
      let at = items.push({atS, kind, request}) - 1;
      const item = items[at]!;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (items[parent]!.atS <= atS) break;
        items[at] = items[parent]!;
        at = parent;
      }
      items[at] = item;
    },
    /** The first one before `beforeS`, taken out; null: there is none. */
    pop(beforeS: number) {
      const first = items[0];
      if (first === undefined || first.atS >= beforeS) return null;
      const last = items.pop()!;
      if (items.length === 0) return first;
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && items[child + 1]!.atS < items[child]!.atS) child++;
        if (items[child]!.atS >= last.atS) break;
        items[at] = items[child]!;
        at = child;
      }
      items[at] = last;
      return first;
    },
  };
}

/** As thresholds read the simulated cells: quantiles of all requests, and the share of failed ones. */
export function objectiveOf(source: string): CapacityObjective {
  const threshold = parseThresholdArgument(source);
  if ('problem' in threshold) throw new Error(threshold.problem);
  const {aggregation} = threshold;
  return {
    threshold,
    valueOf(cells) {
      if (threshold.metric === 'http_req_failed') {
        const ended = cells.reduce((sum, {total}) => sum + endedRequests(total), 0);
        return ended === 0 ? null : cells.reduce((sum, {total}) => sum + total.failed, 0) / ended;
      }
      const maxUs = cells.reduce((most, {total}) => mostKnown(most, total.latencyMaxUs), Number.NaN);
      const percentile = aggregation.kind === 'p' ? aggregation.percentile : 50;
      const value = percentilesOf(mergeSparse(cells.map(({total}) => total.latency)), [percentile], maxUs)[0]!;
      return Number.isNaN(value) ? null : value;
    },
  };
}

/** VUs and rates go to a new load in a few seconds, as a driver takes them there. */
const rampSeconds = 3;

export interface SearchRun {
  readonly study: CapacityStudy;
  readonly search: CapacitySearch;
  /** Commanded, second by second. */
  readonly levels: readonly number[];
  readonly seconds: number;
}

/** A whole search against a simulated target. */
export function searchTarget(
  target: SimulatedTarget,
  options: Partial<CapacityOptions> & Pick<CapacityOptions, 'model' | 'objectives'>,
  mostSeconds = 3000,
): SearchRun {
  const search = createCapacitySearch({
    gentle: false,
    startLevel: 10,
    floorLevel: 1,
    capLevel: 100_000,
    requestNames: ['all'],
    startMs: 0,
    ...options,
  });
  const levels: number[] = [];
  let level = 0;
  let exact = 0;
  let perSecond = 0;
  let going = 0;
  for (let action = search.action(); action.kind !== 'done' && levels.length < mostSeconds;) {
    if (going !== action.level) {
      going = action.level;
      perSecond = Math.abs(going - exact) / rampSeconds;
    }
    const next = exact < going ? Math.min(going, exact + perSecond) : Math.max(going, exact - perSecond);
    exact = Math.abs(next - going) < 1e-6 ? going : next;
    level = options.model === 'closed' ? Math.round(exact) : exact;
    levels.push(level);
    action = search.observe(target.second(level));
  }
  return {study: search.study(), search, levels, seconds: levels.length};
}

/**
 * The load at which the quantile is at its bound, from long runs: where the lines through ln value over ln level meet it.
 * @param create a target of its own for each level
 * @param levels ascending, about the place
 */
export function trueCapacity(
  create: (level: number) => SimulatedTarget,
  objective: CapacityObjective,
  levels: readonly number[],
  seconds: number,
): number {
  const limit = Math.log(thresholdBound(objective.threshold));
  let before: {readonly level: number; readonly value: number} | null = null;
  for (const level of levels) {
    const target = create(level);
    const cells = Array.from({length: seconds}, () => target.second(level).cell).slice(100);
    const value = Math.log(objective.valueOf(cells)!);
    if (value >= limit && before !== null) {
      return before.level * (level / before.level) ** ((limit - before.value) / (value - before.value));
    }
    before = {level, value};
  }
  return Number.NaN;
}
