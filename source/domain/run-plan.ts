import type {ArrivalPattern} from './load-model.ts';
import type {Profile} from './profile.ts';
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
  /** Index = the request name's id in every report. */
  readonly requestNames: readonly string[];
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

export interface PlanScenario {
  readonly name: string;
  readonly weight: number;
  readonly steps: readonly PlanStep[];
}

export type PlanStep =
  | {readonly kind: 'request'; readonly request: PlanRequest}
  | {readonly kind: 'think'; readonly minMs: number; readonly maxMs: number};

export interface PlanRequest {
  /** Index into `RunPlan.requestNames`. */
  readonly name: number;
  readonly method: string;
  /** With the target's base path. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** The body is read from this file as it is sent (absolute path); null: `body` is it. */
  readonly bodyFile: string | null;
  /** Sent with `transfer-encoding: chunked` instead of a content length. */
  readonly chunked: boolean;
  readonly expect: readonly number[] | null;
}

/** A profile made ready to run. */
export interface PreparedRun {
  readonly profile: Profile;
  readonly plan: RunPlan;
  /** Values that must never be written or shown: `${env:}` values, credentials from the URL. */
  readonly secrets: readonly string[];
}
