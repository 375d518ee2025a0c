import {errorIndex} from '../domain/error-kind.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import {redirectOf} from '../iteration/redirect.ts';
import {ResponseView} from '../iteration/response-view.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import {EndedRequests} from './ended-requests.ts';
import type {RequestFiller} from './request-filler.ts';
import type {RequestOp} from './request-op.ts';
import {keptBodyBytes, type RequestFill, type Result} from './transports/transport.ts';
import type {VuContexts} from './vu-contexts.ts';
import {vuFlag, type VuTable} from './vu-table.ts';

/** How a request ended, for its iteration: bits, of a batch all that apply. */
export const outcome = {goesOn: 0, givesUp: 1, flowError: 2, broke: 4, redirected: 8} as const;

export interface AnswerHost {
  readonly recorder: SharedWriter;
  wantsSample(name: number): boolean;
  /** @param context of the user whose request it was; null: it has none */
  keepSample(name: number, result: Result, context: VuContext | null): void;
  /** An extraction of user `slot` found nothing. */
  onExtractError(slot: number, error: unknown, nowMs: number): void;
}

/** What becomes of an answer: it is recorded, checked, followed to where it redirects, and learnt from. */
export class Answers {
  readonly #table: VuTable;
  readonly #plan: RunPlan;
  readonly #host: AnswerHost;
  readonly #contexts: VuContexts;
  readonly #filler: RequestFiller;
  readonly #ended: EndedRequests;
  readonly #view = new ResponseView();
  readonly #wallMs: () => number;
  #hop: RequestFill | null = null;

  /** @param wallMs wall clock: cookies expire by it */
  constructor(
    table: VuTable,
    plan: RunPlan,
    host: AnswerHost,
    {contexts, filler, wallMs}: {contexts: VuContexts; filler: RequestFiller; wallMs: () => number},
  ) {
    this.#table = table;
    this.#plan = plan;
    this.#host = host;
    this.#contexts = contexts;
    this.#filler = filler;
    this.#wallMs = wallMs;
    this.#ended = new EndedRequests(table, host.recorder, this.#view);
  }

  /** Where the request goes that was just found to be redirected. */
  get hop(): RequestFill | null {
    return this.#hop;
  }

  /** See `LaneSink.keepsResponse`. */
  keeps({expected, name, capture}: RequestOp, status: number, setsCookie: boolean): number {
    if (capture < keptBodyBytes && expected[status] !== 1 && this.#host.wantsSample(name)) return keptBodyBytes;
    if (capture >= 0) return capture;
    return (setsCookie && this.#plan.cookies) || (isRedirect(status) && this.#plan.maxRedirects > 0) ? 0 : -1;
  }

  /** @param user whose request it is: itself, or the parent of a batch's row @returns an `outcome` */
  take(slot: number, user: number, op: RequestOp, result: Result): number {
    const table = this.#table;
    if (op.isPlain && result.error === -1 && result.headers === null) {
      // What most requests are.
      this.#ended.answered(slot, op, result, op.expected[result.status] === 1, false);
      table.flags[slot]! &= ~vuFlag.first;
      table.hops[slot] = 0;
      const context = table.contexts[user]!;
      if (context !== null) context.lastStatus = result.status;
      return outcome.goesOn;
    }
    const how = this.#outcomeOf(slot, user, op, result);
    table.flags[slot]! &= ~vuFlag.first;
    if (how !== outcome.redirected) table.hops[slot] = 0;
    return how;
  }

  #outcomeOf(slot: number, user: number, op: RequestOp, result: Result): number {
    if (result.error !== -1) {
      this.#ended.broke(slot, op, result);
      this.#sample(user, op, result);
      return outcome.broke;
    }
    const hasHeaders = result.headers !== null;
    if (hasHeaders || op.checks.length > 0 || op.extract !== null) {
      const {status, headers, body, bodyBytes, doneMs, sentMs} = result;
      this.#view.set(status, headers, body, bodyBytes, doneMs - sentMs);
      if (hasHeaders && isRedirect(status) && this.#plan.maxRedirects > 0) {
        const how = this.#redirect(slot, user, op, result);
        if (how !== outcome.goesOn) return how;
      }
    }
    const isExpected = op.expected[result.status] === 1;
    this.#ended.answered(slot, op, result, isExpected, true);
    if (!isExpected) this.#sample(user, op, result);
    if (hasHeaders) this.#keepCookies(slot, user, op);
    return this.#learn(user, op, result, isExpected);
  }

  /** Extraction, and what conditions ask for. */
  #learn(user: number, op: RequestOp, result: Result, isExpected: boolean): number {
    const context = this.#table.contexts[user]!;
    if (context === null) return outcome.goesOn;
    context.lastStatus = result.status;
    if (op.extract === null) return outcome.goesOn;
    if (!isExpected) return outcome.givesUp;
    try {
      op.extract(this.#view, context);
      return outcome.goesOn;
    } catch (error) {
      this.#host.onExtractError(user, error, result.doneMs);
      return outcome.flowError;
    }
  }

  /** `outcome.goesOn`: it is not followed, but the answer. */
  #redirect(slot: number, user: number, op: RequestOp, result: Result): number {
    const table = this.#table;
    const {maxRedirects, target} = this.#plan;
    const location = this.#view.header('location');
    const method = table.hops[slot] === 0 ? op.method : this.#filler.methodOf(slot);
    const to = redirectOf(result.status, location, method, target.origin, this.#pathOf(slot, op));
    if (to === null || to === 'elsewhere') return outcome.goesOn;
    if (table.hops[slot]! >= maxRedirects) {
      this.#ended.wentRound(op, result);
      const message = `redirected more than ${maxRedirects} times`;
      this.#sample(user, op, {...result, error: errorIndex['too many redirects'], message});
      return outcome.broke;
    }
    this.#ended.answered(slot, op, result, true, false);
    this.#keepCookies(slot, user, op);
    this.#hop = this.#filler.redirect(slot, op, to, table.filled[slot] === 1, table.contexts[user]!);
    table.hops[slot]!++;
    return outcome.redirected;
  }

  #keepCookies(slot: number, user: number, op: RequestOp): void {
    if (!this.#plan.cookies) return;
    const lines = this.#view.setCookies();
    if (lines.length > 0) this.#contexts.need(user).cookies!.store(lines, this.#pathOf(slot, op), this.#wallMs());
  }

  #pathOf(slot: number, op: RequestOp): string {
    return this.#table.filled[slot] === 1 ? this.#filler.pathOf(slot) : op.staticPath!;
  }

  #sample(user: number, op: RequestOp, result: Result): void {
    if (this.#host.wantsSample(op.name)) this.#host.keepSample(op.name, result, this.#table.contexts[user]!);
  }
}

function isRedirect(status: number): boolean {
  return status >= 301 && status <= 308 && (status <= 303 || status >= 307);
}
