import type {LoadModel} from './load-model.ts';
import type {Threshold} from './profile.ts';

/** What was measured at one load. Latencies in µs; null: not measured. */
export interface LoadFigures {
  readonly level: number;
  readonly vus: number | null;
  readonly requestsPerSecond: number | null;
  readonly meanUs: number | null;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  /** 0 to 1. */
  readonly errorShare: number | null;
  /** Of the generator's machine and of the target's, means, 0 to 1. */
  readonly cpu: number | null;
  readonly targetCpu: number | null;
}

export const trialVerdicts = [
  'PASS',
  'FAIL',
  /** The longest a trial may take was not enough to tell. */
  'UNDECIDED',
  /** The generator, not the target, was at its end. */
  'GENERATOR-LIMITED',
  /** Errors, or latencies beyond all limits: cut short. A FAIL. */
  'ABORTED',
  /** The operator took the wheel. */
  'INTERRUPTED',
] as const;
export type TrialVerdict = (typeof trialVerdicts)[number];

export interface CapacityTrial extends LoadFigures {
  readonly phase: 'climb' | 'bisect' | 'confirm';
  /** Run clock, ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** From when on it was judged: what was before it settled is left out; null: it never settled. */
  readonly settledMs: number | null;
  readonly verdict: TrialVerdict;
  /** One line: `p95 312ms > 250ms`, `queue grows: 212 served of 240 offered`. */
  readonly why: string;
  /** Of the objective nearest its limit, 1 = at it, with its margin of error; null: not judged. */
  readonly used: {readonly low: number; readonly value: number; readonly high: number} | null;
}

/** Universal Scalability Law over the trials; `peakLevel` only where the data bear it. */
export interface UslFigures {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly rSquared: number;
  /** N*; null: `why` says what is lacking. */
  readonly peakLevel: number | null;
  readonly why: string | null;
}

export interface CapacityStudy {
  readonly kind: 'capacity';
  readonly model: LoadModel;
  /** As they were given: `http_req_duration: p(95)<250`. */
  readonly objectives: readonly string[];
  readonly gentle: boolean;
  readonly state: 'running' | 'paused' | 'done';
  /**
   *   FOUND               low passed and was confirmed, high failed
   *   AT-LEAST            nothing failed up to the cap: capacity is ≥ low
   *   BELOW               the lowest load tried failed: capacity is < high
   *   GENERATOR-LIMITED   the generator was at its end before the target: no capacity
   *   INCOMPLETE          ended before it was found
   */
  readonly verdict: 'FOUND' | 'AT-LEAST' | 'BELOW' | 'GENERATOR-LIMITED' | 'INCOMPLETE';
  /**
   * Highest load that passed, and lowest that failed: capacity lies in [low, high); null: none did. One that stayed
   * UNDECIDED for as long as a trial may take counts by the side of its limits it was on; `hints` say so.
   */
  readonly low: number | null;
  readonly high: number | null;
  readonly confirmed: boolean;
  /** First load with errors ≥ 5%, goodput below 0.95 of the best, or a queue that grew for 10 s: in (from, to]; null: none. */
  readonly breaking: {readonly from: number | null; readonly to: number; readonly why: string} | null;
  /** In order of time. */
  readonly trials: readonly CapacityTrial[];
  readonly usl: UslFigures | null;
  readonly knee: {readonly fromLevel: number; readonly toLevel: number} | null;
  /** `POST /api/checkout fails first`, `the target's CPU is at 96%`. */
  readonly hints: readonly string[];
  /** One line: what it is doing now, or how it ended. */
  readonly says: string;
  readonly tookMs: number;
}

export interface SpikeFigures extends LoadFigures {
  readonly factor: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Highest 5-s p95 against the baseline's median; null: not to be told. */
  readonly peakRatio: number | null;
  /**
   * From when the load was back (≤ 105%; open model: and an iteration's time over, until which what had arrived is at
   * work) until all was well again for 30 s; `seconds` ± `plusMinus`, or more than `moreThan` when it was never; null: not
   * observed.
   */
  readonly recovery: {readonly seconds: number; readonly plusMinus: number} | {readonly moreThan: number} | null;
  /** Requests that failed beyond the baseline's share. */
  readonly lost: number | null;
  /** Arrivals that found no free VU in time, until all was well; null: closed model. */
  readonly dropped: number | null;
  /**
   * While it was held, answers without an error that were missing of `factor` times the baseline's rate, 0 to 1; null:
   * not to be told.
   */
  readonly goodputLost: number | null;
  /**
   * The generator, not the target, was at its end for so long of the spike, and of what came then where that hid its
   * recovery; where it was told nevertheless, its ± is the wider.
   */
  readonly limitedSeconds: number;
}

export interface SpikeStudy {
  readonly kind: 'spike';
  readonly model: LoadModel;
  readonly state: 'running' | 'done';
  readonly baseline: LoadFigures & {
    readonly startMs: number;
    readonly endMs: number;
    /** As of a spike: what it is measured against is in doubt. */
    readonly limitedSeconds: number;
  };
  /** What p95 must be back under, µs; null: not known. */
  readonly thresholdUs: number | null;
  readonly factors: readonly SpikeFigures[];
  readonly says: string;
}

export const soakFigures = ['p95', 'throughput', 'errors', 'memory', 'target memory'] as const;
export type SoakFigure = (typeof soakFigures)[number];

export interface SoakDrift {
  readonly figure: SoakFigure;
  /** From the line through the medians (memory: minima) of its blocks; ratio minus 1 over the whole time; errors: a difference. */
  readonly change: number | null;
  /** Bytes (memory), or the ratio minus 1 (others) per hour. */
  readonly perHour: number | null;
  /** One-sided for the worse, corrected; null: too few blocks. */
  readonly p: number | null;
  readonly blocks: number;
  /** LEAK: memory, p < .01, at least 10% an hour and 10% in all. DRIFT: p < .01 and worse by 5% at least. */
  readonly verdict: 'LEAK' | 'DRIFT' | 'STEADY' | 'TOO SHORT' | 'UNKNOWN';
}

export interface SoakPeriod extends LoadFigures {
  /** From the start of the test's first process on, without the time in which none ran. */
  readonly startMs: number;
  readonly endMs: number;
  readonly memoryBytes: number | null;
  readonly targetMemoryBytes: number | null;
}

export interface SoakStudy {
  readonly kind: 'soak';
  readonly model: LoadModel;
  readonly state: 'running' | 'done';
  readonly level: number;
  /** Measured so far, of all processes that ran it. */
  readonly durationMs: number;
  /** What `durationMs` is to come to; absent: not known. */
  readonly plannedMs?: number;
  /** Seconds of each block. */
  readonly blockSeconds: number;
  readonly periods: readonly SoakPeriod[];
  readonly drifts: readonly SoakDrift[];
  readonly says: string;
}

/** The question a run answers about its target, as far as it has. */
export type Study = CapacityStudy | SpikeStudy | SoakStudy;

/** The question as it is put. Levels are VUs, or iterations a second in the open model. */
export type StudySetup = CapacitySetup | SpikeQuestion | SoakQuestion;

export interface CapacitySetup {
  readonly kind: 'capacity';
  readonly model: LoadModel;
  /** At least one; what is to hold. */
  readonly objectives: readonly Threshold[];
  /** Climbs in steps of a tenth instead of doubling. */
  readonly gentle: boolean;
  /** The first load tried. */
  readonly startLevel: number;
}

/** The load itself is the run's plan. */
export interface SpikeQuestion {
  readonly kind: 'spike';
  readonly model: LoadModel;
  readonly baseLevel: number;
  readonly factors: readonly number[];
}

/** The load itself is the run's plan. */
export interface SoakQuestion {
  readonly kind: 'soak';
  readonly model: LoadModel;
  readonly level: number;
  /** Of the whole, what an earlier process has run of it included. */
  readonly durationMs: number;
  /** The drive it goes on from, a file in the folder of its own; absent: it was begun by this process. */
  readonly resumes?: string;
}
