import type {CapacityAction} from '../analysis/capacity-search.ts';
import {createCapacitySearch} from '../analysis/capacity-search.ts';
import type {GeneratorLimit} from '../analysis/trial-signs.ts';
import {printLoad, roundLevel} from '../domain/load-text.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import type {CapacitySetup, CapacityStudy, CapacityTrial} from '../domain/study.ts';
import {mergeCells, type Cell} from '../metrics/cell.ts';
import type {GeneratorHealth, HealthCause} from '../protocol/report.ts';
import type {EventLog} from './event-log.ts';
import type {Intent} from './intent.ts';
import type {SeriesIndex} from './series-index.ts';
import {readingOfCell, thresholdValue} from './threshold-value.ts';

/** A complete second, and how things stood at its end. */
export interface PilotSecond {
  /** By series. */
  readonly cell: Cell;
  /** As commanded, VUs or iterations a second. */
  readonly level: number;
  /** Arrivals that wait for a free VU. */
  readonly queued: number;
  /** As it judges itself. */
  readonly generator: GeneratorHealth;
  /** That should run and do not: their share of the load is not sent. */
  readonly workersMissing: number;
}

/** Flies a capacity search: its trials become loads of the run, the run's seconds what it is told by. */
export interface CapacityPilot {
  readonly state: CapacityStudy['state'];
  /** Why it cannot go on, paused; null: nothing is in its way. */
  readonly blocked: string | null;
  study(): CapacityStudy;
  second(second: PilotSecond): void;
  /**
   * Somebody else has the load.
   * @param atMs run clock
   * @param who as `the operator`
   */
  pause(atMs: number, who: string): void;
  /** Begins, or goes on: sets the load of its trial. Where that cannot be it is paused, and `blocked`. */
  resume(atMs: number): void;
  end(atMs: number): void;
}

export interface CapacityPilotOptions {
  readonly setup: CapacitySetup;
  /** Of its model, now: no higher load is tried. */
  readonly capLevel: () => number;
  /** Run clock, ms. */
  readonly startMs: number;
  readonly plan: Pick<RunPlan, 'series' | 'requestNames'>;
  readonly index: Pick<SeriesIndex, 'ofThreshold'>;
  /** Of the generator's machine. */
  readonly memoryBytes: number;
  readonly log: Pick<EventLog, 'tell'>;
  fly(intent: Extract<Intent, {kind: 'search-load' | 'search-end'}>): void;
}

/** How long a raise takes: connections are not opened all at once. */
const climbMs = 3000;

/** From so much of a second on, what was measured in it is the generator's doing. */
const limitedMs = 500;

export function createCapacityPilot(options: CapacityPilotOptions): CapacityPilot {
  const {setup, startMs, plan, index, memoryBytes, log} = options;
  const {model, gentle, objectives} = setup;
  const capLevel = (): number => roundLevel(options.capLevel(), model);
  const search = createCapacitySearch({
    model,
    gentle,
    startLevel: Math.min(capLevel(), Math.max(1, roundLevel(setup.startLevel, model))),
    floorLevel: 1,
    get capLevel() {
      return capLevel();
    },
    startMs,
    objectives: objectives.map((threshold) => {
      const selection = index.ofThreshold(threshold);
      const valueOf = (cells: readonly Cell[]): number | null => {
        const [first] = cells;
        if (first === undefined) return null;
        const merged = mergeCells(cells, first.atMs, cells.length);
        return thresholdValue(threshold, readingOfCell(merged, memoryBytes), selection);
      };
      return {threshold, valueOf};
    }),
    requestNames: plan.series.map(({name}) => plan.requestNames[name] ?? ''),
  });
  let study = search.study();
  let blocked: string | null = null;

  function refresh(): void {
    const told = study.trials.length;
    study = search.study();
    for (const trial of study.trials.slice(told)) tellTrial(trial);
  }

  function tellTrial(trial: CapacityTrial): void {
    const {verdict, level, why} = trial;
    const because = why === '' ? '' : `: ${why}`;
    log.tell('info', `${printLoad(level, model)} ${verdict}${because}`, markOf(trial));
  }

  function fly(action: CapacityAction, atMs: number): void {
    const level = action.level ?? 0;
    if (action.kind !== 'done' && level > capLevel()) {
      blocked = `${printLoad(level, model)} would be over the cap of ${printLoad(capLevel(), model)}`;
      pause(atMs, 'the cap');
      return options.fly({kind: 'search-end'});
    }
    blocked = null;
    options.fly({kind: 'search-load', model, level, overMs: climbMs, why: wordOf(action)});
    if (action.kind === 'done') options.fly({kind: 'search-end'});
  }

  function pause(atMs: number, who: string): void {
    search.pause(atMs, who);
    refresh();
  }

  return {
    get state() {
      return study.state;
    },
    get blocked() {
      return blocked;
    },
    study: () => study,
    second(second) {
      if (study.state !== 'running') return;
      const {cell, level, queued} = second;
      const action = search.observe({cell, level, queued, generatorLimit: generatorLimitOf(second, model)});
      refresh();
      fly(action, cell.atMs + cell.seconds * 1000);
    },
    pause,
    resume(atMs) {
      const action = search.resume();
      refresh();
      fly(action, atMs);
    },
    end(atMs) {
      search.end(atMs);
      refresh();
    },
  };
}

/** What its answer takes longer for being late, beside the whole of an iteration: no more than this is no less load. */
const leastBinding = 0.05;

function generatorLimitOf({cell, generator, workersMissing}: PilotSecond, model: LoadModel): GeneratorLimit | null {
  if (workersMissing > 0) {
    const why = workersMissing === 1 ? 'a load worker was lost' : `${workersMissing} load workers were lost`;
    return {why, binds: true};
  }
  if (cell.saturatedMs < limitedMs) return null;
  const {reason, cause} = generator;
  return {
    why: reason ?? 'the generator was saturated',
    binds: cause === undefined || binding.has(cause) || (model === 'closed' && slowsUsers(cell, generator)),
  };
}

/** It has no more to give. */
const binding: ReadonlySet<HealthCause> = new Set<HealthCause>(['busy', 'max-throughput', 'missed']);

/** Users who are served late come back later: less load than their number stands for. */
function slowsUsers({load, metrics, coveredMs}: Cell, {loopDelayMs, clientWaitMs}: GeneratorHealth): boolean {
  const iterationMs = (load.meanVus * coveredMs) / metrics.iterations;
  const delays = [loopDelayMs, clientWaitMs].filter((delay) => !Number.isNaN(delay));
  return !(Math.max(0, ...delays) <= leastBinding * iterationMs);
}

function wordOf(action: CapacityAction): string {
  if (action.kind === 'done') return action.level === null ? 'no load held' : 'the highest that held';
  return action.kind === 'drain' ? 'drain' : action.phase;
}

function markOf({verdict}: CapacityTrial): string {
  if (verdict === 'PASS') return '✓trial';
  return verdict === 'FAIL' || verdict === 'ABORTED' ? '!trial' : '';
}
