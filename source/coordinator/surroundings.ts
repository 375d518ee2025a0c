import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {PlanStep, PreparedRun, RunPlan} from '../domain/run-plan.ts';
import {authTokenVariable} from '../domain/template.ts';
import {VuContext} from '../iteration/vu-context.ts';
import {TokenError} from '../walk/oauth2-client.ts';
import {createTargetClient, createTokenClient} from '../walk/plan-clients.ts';
import {systemTokenClock, TokenKeeper, type TokenClock} from '../walk/token-keeper.ts';
import {walkFlow} from '../walk/walk-flow.ts';
import {walkProblem} from '../walk/walk-problem.ts';

/** What goes on around the load: the token of OAuth2, `setup` before it and `teardown` after it. */
export interface Surroundings {
  /**
   * Fetches the token, then runs `setup`.
   * @throws PerftuiError 107 with one clear line
   */
  begin(signal: AbortSignal): Promise<void>;
  /** The workers are up: they get the values, now and whenever the token changes. */
  publish(): void;
  /** Runs `teardown`, when `setup` has come to its end. Why that failed, in one line; null: it did not, or there is none. */
  end(): Promise<string | null>;
  /** Frees everything. Idempotent. */
  close(): Promise<void>;
}

export interface SurroundingsOptions {
  readonly prepared: Pick<PreparedRun, 'plan' | 'setup' | 'teardown' | 'oauth2'>;
  readonly userAgent: string;
  /** Values that must not be written or shown from now on. */
  readonly addSecrets: (values: readonly string[]) => void;
  /** Takes secrets out of a line. */
  readonly redact: (text: string) => string;
  /** By index into `RunPlan.variables`. */
  readonly sendGlobals: (values: readonly (string | null)[]) => void;
  /** What is being done, for the person who waits. */
  readonly tell: (text: string) => void;
  readonly tellFailure: (text: string) => void;
  readonly clock?: TokenClock;
  /** k6 gives both 60 s. */
  readonly setupMs?: number;
  readonly teardownMs?: number;
}

export function createSurroundings(options: SurroundingsOptions): Surroundings {
  const {prepared, tell, redact} = options;
  const {plan, setup, teardown, oauth2} = prepared;
  const {setupMs = 60_000, teardownMs = 30_000} = options;
  const tokenIndex = plan.variables.indexOf(authTokenVariable);
  let globals: readonly (string | null)[] = plan.variables.map(() => null);
  let isPublished = false;
  let isSetUp = false;
  const tokenClient = oauth2 === null ? null : createTokenClient(oauth2, plan, options.userAgent);
  const keeper =
    oauth2 === null || tokenClient === null
      ? null
      : new TokenKeeper({
          client: tokenClient,
          refreshBeforeMs: oauth2.refreshBeforeMs,
          onToken(value) {
            options.addSecrets([value]);
            globals = globals.with(tokenIndex, value);
            if (isPublished) options.sendGlobals(globals);
          },
          onTrouble: (text) => options.tellFailure(redact(`the token is not refreshed: ${text}`)),
          clock: options.clock ?? systemTokenClock,
        });

  async function fetchToken(signal: AbortSignal): Promise<void> {
    if (keeper === null) return;
    tell('fetching a token');
    try {
      await keeper.start(signal);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      throw flowFailure(redact(error.message), 'check "auth" in the profile');
    }
  }

  /** @throws PerftuiError */
  async function runSetup(signal: AbortSignal): Promise<void> {
    if (setup.length === 0) return;
    tell('setup runs');
    const walked = await walkApart(setup, {plan, globals, patienceMs: setupMs, signal, addSecrets: options.addSecrets});
    if (walked.problem !== null) throw flowFailure(redact(`setup failed: ${walked.problem}`), 'try --dry-run');
    globals = walked.values.map((value, variable) => value ?? globals[variable] ?? null);
    tell(`setup done: ${walked.requests} ${walked.requests === 1 ? 'request' : 'requests'}`);
  }

  return {
    async begin(signal) {
      await fetchToken(signal);
      await runSetup(signal);
      isSetUp = true;
    },
    publish() {
      isPublished = true;
      if (globals.some((value) => value !== null)) options.sendGlobals(globals);
    },
    async end() {
      if (!isSetUp || teardown.length === 0) return null;
      tell('teardown runs');
      const {problem} = await walkApart(teardown, {
        plan,
        globals,
        patienceMs: teardownMs,
        signal: null,
        addSecrets: options.addSecrets,
      });
      return problem === null ? null : redact(`teardown failed: ${problem}`);
    },
    async close() {
      isPublished = false;
      keeper?.stop();
      await tokenClient?.close();
    },
  };
}

interface Apart {
  /** What is wrong first, in one line; null: nothing. */
  readonly problem: string | null;
  readonly requests: number;
  /** By variable. */
  readonly values: readonly (string | null)[];
}

/** Runs steps once as one virtual user, up to the first thing that is wrong. */
async function walkApart(
  steps: readonly PlanStep[],
  parts: {
    readonly plan: RunPlan;
    readonly globals: readonly (string | null)[];
    readonly patienceMs: number;
    readonly signal: AbortSignal | null;
    readonly addSecrets: (values: readonly string[]) => void;
  },
): Promise<Apart> {
  const {plan, globals, patienceMs} = parts;
  const context = new VuContext({variables: plan.variables.length, sources: 0, cookies: plan.cookies}, 0, plan.seed);
  context.globals = globals;
  context.beginIteration();
  const wrong = new AbortController();
  const tooLate = AbortSignal.timeout(patienceMs);
  const signal = AbortSignal.any([wrong.signal, tooLate, ...(parts.signal === null ? [] : [parts.signal])]);
  const client = createTargetClient(plan);
  let problem: string | null = null;
  try {
    const {requests} = await walkFlow(steps, {
      plan,
      client,
      context,
      thinks: true,
      signal,
      emit(event) {
        if (event.kind === 'exchange') {
          parts.addSecrets(event.extracted.filter(({isSecret}) => isSecret).map(({value}) => value));
        }
        // What comes of being cut off is no cause.
        if (signal.aborted) return;
        problem = walkProblem(event);
        if (problem !== null) wrong.abort();
      },
    });
    if (problem === null && signal.aborted) {
      problem = tooLate.aborted ? `it did not end within ${patienceMs / 1000}s` : 'it was stopped';
    }
    return {problem, requests, values: [...context.values]};
  } finally {
    await client.close();
  }
}

function flowFailure(message: string, hint: string): PerftuiError {
  return new PerftuiError('ERR_FLOW', message, {exitCode: exitCodes.flowError, hint});
}
