import type {TargetMetrics} from './target-metrics.ts';
import type {ArrivalPattern} from './load-model.ts';
import type {ValueEncoding} from './encode-value.ts';
import type {CheckRule, DataMode, ExtractionSource, Profile, StatusSet, TextRule} from './profile.ts';
import type {ThinkTime} from './think-time.ts';
import type {TransportSettings} from './transport-choice.ts';

/** Where requests go: resolved, `${env:}` filled in, credentials taken out of the URL. */
export interface Target {
  /** `http://127.0.0.1:8080`, never with credentials. */
  readonly origin: string;
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  /** A Unix socket is dialled instead of host and port; the origin is then `http://unix:/path:`. */
  readonly socketPath: string | null;
  /** Prefix of every path, '' or `/base`. */
  readonly basePath: string;
  /** What screens and files show and what baselines match by: `demo`, or the origin and base path. */
  readonly label: string;
  /** True for loopback addresses and names. */
  readonly isLocal: boolean;
}

/** What load workers need, templates filled in. Secrets live here and nowhere that is written. */
export interface RunPlan {
  readonly target: Target;
  /** Names as screens and files show them, each once. */
  readonly requestNames: readonly string[];
  /** Index = `NameMetrics.name` in every report: requests are counted apart by name, scenario, group and tags. */
  readonly series: readonly RequestSeries[];
  /** Index = the check's id in every report. */
  readonly checks: readonly PlanCheckLabel[];
  /** Names of all variables flows use: `${name}` is an index into it. */
  readonly variables: readonly string[];
  readonly data: readonly PlanData[];
  /** Iterations a VU, or all together, may begin; null: no limit. */
  readonly iterations: {readonly perVu: number} | {readonly shared: number} | null;
  readonly maxRedirects: number;
  /** Each VU keeps the cookies it is given, for an iteration. */
  readonly cookies: boolean;
  readonly captureBytes: number;
  readonly tls: PlanTls;
  /** With its credentials: never shown. */
  readonly proxy: string | null;
  readonly scenarios: readonly PlanScenario[];
  readonly timeoutMs: number;
  readonly seed: number;
  /** Open model: VUs that may be busy at once, whole fleet; arrivals beyond wait. */
  readonly maxVus: number;
  /** VUs, whole fleet, that stand ready (without a connection) when the run starts; others are made when first needed. */
  readonly preAllocatedVus: number;
  readonly arrivals: ArrivalPattern;
  /** Starts are timed by turning the event loop instead of by timers: truer, at the cost of a core per worker. */
  readonly precise: boolean;
  readonly transport: TransportSettings;
  /** Given: each request carries an `x-request-id` that begins with this and is sent only once. */
  readonly requestIdPrefix?: string;
}

export interface RequestSeries {
  /** Index into `requestNames`. */
  readonly name: number;
  /** `name`, `scenario`, `group` (when in one), `method` and the request's own. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface PlanCheckLabel {
  readonly name: string;
  /** Index into `series` of the request it belongs to. */
  readonly series: number;
}

export interface PlanData {
  /** For messages: its file's name. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly mode: DataMode;
}

/** PEM texts. */
export interface PlanTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly insecure: boolean;
}

export interface PlanScenario {
  readonly name: string;
  readonly weight: number;
  readonly steps: readonly PlanStep[];
}

export type PlanStep =
  | {readonly kind: 'request'; readonly request: PlanRequest}
  | {readonly kind: 'think'; readonly time: ThinkTime}
  | {readonly kind: 'group'; readonly name: string; readonly steps: readonly PlanStep[]}
  | {readonly kind: 'repeat'; readonly min: number; readonly max: number; readonly steps: readonly PlanStep[]}
  | {
      readonly kind: 'if';
      readonly condition: PlanCondition;
      readonly then: readonly PlanStep[];
      readonly otherwise: readonly PlanStep[];
    }
  | {readonly kind: 'parallel'; readonly requests: readonly PlanRequest[]};

export type PlanCondition =
  | {readonly kind: 'status'; readonly statuses: StatusSet; readonly negated: boolean}
  /** `variable`: index into `RunPlan.variables`. */
  | {readonly kind: 'variable'; readonly variable: number; readonly rule: TextRule | null; readonly negated: boolean};

/** Text that is the same for every request, or is put together anew for each. `${env:}` is filled in already. */
export type PlanText = string | PlanTemplate;

export interface PlanTemplate {
  readonly parts: readonly (string | PlanValue)[];
  readonly encode: ValueEncoding;
}

export type PlanValue =
  /** `${name}`: the VU's own value, else the one `setup` or auth gave everybody. Index into `RunPlan.variables`. */
  | {readonly kind: 'variable'; readonly variable: number}
  /** `${data.column}`: indices into `RunPlan.data` and its columns. */
  | {readonly kind: 'data'; readonly source: number; readonly column: number}
  /** `${vu.id}`, from 1; `${iteration}` of the VU, from 0; `${uuid}`, version 4. */
  | {readonly kind: 'vu-id' | 'iteration' | 'uuid'}
  /** `${random(1,9)}`: a whole number, both ends included. */
  | {readonly kind: 'random'; readonly min: number; readonly max: number};

export interface PlanRequest {
  /** Index into `RunPlan.series`; -1 in setup and teardown, whose requests are not counted. */
  readonly name: number;
  /** In setup and teardown: the request's name, for messages. */
  readonly label?: string;
  readonly method: string;
  /** With the target's base path. */
  readonly path: PlanText;
  readonly headers: readonly (readonly [name: string, value: PlanText])[];
  readonly body: PlanText | null;
  /** The body is read from this file as it is sent (absolute path); null: `body` is it. */
  readonly bodyFile: string | null;
  /** Sent with `transfer-encoding: chunked` instead of a content length. */
  readonly chunked: boolean;
  /** Null: 200 to 399. */
  readonly expect: StatusSet | null;
  readonly extract: readonly PlanExtraction[];
  readonly checks: readonly PlanCheck[];
}

export interface PlanExtraction {
  /** Index into `RunPlan.variables`. */
  readonly variable: number;
  readonly from: ExtractionSource;
  readonly fallback: string | null;
}

export interface PlanCheck {
  /** Index into `RunPlan.checks`; -1 in setup and teardown. */
  readonly check: number;
  /** In setup and teardown: the check's name, for messages. */
  readonly label?: string;
  readonly rule: CheckRule;
}

/** A profile made ready to run. */
export interface PreparedRun {
  readonly profile: Profile;
  readonly plan: RunPlan;
  /** Run once by the coordinator; their requests are not counted. */
  readonly setup: readonly PlanStep[];
  readonly teardown: readonly PlanStep[];
  /** Filled in; null unless the profile's auth is OAuth2. Its token is the variable `auth.token`. */
  readonly oauth2: OAuth2Credentials | null;
  /** What tells how the machine under test is; absent: it is not observed. */
  readonly targetMetrics?: TargetMetrics;
  /** Values that must never be written or shown: `${env:}` values, credentials, literal secret headers, private keys. */
  readonly secrets: readonly string[];
  /** What a person has to know before the run: the profile was scaled, data will run out. One line each. */
  readonly notices?: readonly string[];
}

export interface OAuth2Credentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | null;
  readonly audience: string | null;
  readonly refreshBeforeMs: number;
}
