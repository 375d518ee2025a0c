import type {ColumnSeconds, SessionView, ViewUpdate} from '../../session/view.ts';
import type {ScreenSize, ScreenState} from '../ui-state.ts';
import {createCommitPacer, type CommitPacer, type PacerClock} from './commit-pacer.ts';
import {handleKey} from './handle-key.ts';
import {handlePaste, refreshPreview} from './handle-prompt.ts';
import {followCursor} from './handle-snaps.ts';
import {declineQuestion, outcome, type KeyContext, type KeyEffect, type KeyOutcome} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {suspendingWaits} from './load-effect.ts';
import type {ScreenOutput} from './screen-output.ts';
import type {SessionConnection} from './session-connection.ts';
import {createSessionStore, type SessionStore} from './session-store.ts';
import {waitIdle} from './wait-idle.ts';

/** `forced`: the operator did not wait for the session to finish. */
export type ScreenExit = 'finished' | 'forced';

/** Seconds per column as the screen draws them: the zoom, or what it picks by size and the run's age. */
export type ColumnSecondsOf = (screen: Pick<ScreenState, 'zoom'>, size: ScreenSize, elapsedMs: number) => ColumnSeconds;

/** What the controller needs of the mounted screen. */
export interface ScreenPort {
  /** Forgets what was drawn. */
  readonly clear: () => void;
  readonly leave: (exit: ScreenExit) => void;
  readonly fail: (error: unknown) => void;
  /** Leaves the terminal to the shell until the process runs again. */
  readonly suspend: () => Promise<void>;
}

export interface ControllerDeps {
  readonly connection: SessionConnection;
  readonly output: ScreenOutput;
  readonly clock: PacerClock;
  readonly port: ScreenPort;
  readonly columnSeconds: ColumnSecondsOf;
}

/** The session's updates arrive at 4 to 5 Hz; two that come late together make one frame. */
const commitIntervalMs = 180;
const hintLastsMs = 4_000;
const drainLimitMs = 10_000;
const stopLimitMs = 2_000;
const eraseAll = '\u001B[2J\u001B[H';

/** The screen without React: keys, updates and sizes in; intents and frames out. */
export class ScreenController {
  readonly store: SessionStore;
  readonly #deps: ControllerDeps;
  readonly #pacer: CommitPacer;
  readonly #changed = new Set<() => void>();
  #suspension: AbortController | null = null;
  #cancelHintTimer: (() => void) | null = null;

  constructor(deps: ControllerDeps) {
    const {output, clock} = deps;
    this.#deps = deps;
    this.store = createSessionStore(output.size());
    this.#pacer = createCommitPacer({
      clock,
      intervalMs: commitIntervalMs,
      canDraw: () => !output.congested,
      commit: () => this.store.publish(),
    });
  }

  readonly receive = (update: ViewUpdate): void => {
    const {store} = this;
    store.receive(update);
    store.setKeys(refreshPreview(store.keys(), this.#context()));
    this.#declineHidden(update.view);
    this.#followCursor();
    for (const listener of this.#changed) listener();
    if (update.view.finished) this.#deps.port.leave('finished');
    else this.#pacer.request();
  };

  readonly press = (press: KeyPress): void => {
    this.#apply(handleKey(this.store.keys(), press, this.#context()));
  };

  readonly paste = (text: string): void => {
    this.#apply(handlePaste(this.store.keys(), text, this.#context()));
  };

  /** Draws everything anew at the terminal's present size. */
  readonly repaint = (): void => {
    const {output, port} = this.#deps;
    port.clear();
    output.write(eraseAll);
    this.store.repaint(output.size());
    this.#pacer.committed();
  };

  /** On the way out by other means than a key; `ask` tells the session to stop and finish. */
  finish(ask: () => void): void {
    this.store.setKeys({...this.store.keys(), leaving: 'stop'});
    ask();
  }

  dispose(): void {
    this.#suspension?.abort();
    this.#cancelHintTimer?.();
    this.#pacer.stop();
  }

  #context(): KeyContext {
    const {size} = this.store.shown.getState();
    const {screen} = this.store.keys();
    const view = this.store.latest()?.view ?? null;
    const elapsedMs = (screen.frozen?.view ?? view)?.elapsedMs ?? 0;
    return {
      view,
      size,
      columnSeconds: this.#deps.columnSeconds(screen, size, elapsedMs),
      automaticSeconds: this.#deps.columnSeconds({zoom: null}, size, elapsedMs),
      nowMs: this.#deps.clock.nowMs(),
    };
  }

  #apply({state, intents, effects}: KeyOutcome): void {
    if (this.store.setKeys(state)) this.#pacer.committed();
    for (const intent of intents) this.#deps.connection.dispatch(intent);
    for (const effect of effects) this.#effects[effect]();
    this.#expireHint();
  }

  readonly #effects: Readonly<Record<KeyEffect, () => void>> = {
    repaint: () => this.repaint(),
    freeze: () => this.store.toggleFreeze(),
    stay: () => this.#suspension?.abort(),
    'force-quit': () => this.#deps.port.leave('forced'),
    suspend: () => {
      this.#suspend().catch((error: unknown) => this.#deps.port.fail(error));
    },
  };

  /** A question that comes up behind a prompt or an overlay cannot be answered there: that is a No. */
  #declineHidden(view: SessionView): void {
    const {prompt, overlay} = this.store.keys().screen;
    if (prompt === null && overlay === null) return;
    for (const intent of declineQuestion(view)) this.#deps.connection.dispatch(intent);
  }

  /** A preview is owed where the list came after the view was opened, or the cursor stopped between two keys. */
  #followCursor(): void {
    const {state, intents} = followCursor(outcome(this.store.keys()), this.#context());
    this.store.setKeys(state);
    for (const intent of intents) this.#deps.connection.dispatch(intent);
  }

  #expireHint(): void {
    this.#cancelHintTimer?.();
    this.#cancelHintTimer = null;
    const {screen, leaving, suspending} = this.store.keys();
    if (screen.hint === null || screen.prompt !== null || screen.overlay !== null) return;
    if (leaving !== 'no' || suspending) return;
    this.#cancelHintTimer = this.#deps.clock.after(hintLastsMs, () => this.store.clearHint());
  }

  /** Load to 0 (drained, after a while stopped), then the terminal to the shell; raises nothing afterwards. */
  async #suspend(): Promise<void> {
    const {connection, port} = this.#deps;
    this.#suspension = new AbortController();
    const {signal} = this.#suspension;
    if (!(await this.#waitIdle(drainLimitMs, signal)) && !signal.aborted) {
      connection.dispatch({kind: 'finish', how: 'stop', end: false});
      await this.#waitIdle(stopLimitMs, signal);
    }
    this.#suspension = null;
    if (signal.aborted) return;
    await port.suspend();
    const keys = this.store.keys();
    this.store.setKeys({...keys, suspending: false, screen: {...keys.screen, hint: null}});
    this.repaint();
  }

  #waitIdle(limitMs: number, signal: AbortSignal): Promise<boolean> {
    return waitIdle({
      isIdle: () => {
        const view = this.store.latest()?.view;
        return view === undefined || !suspendingWaits(view);
      },
      onChange: (listener) => {
        this.#changed.add(listener);
        return () => this.#changed.delete(listener);
      },
      clock: this.#deps.clock,
      limitMs,
      signal,
    });
  }
}
