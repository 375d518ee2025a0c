import type {ArrivalPattern} from './load-model.ts';
import type {TransportSettings} from './transport-choice.ts';

/** A profile as it stands in a file, defaults filled in, units resolved. `${env:NAME}` templates are still templates. */
export interface Profile {
  readonly name: string;
  readonly description: string | null;
  /** An http(s) URL, or `demo`, `demo:fast`, … for the built-in server. May hold `${env:NAME}`. */
  readonly target: string;
  readonly executor: Executor;
  /** Ceilings for the load keys. `rate`: iterations a second. */
  readonly cap: {readonly vus: number; readonly rate: number};
  readonly ramp: RampSettings;
  readonly timeoutMs: number;
  readonly transport: TransportSettings;
  /** See `RunPlan.precise`. */
  readonly precise: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly scenarios: readonly Scenario[];
  readonly thresholds: readonly Threshold[];
  /** Where its file lies, absolute; `bodyFile` paths are relative to it. Absent: to the working folder. */
  readonly folder?: string;
}

export type Executor =
  | {readonly kind: 'ramping-vus'; readonly startVus: number; readonly stages: readonly Stage[]}
  /** `durationMs` null: without end (interactive). */
  | {readonly kind: 'constant-vus'; readonly vus: number; readonly durationMs: number | null}
  /** Rates are iterations started per second (the file's `timeUnit` is resolved). */
  | ({
      readonly kind: 'constant-arrival-rate';
      readonly rate: number;
      readonly durationMs: number | null;
    } & ArrivalSettings)
  | ({
      readonly kind: 'ramping-arrival-rate';
      readonly startRate: number;
      readonly stages: readonly Stage[];
    } & ArrivalSettings);

export interface ArrivalSettings {
  readonly arrivals: ArrivalPattern;
  /** VUs made ready, without a connection, before the run starts; others are made when first needed. */
  readonly preAllocatedVus: number;
  /** VUs that may be busy at once; arrivals beyond wait. */
  readonly maxVus: number;
}

/** Linear from the previous target (or startVus) to `target` over `durationMs`. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
  readonly name: string | null;
}

/** What the operator's load keys do: step size, and how fast a raise climbs. Lowering is at once. */
export interface RampSettings {
  readonly vusPerSecond: number;
  readonly step: number;
  /** The same for the open model: iterations a second, and how fast a raise of the rate climbs, per second. */
  readonly ratePerSecond: number;
  readonly rateStep: number;
}

/** A user class: a VU belongs to one scenario for life and repeats its flow. */
export interface Scenario {
  readonly name: string;
  readonly weight: number;
  readonly flow: readonly FlowStep[];
}

export type FlowStep =
  | {readonly kind: 'request'; readonly request: RequestDefinition}
  /** Uniform between the two; fixed when they are equal. */
  | {readonly kind: 'think'; readonly minMs: number; readonly maxMs: number};

export interface RequestDefinition {
  /** Groups metrics; `METHOD path` unless given. Never the raw URL. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as is; an object in the file became its JSON text (content-type added unless given). */
  readonly body: string | null;
  /** Path of a file that is the body, relative to the profile's folder; null: `body` is it. */
  readonly bodyFile: string | null;
  /** Sent with `transfer-encoding: chunked` instead of a content length. */
  readonly chunked: boolean;
  /** Statuses that are not an error; null: 200 to 399, as in k6. */
  readonly expect: readonly number[] | null;
}

/** A threshold in k6's grammar, parsed. `source` is the text as written. */
export interface Threshold {
  readonly source: string;
  readonly metric: MetricName;
  /** `{name:login}` submetric, or null for all requests. */
  readonly requestName: string | null;
  readonly aggregation: Aggregation;
  readonly operator: '>' | '>=' | '<' | '<=' | '===' | '!=';
  /** In the metric's own unit: ms for times, a share 0 to 1 for rates, per second for `rate` of a counter. */
  readonly bound: number;
  /** Evaluated over the last `windowMs` at every moment, instead of over the whole run. */
  readonly windowMs: number | null;
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
  readonly severity: 'critical' | 'warning';
}

export type Aggregation =
  | {readonly kind: 'avg' | 'min' | 'max' | 'med' | 'count' | 'rate' | 'value'}
  | {readonly kind: 'p'; readonly percentile: number};

export const metricTypes = {
  http_req_duration: 'trend',
  http_req_blocked: 'trend',
  http_req_connecting: 'trend',
  http_req_tls_handshaking: 'trend',
  http_req_sending: 'trend',
  http_req_waiting: 'trend',
  http_req_receiving: 'trend',
  iteration_duration: 'trend',
  http_req_failed: 'rate',
  http_reqs: 'counter',
  iterations: 'counter',
  data_sent: 'counter',
  data_received: 'counter',
  vus: 'gauge',
  vus_max: 'gauge',
} as const;

export type MetricName = keyof typeof metricTypes;
