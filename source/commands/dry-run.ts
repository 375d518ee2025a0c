import {createGrowingRedactor, type GrowingRedactor} from '../coordinator/growing-redactor.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import type {PlanStep, PreparedRun} from '../domain/run-plan.ts';
import {authTokenVariable} from '../domain/template.ts';
import {packageVersion} from '../files/package-root.ts';
import {DataFeed, dataSourcesOf} from '../iteration/data-feed.ts';
import {FlowError} from '../iteration/flow-error.ts';
import {VuContext} from '../iteration/vu-context.ts';
import {TokenError} from '../walk/oauth2-client.ts';
import {createTargetClient, createTokenClient} from '../walk/plan-clients.ts';
import {oneLine} from '../walk/printable.ts';
import type {WalkClient} from '../walk/walk-client.ts';
import type {WalkEvent, WalkResult} from '../walk/walk-event.ts';
import {walkFlow} from '../walk/walk-flow.ts';
import {walkProblem} from '../walk/walk-problem.ts';
import {printWalkEvent} from './print-walk.ts';

export interface DryRunOptions {
  /** Only this one's flow, beside setup and teardown; all of them unless given. */
  readonly scenario?: string;
  /** Ends it where it is. */
  readonly signal?: AbortSignal;
}

/**
 * Runs setup, every scenario's flow once, and teardown, as one virtual user, and shows each request and response, what was
 * extracted and checked. Nothing is counted, recorded or written; think times are not waited for.
 * @param output takes one line, free of secrets and control characters
 * @returns 0; 99 when a check failed, 107 when a flow could not go on, 108 when nothing answered
 */
export async function dryRun(
  prepared: PreparedRun,
  options: DryRunOptions,
  output: (line: string) => void,
): Promise<ExitCode> {
  const run = new DryRun(prepared, options, output);
  try {
    await run.all();
  } finally {
    await run.close();
  }
  return run.summarise();
}

class DryRun {
  readonly #prepared: PreparedRun;
  readonly #options: DryRunOptions;
  readonly #redactor: GrowingRedactor;
  readonly #output: (line: string) => void;
  readonly #client: WalkClient;
  readonly #results: WalkResult[] = [];
  #globals: readonly (string | null)[];
  #tokenFailed = false;
  #setupFailed = false;

  constructor(prepared: PreparedRun, options: DryRunOptions, output: (line: string) => void) {
    this.#prepared = prepared;
    this.#options = options;
    this.#redactor = createGrowingRedactor(prepared.secrets);
    this.#output = output;
    this.#client = createTargetClient(prepared.plan);
    this.#globals = prepared.plan.variables.map(() => null);
  }

  async all(): Promise<void> {
    const {profile, plan, setup, teardown} = this.#prepared;
    const title = `dry run of ${profile.name} against ${plan.target.label}: one virtual user, one pass`;
    this.#output(oneLine(this.#redactor.text(title)));
    if (plan.tls.insecure) this.#output('certificates are not verified');
    for (const notice of this.#prepared.notices ?? []) this.#output(oneLine(this.#redactor.text(notice)));
    const {scenario: only} = this.#options;
    const chosen = plan.scenarios.filter(({name}) => only === undefined || name === only);
    if (chosen.length === 0) {
      throw new PerftuiError('ERR_USAGE', `no scenario is called "${only ?? ''}"`, {
        hint: `there is ${plan.scenarios.map(({name}) => name).join(', ')}`,
      });
    }
    if (!(await this.#fetchToken()) || !(await this.#setUp(setup))) return;
    const cursors = new Int32Array(1 + plan.data.length);
    for (const {name, weight, steps} of chosen) {
      if (this.#isStopped) return;
      this.#section(`scenario ${name}${weight === 0 ? ' (muted: weight 0)' : ''}`);
      // oxlint-disable-next-line no-await-in-loop
      await this.#walk(steps, cursors);
    }
    if (teardown.length === 0 || this.#isStopped) return;
    this.#section('teardown');
    await this.#walk(teardown, null);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** The last lines, and what the whole comes to. */
  summarise(): ExitCode {
    const sum = (count: (result: WalkResult) => number): number =>
      this.#results.reduce((total, result) => total + count(result), 0);
    const requests = sum((result) => result.requests);
    const answered = sum((result) => result.answered);
    const failed = sum((result) => result.failed);
    const checksFailed = sum((result) => result.checksFailed);
    const checks = sum((result) => result.checksPassed) + checksFailed;
    const flowErrors = this.#results.filter(({flowError}) => flowError !== null).length;
    const ended = this.#results.filter((result) => result.ended !== null).length;
    const parts = [
      `${count(requests, 'request')}, ${answered} answered${failed === 0 ? '' : `, ${failed} failed`}`,
      ...(checks === 0
        ? []
        : [`${count(checks, 'check')}${checksFailed === 0 ? ' passed' : `, ${checksFailed} failed`}`]),
      ...(flowErrors === 0 ? [] : [count(flowErrors, 'flow error')]),
      ...(ended === 0 ? [] : [`${count(ended, 'flow')} ended early`]),
    ];
    this.#output('');
    this.#output(parts.join(' · '));
    this.#output('nothing recorded');
    if (requests > 0 && answered === 0) return exitCodes.aborted;
    if (this.#tokenFailed || this.#setupFailed || flowErrors + ended > 0) return exitCodes.flowError;
    return checksFailed > 0 ? exitCodes.thresholdsFailed : exitCodes.ok;
  }

  get #isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #section(title: string): void {
    this.#output('');
    this.#output(oneLine(this.#redactor.text(title)));
  }

  async #fetchToken(): Promise<boolean> {
    const {oauth2, plan} = this.#prepared;
    if (oauth2 === null) return true;
    this.#section('token');
    const client = createTokenClient(oauth2, plan, `perftui/${packageVersion()}`);
    try {
      const {value, lifetimeMs} = await client.fetchToken(this.#options.signal);
      this.#redactor.add([value]);
      this.#globals = this.#globals.with(plan.variables.indexOf(authTokenVariable), value);
      const lifetime = lifetimeMs === null ? 'for a time it does not say' : `for ${lifetimeMs / 1000}s`;
      this.#output(`  ✓ ${new URL(oauth2.tokenUrl).host} gave a token of ${value.length} letters, ${lifetime}`);
      return true;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      this.#tokenFailed = true;
      this.#output(`  ✗ ${oneLine(this.#redactor.text(error.message))}`);
      return false;
    } finally {
      await client.close();
    }
  }

  async #setUp(steps: readonly PlanStep[]): Promise<boolean> {
    if (steps.length === 0) return true;
    this.#section('setup');
    let problem: string | null = null;
    const context = await this.#walk(steps, null, (event) => {
      problem ??= walkProblem(event);
    });
    this.#globals = context.values.map((value, variable) => value ?? this.#globals[variable] ?? null);
    if (problem === null) return true;
    this.#setupFailed = true;
    this.#output(`  ✗ setup failed: ${oneLine(this.#redactor.text(problem))}; the run would not begin`);
    return false;
  }

  /** @param cursors of the data; null: there is none here */
  async #walk(
    steps: readonly PlanStep[],
    cursors: Int32Array | null,
    onEvent: (event: WalkEvent) => void = () => {},
  ): Promise<VuContext> {
    const {plan} = this.#prepared;
    const {variables, data, cookies, seed} = plan;
    const context = new VuContext({variables: variables.length, sources: data.length, cookies}, 0, seed);
    context.globals = this.#globals;
    context.beginIteration();
    const emit = (event: WalkEvent): void => {
      if (event.kind === 'exchange') {
        this.#redactor.add(event.extracted.filter(({isSecret}) => isSecret).map(({value}) => value));
      }
      for (const line of printWalkEvent(event, this.#redactor)) this.#output(line);
      onEvent(event);
    };
    try {
      if (cursors !== null) new DataFeed(data, cursors, seed, dataSourcesOf(steps)).take(context);
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      emit({kind: 'flow-error', depth: 0, text: error.message});
      this.#results.push({...nothing, flowError: error.message});
      return context;
    }
    const {signal} = this.#options;
    const options = {
      plan,
      client: this.#client,
      context,
      thinks: false,
      emit,
      ...(signal === undefined ? {} : {signal}),
    };
    this.#results.push(await walkFlow(steps, options));
    return context;
  }
}

const nothing: WalkResult = {
  requests: 0,
  answered: 0,
  failed: 0,
  checksPassed: 0,
  checksFailed: 0,
  flowError: null,
  ended: null,
};

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
