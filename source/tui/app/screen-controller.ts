import type {ColumnSeconds, SessionView, ViewUpdate} from '../../session/view.ts';
import {pictureEndMs} from '../plots/column-window.ts';
import type {ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import {createCommitPacer, type CommitPacer, type PacerClock} from './commit-pacer.ts';
import {handleKey} from './handle-key.ts';
import {handlePaste, refreshPreview} from './handle-prompt.ts';
import {followCursor} from './handle-snaps.ts';
import {followLook} from './follow-look.ts';
import {handleMouse} from './handle-mouse.ts';
import {declineQuestion, outcome, type KeyContext, type KeyEffect, type KeyOutcome} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {suspendingWaits} from './load-effect.ts';
import type {MouseEvent} from './mouse-report.ts';
import type {ScreenOutput} from './screen-output.ts';
import type {SessionConnection} from './session-connection.ts';
import {createSessionStore, type SessionStore} from './session-store.ts';
import {waitIdle} from './wait-idle.ts';

/** `forced`: the operator did not wait for the session to finish. */
export type ScreenExit = 'finished' | 'forced';

/** Seconds per column as the screen draws them: the zoom, or what it picks by size and the run's age. */
export type ColumnSecondsOf = (screen: Pick<ScreenState, 'zoom'>, size: ScreenSize, elapsedMs: number) => ColumnSeconds;

/** Run clock, s, of what this cell shows; null: nothing that has one. */
export type MomentOnScreen = (
  mirror: SessionMirror,
  screen: ScreenState,
  size: ScreenSize,
  cell: {readonly x: number; readonly y: number},
) => number | null;

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
  readonly output: Pick<ScreenOutput, 'size' | 'congested' | 'write'>;
  readonly clock: PacerClock;
  readonly port: ScreenPort;
  readonly columnSeconds: ColumnSecondsOf;
  /** What moment a cell of the screen shows; absent: none is told. */
  readonly momentAt?: MomentOnScreen;
}

/** The session's updates arrive at 4 to 5 Hz; two that come late together make one frame. */
const commitIntervalMs = 180;
/** A window that is being dragged sends a hundred sizes a second: each costs a whole frame. */
const repaintIntervalMs = 60;
const hintLastsMs = 4_000;
const drainLimitMs = 10_000;
const stopLimitMs = 2_000;
const eraseAll = '\u001B[2J\u001B[H';

/** Presses and the wheel, in the form that knows no limit of 223 columns; only while asked for. */
function mouseSequence(on: boolean): string {
  const switched = on ? 'h' : 'l';
  return `\u001B[?1000${switched}\u001B[?1006${switched}`;
}

/** The screen without React: keys, updates and sizes in; intents and frames out. */
export class ScreenController {
  readonly store: SessionStore;
  readonly #deps: ControllerDeps;
  readonly #pacer: CommitPacer;
  readonly #repainter: CommitPacer;
  readonly #changed = new Set<() => void>();
  #suspension: AbortController | null = null;
  #cancelHintTimer: (() => void) | null = null;
  /** Nobody has chosen what to look at. */
  #isUntouched = true;

  constructor(deps: ControllerDeps) {
    const {output, clock} = deps;
    this.#deps = deps;
    const canDraw = (): boolean => !output.congested;
    this.store = createSessionStore(output.size(), {canDraw, owe: () => this.#pacer.request()});
    this.#pacer = createCommitPacer({
      clock,
      intervalMs: commitIntervalMs,
      canDraw,
      commit: () => this.store.publish(),
    });
    this.#repainter = createCommitPacer({
      clock,
      intervalMs: repaintIntervalMs,
      canDraw,
      commit: () => this.#repaintNow(),
    });
  }

  readonly receive = (update: ViewUpdate): void => {
    const {store} = this;
    store.receive(update);
    store.setKeys(refreshPreview(store.keys(), this.#context()));
    this.#openStudy(update.view);
    this.#declineHidden(update.view);
    this.#followCursor();
    for (const listener of this.#changed) listener();
    if (update.view.finished) this.#deps.port.leave('finished');
    else this.#pacer.request();
  };

  readonly press = (press: KeyPress): void => {
    this.#isUntouched = false;
    const context = this.#context();
    this.#apply(followLook(handleKey(this.store.keys(), press, context), context));
  };

  readonly mouse = (event: MouseEvent): void => {
    this.#isUntouched = false;
    const context = this.#context();
    const moment = (x: number, y: number): number | null => {
      const mirror = this.store.latest();
      return mirror === null
        ? null
        : (this.#deps.momentAt?.(mirror, this.store.keys().screen, context.size, {x, y}) ?? null);
    };
    this.#apply(followLook(handleMouse(this.store.keys(), event, context, moment), context));
  };

  readonly paste = (text: string): void => {
    this.#apply(handlePaste(this.store.keys(), text, this.#context()));
  };

  /** Draws everything anew, soon, at the size the terminal has then. */
  readonly repaint = (): void => this.#repainter.request();

  /** On the way out by other means than a key; `ask` tells the session to stop and finish. */
  finish(ask: () => void): void {
    this.store.setKeys({...this.store.keys(), leaving: 'stop'});
    ask();
  }

  dispose(): void {
    if (this.store.keys().screen.mouse) this.#deps.output.write(mouseSequence(false));
    this.#suspension?.abort();
    this.#cancelHintTimer?.();
    this.#pacer.stop();
    this.#repainter.stop();
  }

  #repaintNow(): void {
    const {output, port} = this.#deps;
    port.clear();
    output.write(eraseAll);
    this.store.repaint(output.size());
    this.#pacer.committed();
  }

  #context(): KeyContext {
    const {size} = this.store.shown.getState();
    const {screen} = this.store.keys();
    const latest = this.store.latest();
    const view = latest?.view ?? null;
    const shown = screen.frozen ?? latest;
    const elapsedMs = shown?.view.elapsedMs ?? 0;
    const columnSeconds = this.#deps.columnSeconds(screen, size, elapsedMs);
    const endMs = shown === null ? 0 : pictureEndMs(shown.columns[columnSeconds], columnSeconds, shown.view);
    return {
      ...(endMs < elapsedMs ? {endMs} : {}),
      view,
      events: latest?.events ?? [],
      look: latest?.look ?? null,
      size,
      columnSeconds,
      automaticSeconds: this.#deps.columnSeconds({zoom: null}, size, elapsedMs),
      nowMs: this.#deps.clock.nowMs(),
    };
  }

  #apply({state, intents, effects}: KeyOutcome): void {
    const {mouse} = this.store.keys().screen;
    if (state.screen.mouse !== mouse) this.#deps.output.write(mouseSequence(state.screen.mouse));
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

  /** A run that was begun to answer a question about its target opens with that. */
  #openStudy({study, playback}: SessionView): void {
    if (!this.#isUntouched || study === null || playback !== null) return;
    this.#isUntouched = false;
    const keys = this.store.keys();
    this.store.setKeys({...keys, screen: {...keys.screen, view: 'study'}});
  }

  /** A question that comes up behind a prompt or an overlay cannot be answered there: that is a No. */
  #declineHidden(view: SessionView): void {
    const {prompt, overlay} = this.store.keys().screen;
    if (prompt === null && overlay === null) return;
    for (const intent of declineQuestion(view)) this.#deps.connection.dispatch(intent);
  }

  /** A preview is owed where the list came after the view was opened, or the cursor stopped between two keys. */
  #followCursor(): void {
    const context = this.#context();
    const {state, intents} = followLook(followCursor(outcome(this.store.keys()), context), context);
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
    const {mouse} = this.store.keys().screen;
    if (mouse) this.#deps.output.write(mouseSequence(false));
    await port.suspend();
    if (mouse) this.#deps.output.write(mouseSequence(true));
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
