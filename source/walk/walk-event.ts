import type {Header} from './walk-client.ts';
import type {CheckOutcome} from '../iteration/check.ts';

/** What a walk tells of as it goes, in order. Foreign text and secrets are in it: redact before showing. */
export type WalkEvent =
  /** `depth`: of the steps within; they follow, up to the next event that is less deep. */
  | {readonly kind: 'group'; readonly depth: number; readonly name: string}
  | {readonly kind: 'repeat'; readonly depth: number; readonly turn: number; readonly turns: number}
  | {readonly kind: 'condition'; readonly depth: number; readonly text: string; readonly holds: boolean}
  | {readonly kind: 'think'; readonly depth: number; readonly thinkMs: number; readonly isSkipped: boolean}
  | ({readonly kind: 'exchange'; readonly depth: number} & Exchange)
  /** The flow cannot go on: something has no value. */
  | {readonly kind: 'flow-error'; readonly depth: number; readonly text: string}
  /** The iteration ends here as it would under load: a request got no answer, or none to extract from. */
  | {readonly kind: 'ended'; readonly depth: number; readonly text: string};

/** One request and what came of it. A redirect that was followed is one of its own. */
export interface Exchange {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: readonly Header[];
  readonly requestBody: string | null;
  /** The body was read from this file. */
  readonly bodyFile: string | null;
  readonly response: WalkResponse | null;
  /** Why there is no response; null: there is. */
  readonly failure: string | null;
  readonly isExpected: boolean;
  /** Where it was sent on to; null: nowhere. */
  readonly redirect: string | null;
  readonly extracted: readonly Extracted[];
  readonly checks: readonly {readonly name: string; readonly outcome: CheckOutcome}[];
}

export interface WalkResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** What was kept of the body, decompressed; null: nothing. */
  readonly text: string | null;
  readonly bodyBytes: number;
  /** There is more of it. */
  readonly isCut: boolean;
  readonly latencyMs: number;
}

export interface Extracted {
  readonly variable: string;
  readonly value: string;
  /** Given by a cookie, or it or the place it came from is called like one that is no one's business. */
  readonly isSecret: boolean;
}

export interface WalkResult {
  readonly requests: number;
  readonly answered: number;
  /** Without an answer, or with an unexpected one. */
  readonly failed: number;
  readonly checksPassed: number;
  readonly checksFailed: number;
  /** Why the flow could not go on; null: that was not so. */
  readonly flowError: string | null;
  /** Why the iteration ended early without a flow error; null: it did not. */
  readonly ended: string | null;
}
