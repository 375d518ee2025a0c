import {TokenError, type AccessToken, type OAuth2Client} from './oauth2-client.ts';

export interface TokenClock {
  /** Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

export interface TokenKeeperOptions {
  readonly client: OAuth2Client;
  readonly refreshBeforeMs: number;
  /** Each new token, the first one too. */
  readonly onToken: (value: string) => void;
  /** A refresh failed, once per row of failures; it is tried again. Holds no secret. */
  readonly onTrouble: (text: string) => void;
  readonly clock: TokenClock;
}

/** How long to wait before each further try for the first token. */
const firstPausesMs: readonly number[] = [500, 1000, 2000];
const mostPauseMs = 30_000;
/** A server that gives tokens of no length must not be asked in a circle. */
const leastRefreshMs = 1000;
/** setTimeout takes no more. */
const mostDelayMs = 2_147_483_647;

/** Has a token that is good: fetched once, and again before it ends. */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  readonly #stop = new AbortController();
  #callOff: () => void = () => {};
  #failures = 0;

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
  }

  /**
   * Fetches the first token, with 3 further tries when the server may yet give it.
   * @throws TokenError
   */
  async start(signal?: AbortSignal): Promise<void> {
    for (let nth = 0; ; nth++) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        this.#take(await this.#options.client.fetchToken(signal));
        return;
      } catch (error) {
        const pauseMs = firstPausesMs[nth];
        if (!(error instanceof TokenError) || !error.mayPass || pauseMs === undefined) throw error;
        // oxlint-disable-next-line no-await-in-loop
        await this.#pause(pauseMs, signal);
        if (signal?.aborted === true) throw error;
      }
    }
  }

  /** No further refresh. */
  stop(): void {
    this.#callOff();
    this.#stop.abort();
  }

  #take({value, lifetimeMs}: AccessToken): void {
    if (this.#stop.signal.aborted) return;
    this.#failures = 0;
    this.#options.onToken(value);
    if (lifetimeMs === null) return;
    const {refreshBeforeMs} = this.#options;
    // A token shorter than the margin is refreshed at half its life.
    const waitMs = lifetimeMs > 2 * refreshBeforeMs ? lifetimeMs - refreshBeforeMs : lifetimeMs / 2;
    this.#schedule(Math.max(leastRefreshMs, waitMs));
  }

  #schedule(ms: number): void {
    this.#callOff = this.#options.clock.after(Math.min(ms, mostDelayMs), () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    const {client, onTrouble} = this.#options;
    try {
      this.#take(await client.fetchToken(this.#stop.signal));
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (this.#failures === 0) onTrouble(error instanceof Error ? error.message : String(error));
      this.#schedule(Math.min(mostPauseMs, 1000 * 2 ** this.#failures));
      this.#failures++;
    }
  }

  async #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const {promise, resolve} = Promise.withResolvers<void>();
    const callOff = this.#options.clock.after(ms, resolve);
    signal?.addEventListener('abort', () => resolve(), {once: true});
    await promise;
    callOff();
  }
}

/** The machine's own; its timers keep no process alive. */
export const systemTokenClock: TokenClock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
