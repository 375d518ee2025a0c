import type {PlanExtraction, PlanRequest, RunPlan} from '../domain/run-plan.ts';
import {compileCheck} from '../iteration/check.ts';
import {compileExtractions} from '../iteration/extract.ts';
import {FlowError} from '../iteration/flow-error.ts';
import {redirectOf, type Redirect} from '../iteration/redirect.ts';
import {ResponseView} from '../iteration/response-view.ts';
import {isExpected} from '../iteration/statuses.ts';
import {compileHeaderText, compileText} from '../iteration/text.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import {isSecretValue} from './secret-values.ts';
import type {Header, WalkAnswer, WalkClient, WalkRequest} from './walk-client.ts';
import type {Exchange, Extracted, WalkEvent, WalkResult} from './walk-event.ts';
import {WalkFailure} from './walk-failure.ts';

export interface ExchangerOptions {
  readonly plan: RunPlan;
  readonly client: WalkClient;
  readonly context: VuContext;
  readonly emit: (event: WalkEvent) => void;
  readonly signal?: AbortSignal;
  /** Wall clock, for cookies. */
  readonly nowMs?: () => number;
}

/** What is the same for a request and the redirects that follow it. */
interface Attempt {
  readonly definition: PlanRequest;
  readonly name: string;
}

/** A request that has been sent, with its answer or why there is none. */
interface Sent {
  readonly request: WalkRequest;
  readonly answer: WalkAnswer | null;
  readonly failure: string | null;
}

type Outcome = Pick<Exchange, 'extracted' | 'checks'> & {readonly flowError: FlowError | null};

/** Why the iteration goes no further: an error of the flow, or words for how a request ended. */
type Ending = FlowError | string | null;

/** Headers about a body: they go with it when a redirect makes a GET of the request. */
const contentHeaders: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'content-location',
]);

/** Sends requests of a flow, follows where they are sent on to, and looks at what comes back. */
export class Exchanger {
  readonly #options: ExchangerOptions;
  readonly #view = new ResponseView();
  readonly counts: Mutable<Omit<WalkResult, 'flowError' | 'ended'>> = {
    requests: 0,
    answered: 0,
    failed: 0,
    checksPassed: 0,
    checksFailed: 0,
  };

  constructor(options: ExchangerOptions) {
    this.#options = options;
  }

  /**
   * Several are sent at once and looked at in their order.
   * @returns why the iteration ends with them, as it would under load; null: it goes on
   * @throws FlowError when a text has no value or an extraction finds nothing
   */
  async exchange(definitions: readonly PlanRequest[], depth: number): Promise<string | null> {
    const attempts = definitions.map((definition) => ({
      attempt: {definition, name: this.#nameOf(definition)},
      request: this.#compose(definition),
    }));
    const sent = await Promise.all(attempts.map(({request}) => this.#send(request)));
    let ending = null as Ending;
    for (const [place, {attempt}] of attempts.entries()) {
      // oxlint-disable-next-line no-await-in-loop
      const how = await this.#finish(attempt, sent[place]!, depth);
      ending = ending instanceof FlowError ? ending : (how ?? ending);
    }
    if (ending instanceof FlowError) throw ending;
    return ending;
  }

  #nameOf({name, label, method, path}: PlanRequest): string {
    const {series, requestNames} = this.#options.plan;
    const known = requestNames[series[name]?.name ?? -1];
    return known ?? label ?? `${method} ${typeof path === 'string' ? path : '…'}`;
  }

  #compose(definition: PlanRequest): WalkRequest {
    const {plan, context} = this.#options;
    const names = {variables: plan.variables, data: plan.data};
    const {method, path, body, bodyFile, chunked} = definition;
    const fullPath = compileText(path, names).write(context);
    const headers = definition.headers.map(([name, value]): Header => [
      name,
      compileHeaderText(value, names, name).write(context),
    ]);
    return {
      method,
      path: fullPath,
      headers: this.#withCookies(headers, fullPath),
      body: body === null ? null : compileText(body, names).write(context),
      bodyFile,
      chunked,
    };
  }

  /** The jar's cookies stand behind those the request brings by itself. */
  #withCookies(headers: readonly Header[], path: string): readonly Header[] {
    const {plan, context, nowMs = Date.now} = this.#options;
    const jar = context.cookies?.header(path, plan.target.protocol === 'https:', nowMs()) ?? null;
    if (jar === null) return headers;
    const own = headers.find(([name]) => name.toLowerCase() === 'cookie');
    const others = headers.filter((header) => header !== own);
    return [...others, ['cookie', own === undefined ? jar : `${own[1]}; ${jar}`]];
  }

  async #send(request: WalkRequest): Promise<Sent> {
    const {client, signal, context, nowMs = Date.now} = this.#options;
    this.counts.requests++;
    try {
      const answer = await client.send(request, signal);
      this.counts.answered++;
      const setCookies = answer.headers
        .filter(([name]) => name.toLowerCase() === 'set-cookie')
        .map(([, value]) => value);
      context.cookies?.store(setCookies, request.path, nowMs());
      return {request, answer, failure: null};
    } catch (error) {
      if (!(error instanceof WalkFailure)) throw error;
      return {request, answer: null, failure: error.message};
    }
  }

  /** Follows redirects, then looks at the last answer. */
  async #finish(attempt: Attempt, first: Sent, depth: number): Promise<Ending> {
    const {plan, emit} = this.#options;
    let sent = first;
    for (let hops = 0; ; hops++) {
      const redirect = this.#redirectOf(sent);
      if (redirect === null || plan.maxRedirects === 0) break;
      if (hops === plan.maxRedirects) {
        const failure = `too many redirects: ${hops} were followed, the limit`;
        return this.#tell(attempt, {...sent, answer: null, failure}, depth);
      }
      emit({kind: 'exchange', depth, ...this.#exchangeOf(attempt, sent), redirect: redirect.path});
      // oxlint-disable-next-line no-await-in-loop
      sent = await this.#send(this.#redirected(attempt.definition, sent.request, redirect));
    }
    return this.#tell(attempt, sent, depth);
  }

  /** Null also for one to another origin, which is not followed. */
  #redirectOf({request, answer}: Sent): Redirect | null {
    if (answer === null) return null;
    const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
    const {origin} = this.#options.plan.target;
    const redirect = redirectOf(answer.status, location, request.method, origin, request.path);
    return redirect === 'elsewhere' ? null : redirect;
  }

  #redirected(definition: PlanRequest, before: WalkRequest, {method, path, keepsBody}: Redirect): WalkRequest {
    const own = definition.headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1];
    const cookie: Header[] = typeof own === 'string' ? [['cookie', own]] : [];
    const headers = before.headers.filter(
      ([name]) => name.toLowerCase() !== 'cookie' && (keepsBody || !contentHeaders.has(name.toLowerCase())),
    );
    return {
      method,
      path,
      headers: this.#withCookies([...headers, ...cookie], path),
      ...(keepsBody
        ? {body: before.body, bodyFile: before.bodyFile, chunked: before.chunked}
        : {body: null, bodyFile: null, chunked: false}),
    };
  }

  #tell(attempt: Attempt, sent: Sent, depth: number): Ending {
    const exchange = this.#exchangeOf(attempt, sent);
    const {flowError, ...outcome} = this.#outcomeOf(attempt, exchange);
    if (!exchange.isExpected) this.counts.failed++;
    for (const {outcome: how} of outcome.checks) {
      if (how === 0) this.counts.checksPassed++;
      else this.counts.checksFailed++;
    }
    this.#options.emit({kind: 'exchange', depth, ...exchange, ...outcome});
    return flowError ?? endingOf(attempt, exchange);
  }

  /** As it stands without its extractions and checks; the view then holds its answer. */
  #exchangeOf({definition, name}: Attempt, {request, answer, failure}: Sent): Exchange {
    const {method, path, headers, body, bodyFile} = request;
    const view = this.#view;
    if (answer !== null) view.set(answer.status, answer.headers, answer.body, answer.bodyBytes, answer.latencyMs);
    const text = answer === null ? null : view.text();
    return {
      name,
      method,
      path,
      requestHeaders: headers,
      requestBody: body,
      bodyFile,
      response:
        answer === null
          ? null
          : {
              status: answer.status,
              headers: answer.headers,
              text,
              bodyBytes: answer.bodyBytes,
              isCut: view.isCut,
              latencyMs: answer.latencyMs,
            },
      failure,
      isExpected: answer !== null && isExpected(definition.expect, answer.status),
      redirect: null,
      extracted: [],
      checks: [],
    };
  }

  /** Without an answer there is nothing to look at: its checks have failed. */
  #outcomeOf({definition, name}: Attempt, {response, isExpected: expected}: Exchange): Outcome {
    const {plan, context} = this.#options;
    context.lastStatus = response?.status ?? 0;
    const checks = definition.checks.map((check) => ({
      name: plan.checks[check.check]?.name ?? check.label ?? 'check',
      outcome: response === null ? (1 as const) : compileCheck(check)(this.#view),
    }));
    if (response === null || !expected) return {checks, extracted: [], flowError: null};
    const extracted: Extracted[] = [];
    try {
      for (const extraction of definition.extract) {
        compileExtractions([extraction], name)?.(this.#view, context);
        extracted.push(extractedOf(extraction, plan, context));
      }
      return {checks, extracted, flowError: null};
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      return {checks, extracted, flowError: error};
    }
  }
}

function endingOf({definition, name}: Attempt, {response, isExpected: expected}: Exchange): string | null {
  if (response === null) return `${name} got no answer`;
  return expected || definition.extract.length === 0
    ? null
    : `nothing is extracted from an unexpected answer to ${name}`;
}

function extractedOf({variable, from}: PlanExtraction, plan: RunPlan, context: VuContext): Extracted {
  const name = plan.variables[variable] ?? 'variable';
  const value = context.values[variable] ?? '';
  return {variable: name, value, isSecret: isSecretValue(name, value, from)};
}

type Mutable<T> = {-readonly [Key in keyof T]: T[Key]};
