import type {HostFacts} from './host.ts';
import type {OutcomeCount} from './error-kind.ts';
import type {LoadModel} from './load-model.ts';
import type {RunValidity, ValidityReason} from './run-validity.ts';
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
    /** Mean over the window; in the open model VUs that were busy. */
    readonly vus: number;
    readonly minVus: number;
    readonly maxVus: number;
    /** Offered, iterations a second, mean over the window; null in the closed model. */
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
}

export interface SnapshotHostPoint {
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
