import type {ArrivalPattern} from './load-model.ts';
import type {ThinkTime} from './think-time.ts';
import type {TransportSettings} from './transport-choice.ts';

/** A profile as it stands in a file, defaults filled in, units resolved. Templates (`${…}`) are still templates. */
export interface Profile {
  readonly name: string;
  readonly description: string | null;
  /** An http(s) URL, or `demo`, `demo:fast`, `demo:fast?slower=20%`, … for the built-in server. May hold `${env:NAME}`. */
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
  /** Adds an authorization header to every request that does not bring its own (`auth: false` on a request: not to it). */
  readonly auth: Auth | null;
  readonly tls: TlsSettings;
  /** Redirects followed per request, on the target's own origin; 0: none. */
  readonly maxRedirects: number;
  /** Each VU keeps the cookies it is given, for an iteration. */
  readonly cookies: boolean;
  /** URL of an HTTP proxy (undici carries the run then); may hold `${env:NAME}`. */
  readonly proxy: string | null;
  /**
   * What tells how the machine under test is, a page of node_exporter or a Prometheus server (see `TargetMetricsUrl`); may
   * hold `${env:NAME}`. Absent: it is not observed.
   */
  readonly targetMetrics?: string;
  /** The most of a response body that checks and extraction look at, bytes. */
  readonly captureBytes: number;
  /** How long VUs get to finish their iteration when the plan ends. */
  readonly gracefulStopMs: number;
  readonly data: readonly DataDefinition[];
  /** Run once before the load, by one VU; the variables it extracts are everybody's. */
  readonly setup: readonly FlowStep[];
  /** Run once after the load. */
  readonly teardown: readonly FlowStep[];
  readonly scenarios: readonly Scenario[];
  /** Those of `budgets` included, marked as such. */
  readonly thresholds: readonly Threshold[];
  readonly alerts: readonly AlertRule[];
  /** Stops the load when every request has failed for so long; null: never. */
  readonly circuitBreaker: {readonly afterMs: number} | null;
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
    } & ArrivalSettings)
  /** Each VU runs its flow so often and leaves. */
  | {
      readonly kind: 'per-vu-iterations';
      readonly vus: number;
      readonly iterations: number;
      readonly maxDurationMs: number;
    }
  /** All VUs together run so many iterations. */
  | {
      readonly kind: 'shared-iterations';
      readonly vus: number;
      readonly iterations: number;
      readonly maxDurationMs: number;
    };

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

/**
 * A user class. The load is shared out over them by weight; a VU plays one scenario's flow per iteration. A weight of 0
 * is muted: it can be raised from the screen.
 */
export interface Scenario {
  readonly name: string;
  readonly weight: number;
  readonly flow: readonly FlowStep[];
}

export type FlowStep =
  | {readonly kind: 'request'; readonly request: RequestDefinition}
  | {readonly kind: 'think'; readonly time: ThinkTime}
  /** Names a part of the flow: thresholds may speak of `{group:name}`; nested ones are joined: `outer::inner`. */
  | {readonly kind: 'group'; readonly name: string; readonly steps: readonly FlowStep[]}
  /** A whole number of times, uniform between the two. */
  | {readonly kind: 'repeat'; readonly min: number; readonly max: number; readonly steps: readonly FlowStep[]}
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly then: readonly FlowStep[];
      readonly otherwise: readonly FlowStep[];
    }
  /** Sent at once, each over a connection of its own; the flow goes on when the last has ended. */
  | {readonly kind: 'parallel'; readonly requests: readonly RequestDefinition[]};

export type Condition =
  /** The last response's status is one of these. */
  | {readonly kind: 'status'; readonly statuses: StatusSet; readonly negated: boolean}
  /** `rule` null: the variable has a value. */
  | {readonly kind: 'variable'; readonly name: string; readonly rule: TextRule | null; readonly negated: boolean};

/** Inclusive ranges of statuses; one status is a range from it to itself. */
export type StatusSet = readonly (readonly [from: number, to: number])[];

/** `pattern`: source of a JavaScript regular expression, flags `u`. */
export type TextRule =
  | {readonly kind: 'equals'; readonly text: string}
  | {readonly kind: 'contains'; readonly text: string}
  | {readonly kind: 'matches'; readonly pattern: string};

/** Rows for `${data.column}` (the only source), or `${data.name.column}`. */
export interface DataDefinition {
  /** Null: the only source. */
  readonly name: string | null;
  /** CSV or JSON file, relative to the profile's folder; null: `rows` holds them. */
  readonly file: string | null;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly mode: DataMode;
}

/**
 * Which row an iteration gets. `sequential`: the next one of all VUs, from the first again after the last. `random`: any.
 * `unique`: the next one, none twice; their end is an error that stops the run. `per-vu`: VU i keeps row i for life; more
 * VUs than rows are that error.
 */
export type DataMode = 'sequential' | 'random' | 'unique' | 'per-vu';

export type Auth =
  | {readonly kind: 'bearer'; readonly token: string}
  | {readonly kind: 'basic'; readonly username: string; readonly password: string}
  /** Client credentials (RFC 6749, 4.4), fetched once for all VUs, and again `refreshBeforeMs` before the token ends. */
  | {
      readonly kind: 'oauth2';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
      readonly audience: string | null;
      readonly refreshBeforeMs: number;
    };

/** PEM files, relative to the profile's folder. */
export interface TlsSettings {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** Certificates are not verified. Shown on screen. */
  readonly insecure: boolean;
}

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
  readonly expect: StatusSet | null;
  /** False: the profile's `auth` is not for this one. */
  readonly auth: boolean;
  /** For `{tag:value}` in thresholds. */
  readonly tags: Readonly<Record<string, string>>;
  readonly extract: readonly Extraction[];
  readonly checks: readonly Check[];
}

/** Fills a variable from an expected response. Without a match and a `fallback` the iteration ends with a flow error. */
export interface Extraction {
  readonly variable: string;
  readonly from: ExtractionSource;
  readonly fallback: string | null;
}

export type ExtractionSource =
  /** RFC 9535; of several matches the first. */
  | {readonly kind: 'jsonpath'; readonly path: string}
  /** Over the body: the first group, or all of the match where there is none. */
  | {readonly kind: 'regex'; readonly pattern: string}
  | {readonly kind: 'header'; readonly name: string}
  | {readonly kind: 'cookie'; readonly name: string};

/** Counted as passed or failed; a failed one does not make the request fail. */
export interface Check {
  /** `status is 200` unless given. */
  readonly name: string;
  readonly rule: CheckRule;
}

export type CheckRule =
  | {readonly kind: 'status'; readonly statuses: StatusSet}
  /** `rule` null: it is there. */
  | {readonly kind: 'header'; readonly header: string; readonly rule: TextRule | null}
  | {readonly kind: 'body'; readonly rule: TextRule}
  /** `equals` undefined: something is there. */
  | {readonly kind: 'jsonpath'; readonly path: string; readonly equals?: unknown}
  /** Service time, ms. */
  | {readonly kind: 'latency'; readonly operator: Threshold['operator']; readonly ms: number}
  /** Bytes of the body as they came. */
  | {readonly kind: 'size'; readonly operator: Threshold['operator']; readonly bytes: number};

/** A threshold in k6's grammar, parsed. `source` is the text as written. */
export interface Threshold {
  readonly source: string;
  readonly metric: MetricName;
  /** Submetric: of requests that carry all these tags (`name`, `scenario`, `group`, `method`, own ones); of checks `check`. Empty: all. */
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregation: Aggregation;
  readonly operator: '>' | '>=' | '<' | '<=' | '===' | '!=';
  /**
   * In the metric's own unit: ms for times, a share 0 to 1 for rates, per second for `rate` of a counter. NaN while it is
   * relative to a baseline that is not known yet.
   */
  readonly bound: number;
  /** `+10%` of what a baseline measured: 0.1; null: the bound stands as written. */
  readonly relativeShare: number | null;
  /** Evaluated over the last `windowMs` at every moment, instead of over the whole run. */
  readonly windowMs: number | null;
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
  readonly severity: 'critical' | 'warning';
  /** From the profile's `budgets`, not its `thresholds`. */
  readonly budget: boolean;
}

/** Fires when its condition has been true for `forMs`; clears when it no longer is. */
export interface AlertRule {
  /** Here the condition is what fires: `http_req_duration: p(95)>2000`. Always with a `windowMs`. */
  readonly when: Threshold;
  readonly forMs: number;
  readonly action: AlertAction;
}

/** `back-off`: a fifth less load. */
export type AlertAction = 'alert' | 'hold' | 'back-off' | 'stop';

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
  checks: 'rate',
  dropped_iterations: 'counter',
  /** Ours: iterations that could not go on: nothing to extract, a variable without a value, no data left. */
  flow_errors: 'counter',
  /** Ours, of the generator's machine: shares 0 to 1. */
  host_cpu: 'gauge',
  host_memory: 'gauge',
} as const;

export type MetricName = keyof typeof metricTypes;
