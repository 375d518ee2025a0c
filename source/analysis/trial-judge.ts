import {formatShare} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {printLoad} from '../domain/load-text.ts';
import type {CapacityTrial, TrialVerdict} from '../domain/study.ts';
import {maxUsed, thresholdHolds} from '../domain/threshold-evaluation.ts';
import {warmUpMs} from '../metrics/cell.ts';
import {loadFigures} from './load-figures.ts';
import {
  batchSeconds,
  estimateObjective,
  estimateText,
  objectiveName,
  type CapacityObjective,
  type ObjectiveEstimate,
} from './objective-estimate.ts';
import {hasReached} from './plateaus.ts';
import {
  dangerOf,
  dangerSeconds,
  iterationSeconds,
  overloadOf,
  settlingOf,
  shortOfVus,
  type TrialSecond,
} from './trial-signs.ts';

/*
 * One trial of a capacity search: a hold at one load, until it can be told whether the objectives hold there.
 *
 *   level       ╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾   judged every 5 s, from 10 s on, to 60 s at most:
 *   VUs       ╱ ·╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾     PASS  p + h < limit, settled
 *          ramp│2 s│ start-up │ judged         FAIL  p − h > limit, settled, or the queue grows
 *
 * A generator that is late reads latencies high: what passes all the same has passed, what fails proves nothing. One that
 * cannot send what it should proves nothing either way.
 *
 * The closed model also waits for 3 (R + Z), three iterations with their pauses. A confirmation passes after 60 s only.
 */

export interface TrialOptions {
  readonly model: LoadModel;
  readonly phase: CapacityTrial['phase'];
  readonly level: number;
  readonly objectives: readonly CapacityObjective[];
  /** The first of a search: the target may be cold, and far too slow for a while. */
  readonly cold: boolean;
  /** The highest load that is known to be safe; what goes wrong on the way up from it counts already. */
  readonly passedLevel: number | null;
}

export interface TrialEnd {
  readonly trial: CapacityTrial;
  /** PASS, or UNDECIDED with all objectives on their right side for as long as it took. */
  readonly passed: boolean;
  /** What waited grew for 10 s. */
  readonly queueGrew: boolean;
  /** The seconds it was judged by; of one that was cut short the last 5. */
  readonly judged: readonly TrialSecond[];
}

export interface TrialJudge {
  /** Takes the next complete second. @returns null: it goes on */
  observe(second: TrialSecond): TrialEnd | null;
  /** The operator takes over, or the run ends. @returns null: the load had not been reached yet */
  interrupt(why: string): TrialEnd | null;
  /** Since the load was reached. */
  seconds(): number;
}

/** What is used of a limit, margin included, where it is nowhere near. */
const farWithin = 0.5;

const leastSeconds = 10;
const mostSeconds = 60;
const settleSeconds = 2;

/** A load, and VUs, that are not there by then never will be. */
const mostWaitSeconds = 60;

/** A cold target is not cut short for its latencies before this, and does not fail by them before a trial's longest. */
const coldSeconds = 20;

/** Of the last 5. */
const limitedSeconds = 3;
/** Where so much of a trial was the generator's doing, its failing is too. */
const limitedShare = 0.2;

/** Share of the arrivals that the generator may be too late for. */
const mostMissed = 0.02;

const iterationsWaited = 3;

export function createTrialJudge(options: TrialOptions): TrialJudge {
  const {level, model, objectives} = options;
  /** Since the load was commanded, or since it passed what is known to be safe. */
  let exposed: TrialSecond[] = [];
  let held: TrialSecond[] = [];
  let waitedSeconds = 0;
  let reachedSeconds = 0;

  function end(verdict: TrialVerdict, why: string, more: Partial<TrialEnd & {used: CapacityTrial['used']}>): TrialEnd {
    const judged = more.judged ?? (held.length > 0 ? held : exposed).slice(-dangerSeconds);
    const isSettled = verdict === 'PASS' || verdict === 'FAIL' || verdict === 'UNDECIDED';
    return {
      trial: {
        phase: options.phase,
        ...loadFigures(
          level,
          judged.map(({cell}) => cell),
        ),
        startMs: (held[0] ?? exposed[0])!.cell.atMs,
        endMs: endOf(exposed.at(-1)!),
        settledMs: isSettled && more.used !== undefined ? judged[0]!.cell.atMs : null,
        verdict,
        why,
        used: more.used ?? null,
      },
      passed: more.passed ?? false,
      queueGrew: more.queueGrew ?? false,
      judged,
    };
  }

  function limited(share: number): string | null {
    const limits = exposed.flatMap(({generatorLimit}) => generatorLimit ?? []);
    return limits.length > 0 && limits.length >= share * exposed.length ? limits.at(-1)!.why : null;
  }

  function fail(verdict: 'FAIL' | 'ABORTED' | 'UNDECIDED', why: string, more: Parameters<typeof end>[2]): TrialEnd {
    const limit = (model === 'open' ? shortOfVus(exposed, objectives) : null) ?? limited(limitedShare);
    return limit === null ? end(verdict, why, more) : end('GENERATOR-LIMITED', limit, {});
  }

  function cutShort(): TrialEnd | null {
    const last = exposed.slice(-dangerSeconds);
    const binding = last.flatMap(({generatorLimit}) => (generatorLimit?.binds ? [generatorLimit] : []));
    if (binding.length >= limitedSeconds) return end('GENERATOR-LIMITED', binding.at(-1)!.why, {});
    const missed = missedShare(last);
    if (last.length === dangerSeconds && missed > mostMissed) {
      return end('GENERATOR-LIMITED', `the generator came too late for ${formatShare(missed)} of the arrivals`, {});
    }
    const danger = dangerOf(exposed, objectives, !options.cold || held.length >= coldSeconds);
    return danger === null ? null : fail('ABORTED', danger, {});
  }

  function judge(): TrialEnd | null {
    if (held.length < leastSeconds || held.length % batchSeconds !== 0) return null;
    const overload = model === 'open' ? overloadOf(held) : null;
    const {settled, judged, rises, falls} = settlingOf(held);
    const cells = judged.map(({cell}) => cell);
    const estimates = objectives.map((objective) => estimateObjective(objective, cells));
    const told = estimates.filter((one) => one !== null);
    const used = worstUsed(told);
    if (overload !== null) return fail('FAIL', overload, {judged: held, used, queueGrew: true});
    const iterations = model === 'closed' ? iterationsWaited * iterationSeconds(held) : 0;
    if (held.length < Math.min(mostSeconds, iterations)) return null;
    const broken = told.find(({verdict}) => verdict === 'FAIL');
    const mayFail = settled && !falls && (!options.cold || held.length >= mostSeconds);
    if (mayFail && broken !== undefined) return fail('FAIL', estimateText(broken), {judged, used});
    const passes = told.length === objectives.length && told.every(({verdict}) => verdict === 'PASS');
    // Far within its limits it need not have settled: it is not near them either way.
    const isFar = told.every(({used: one}) => one !== null && one.high <= farWithin);
    const mayPass = (settled || isFar) && !rises && (options.phase !== 'confirm' || held.length >= mostSeconds);
    if (mayPass && passes) return end('PASS', worstText(told), {judged, used, passed: true});
    if (held.length < mostSeconds) return null;
    const passed = told.length === objectives.length && !rises && told.every(holds);
    const untold = objectives[estimates.indexOf(null)];
    const why =
      untold === undefined
        ? `${worstText(told)}, ${undecidedWhy(settled, rises, falls)}`
        : `${objectiveName(untold.threshold)} was not measured`;
    return passed ? end('UNDECIDED', why, {judged, used, passed}) : fail('UNDECIDED', why, {judged, used});
  }

  function isReached({cell}: TrialSecond): boolean {
    return hasReached({model, vus: cell.load.vus, level});
  }

  return {
    observe(second) {
      const isThere = second.level === level;
      const isUp = isThere || second.level > (options.passedLevel ?? 0);
      if (!isUp) exposed = [];
      else exposed.push(second);
      if (reachedSeconds === 0 || !isThere) waitedSeconds++;
      if (!isThere || (reachedSeconds === 0 && !isReached(second))) {
        held = [];
        reachedSeconds = 0;
        if (waitedSeconds < mostWaitSeconds) return isWarm(second) ? cutShort() : null;
        exposed = [second];
        return end('GENERATOR-LIMITED', notReached(second, options), {});
      }
      if (!isWarm(second)) return null;
      reachedSeconds++;
      if (reachedSeconds > settleSeconds) held.push(second);
      return cutShort() ?? judge();
    },
    interrupt: (why) => (exposed.length === 0 ? null : end('INTERRUPTED', why, {})),
    seconds: () => held.length,
  };
}

function worstUsed(estimates: readonly ObjectiveEstimate[]): CapacityTrial['used'] {
  return worstOf(estimates)?.used ?? null;
}

function worstText(estimates: readonly ObjectiveEstimate[]): string {
  const worst = worstOf(estimates);
  return worst === null ? '' : estimateText(worst);
}

/** The one nearest its limit, or farthest beyond. */
function worstOf(estimates: readonly ObjectiveEstimate[]): ObjectiveEstimate | null {
  return estimates.reduce<ObjectiveEstimate | null>(
    (worst, one) => (worst === null || weightOf(one) > weightOf(worst) ? one : worst),
    null,
  );
}

function weightOf({used, verdict}: ObjectiveEstimate): number {
  return used?.value ?? (verdict === 'FAIL' ? maxUsed : 0);
}

function holds({objective: {threshold}, value}: ObjectiveEstimate): boolean {
  return thresholdHolds(threshold, value);
}

function undecidedWhy(settled: boolean, rises: boolean, falls: boolean): string {
  if (rises) return 'and rising';
  if (falls) return 'and falling';
  return settled ? 'within its margin of error' : 'and never settled';
}

function missedShare(seconds: readonly TrialSecond[]): number {
  let arrivals = 0;
  let missed = 0;
  for (const {cell} of seconds) {
    arrivals += cell.metrics.arrivals;
    missed += cell.metrics.arrivalsMissed;
  }
  return arrivals === 0 ? 0 : missed / arrivals;
}

/** Its own first seconds read several times too high. */
function isWarm({cell}: TrialSecond): boolean {
  return cell.atMs >= warmUpMs;
}

function notReached({cell, ...second}: TrialSecond, {model, level}: TrialOptions): string {
  const reached = second.level === level ? cell.load.vus : second.level;
  return `only ${printLoad(reached, model)} of ${printLoad(level, model)} were reached`;
}

function endOf({cell}: TrialSecond): number {
  return cell.atMs + cell.seconds * 1000;
}
