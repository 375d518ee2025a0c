import type {HostFacts, MachineMeans} from './host.ts';
import type {OutcomeCount} from './error-kind.ts';
import type {LoadModel} from './load-model.ts';
import type {RunValidity, ValidityReason} from './run-validity.ts';
import type {Study} from './study.ts';
import type {TransportChoice} from './transport-choice.ts';

export const snapshotVersion = 1;

/**
 * A snapshot file: the drive's cells so far, a window as a range over them, and the window's merged histograms.
 * Field names carry their units; times `…Ms` are on the run clock. Optional members are absent from files of earlier
 * versions of perftui, which know the closed model alone.
 */
export interface Snapshot {
  readonly $schema: string;
  readonly kind: 'perftui-snapshot';
  readonly version: typeof snapshotVersion;
  readonly name: string;
  readonly note: string | null;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly target: {readonly label: string; readonly origin: string};
  readonly profile: {readonly name: string; readonly revision: string | null; readonly document: unknown};
  readonly git: {readonly commit: string; readonly branch: string | null; readonly dirty: boolean} | null;
  readonly host: HostFacts;
  readonly generator: {
    readonly verdict: 'ok' | 'warn' | 'saturated';
    readonly saturatedMs: number;
    readonly workersLost: number;
  };
  /** How far its figures can be trusted; null: not judged. */
  readonly validity?: {readonly verdict: RunValidity; readonly reasons: readonly ValidityReason[]} | null;
  readonly transport?: TransportChoice | null;
  readonly load: {
    /** In the open one latencies of the first request of an iteration are response times. */
    readonly model: LoadModel;
    readonly executor: string;
    /** Mean over the window, as far as load was commanded in it; in the open model VUs that were busy. */
    readonly vus: number;
    readonly minVus: number;
    readonly maxVus: number;
    /** Offered, iterations a second, mean as that of `vus`; null in the closed model. */
    readonly rate?: number | null;
    /** VUs (the offered rate in the open model) stayed within 5% of their mean. */
    readonly steady: boolean;
  };
  /** Of the window; null in the closed model. */
  readonly arrivals?: SnapshotArrivals | null;
  /** Open model, first requests of iterations: actual send − intended start. */
  readonly sendLagUs?: SnapshotLatency | null;
  /** Open model, first requests of iterations: done − actual send. */
  readonly serviceTimeUs?: SnapshotLatency | null;
  readonly window: {
    readonly scope: 'window' | 'run';
    readonly startMs: number;
    readonly endMs: number;
    readonly seconds: number;
  };
  /** First the total (`name` null), then each request name in the profile's order. */
  readonly requests: readonly SnapshotRequest[];
  readonly thresholds: readonly SnapshotThreshold[];
  /** Of the window. */
  readonly checks?: readonly SnapshotCheck[];
  /** Of the window: iterations that could not go on. */
  readonly flowErrors?: number;
  /** Of the drive so far: what they said, each text once, the first 5. */
  readonly flowErrorTexts?: readonly string[];
  /** Of the window, in the profile's order. */
  readonly scenarios?: readonly SnapshotScenario[];
  readonly cells: readonly SnapshotCell[];
  readonly hostSeries: readonly SnapshotHostPoint[];
  readonly events: readonly {readonly atMs: number; readonly kind: string; readonly text: string}[];
  readonly errorSamples: readonly SnapshotErrorSample[];
  /** Holds at one load, of the drive so far, in order of time. */
  readonly plateaus?: readonly SnapshotPlateau[];
  /** File name of the drive it was taken in; null: not recorded. */
  readonly drive?: string | null;
  /** Of the drive so far; absent: none was under way. */
  readonly study?: Study;
}

/** A hold at one load: ramps before and after it, and the time requests took to follow them, are not in it. */
export interface SnapshotPlateau {
  readonly startMs: number;
  readonly endMs: number;
  /** Length of what was measured, s: rates are over it. */
  readonly seconds: number;
  readonly model: LoadModel;
  /** As commanded: VUs, or iterations a second. */
  readonly level: number;
  /** Mean of VUs at work. */
  readonly vus: number;
  /** Whether figures stood still over it; null: too short to tell. */
  readonly steady: boolean | null;
  /** Why it is not steady, or cannot be told; null: it is. */
  readonly why: string | null;
  /** First the total (`name` null), then each request name in the profile's order. */
  readonly requests: readonly SnapshotRequest[];
  /** The profile's thresholds as they stood over it alone. */
  readonly thresholds: readonly SnapshotThreshold[];
  /** Mean over it, 0 to 1; null: not known. */
  readonly cpu: number | null;
}

/** Iterations whose intended start lay in the window, and what became of them. */
export interface SnapshotArrivals {
  readonly offered: number;
  readonly started: number;
  /** Given up after waiting for a free VU. */
  readonly dropped: number;
  /** Never tried: the generator came too late. */
  readonly missed: number;
}

export interface SnapshotRequest {
  readonly name: string | null;
  readonly started: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly outcomes: readonly OutcomeCount[];
  readonly latencyUs: SnapshotLatency | null;
  /** HDR V2 compressed, base64; '' without samples. */
  readonly histogram: string;
  readonly phaseMeansUs: Readonly<Record<string, number>>;
}

export interface SnapshotLatency {
  readonly samples: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface SnapshotThreshold {
  readonly source: string;
  /** In the unit of `source`: ms for times, a share 0 to 1, a count, per second. */
  readonly value: number | null;
  readonly ok: boolean | null;
  readonly severity: 'critical' | 'warning';
  /** Given: it is one of the profile's budgets. */
  readonly budget?: {
    readonly requestName: string;
    /** `p95`. */
    readonly figure: string;
    /** ms. */
    readonly bound: number;
  };
  /** Given: its bound came from the baseline's figure. */
  readonly relativeTo?: 'baseline';
  /** What a relative bound came to, in the unit of `value`. */
  readonly bound?: number;
}

/** Outcomes of a check, over all scenarios and groups. */
export interface SnapshotCheck {
  readonly name: string;
  readonly requestName: string;
  readonly passed: number;
  readonly failed: number;
  /** Of `failed`: the body went beyond the cap. */
  readonly cut: number;
}

/** A user class as it was weighted when the snapshot was taken, and its requests. */
export interface SnapshotScenario {
  readonly name: string;
  /** 0: muted. */
  readonly weight: number;
  readonly profileWeight: number;
  /** That ended, however they did. */
  readonly requests: number;
  readonly failed: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number | null;
  readonly latencyUs: SnapshotLatency | null;
}

/** One second (10 s and 60 s further back) of the drive; `seconds` tells. */
export interface SnapshotCell {
  readonly atMs: number;
  readonly seconds: number;
  readonly vus: number;
  /** Null in the open model. */
  readonly targetVus: number | null;
  /** Iterations a second; null in the closed model. */
  readonly targetRate?: number | null;
  readonly inFlight: number;
  readonly doubtful: boolean;
  /** So long of it the generator was saturated; absent: not at all, or of a doubtful one not known. */
  readonly saturatedMs?: number;
  /** What rates are divided by; absent: `seconds`. */
  readonly coveredMs?: number;
  readonly meanVus?: number;
  readonly minVus?: number;
  readonly maxVus?: number;
  readonly iterations?: number;
  /** Open model: iterations whose intended start lay in it, and what became of them. */
  readonly arrivals?: SnapshotArrivals;
  /** By index into the names of `requests` without the total. */
  readonly names: readonly SnapshotCellName[];
}

export interface SnapshotCellName {
  readonly name: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly sumUs: number;
  readonly minUs: number | null;
  readonly maxUs: number | null;
  /** Sparse counts, varint (bucket gap, count) pairs, deflated when shorter, base64. */
  readonly counts: string;
  readonly started?: number;
  /** As in `NameMetrics`; absent: every answer was a 200. */
  readonly statuses?: readonly (readonly [status: number, count: number])[];
  readonly errors?: readonly (readonly [kind: number, count: number])[];
  readonly unexpected?: readonly (readonly [status: number, count: number])[];
}

export interface SnapshotHostPoint extends MachineMeans {
  readonly atMs: number;
  readonly cpu: number | null;
  readonly loopDelayMs: number | null;
  readonly rssBytes: number | null;
  readonly memoryUsedBytes: number | null;
  readonly netRxBytesPerSecond: number | null;
  readonly netTxBytesPerSecond: number | null;
}

export interface SnapshotErrorSample {
  readonly name: string;
  readonly atMs: number;
  readonly code: number;
  readonly word: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly message: string | null;
}
