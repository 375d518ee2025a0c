import {executorModel, executorStartLevel} from '../domain/executor.ts';
import type {HostFacts} from '../domain/host.ts';
import {createLoadPlan} from '../domain/load-plan.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {Snapshot, SnapshotErrorSample} from '../domain/snapshot.ts';
import type {StudySetup} from '../domain/study.ts';
import type {TransportChoice} from '../domain/transport-choice.ts';
import type {Cell} from '../metrics/cell.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {ControlOptions} from './control-state.ts';
import type {ChosenBaseline, SessionEffects} from './session-files.ts';
import type {SessionJournal} from './session-journal.ts';

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
  /** What carries the requests. */
  readonly transport: TransportChoice;
  readonly hostFacts: HostFacts;
  readonly git: Snapshot['git'];
  /** See `SessionView.profileRevision`. */
  readonly profileRevision: string | null;
  /** The profile as it may be written into snapshots. */
  readonly profileDocument: unknown;
  /** VUs the machine's limits hold; null: not known. */
  readonly vusLimit: number | null;
  readonly baseline: ChosenBaseline | null;
  /** The baseline was asked for by a flag: the run is compared with it at its end. */
  readonly compareAtEnd: boolean;
  /** Name (or FILE.json) of a snapshot of the whole run to be written at its end. */
  readonly snapshotAtEnd: string | null;
  /** Where figures of the machine under test come from, for people; absent: it is not observed. */
  readonly targetSource?: string;
  /** What the run is to answer about its target; null: nothing but its thresholds. */
  readonly study: StudySetup | null;
  /** What earlier processes measured of the same endurance test, from the start of the first on. */
  readonly earlier?: readonly Cell[];
  /** An INVALID run does not fail for it. */
  readonly allowInvalid: boolean;
}

/** What the load keys begin with. */
export function controlOptions({interactive, vusLimit, prepared: {profile, plan}}: SessionOptions): ControlOptions {
  const {executor, cap, ramp} = profile;
  return {
    interactive,
    plan: createLoadPlan(executor),
    start: {model: executorModel(executor), level: executorStartLevel(executor)},
    vusLimit,
    scenarios: profile.scenarios,
    gracefulStopMs: profile.gracefulStopMs,
    iterations: plan.iterations === null ? null : 'shared' in plan.iterations ? 'shared' : 'perVu',
    settings: {
      closed: {capLevel: cap.vus, step: ramp.step, rampPerSecond: ramp.vusPerSecond},
      open: {capLevel: cap.rate, step: ramp.rateStep, rampPerSecond: ramp.ratePerSecond},
    },
  };
}
