import type {Intent} from '../../session/intent.ts';
import type {ColumnSeconds, SessionView, ViewUpdate} from '../../session/view.ts';
import type {ScreenSize, ScreenState} from '../ui-state.ts';
import {createCommitPacer, type PacerClock} from './commit-pacer.ts';
import {handleKey} from './handle-key.ts';
import {handlePaste, refreshPreview} from './handle-prompt.ts';
import {declineQuestion, type KeyContext, type KeyEffect, type KeyOutcome} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {loadIsRunning} from './load-effect.ts';
import type {ScreenOutput} from './screen-output.ts';
import type {SessionConnection} from './session-connection.ts';
import {createSessionStore, type SessionStore} from './session-store.ts';
import {waitIdle} from './wait-idle.ts';

/** `forced`: the operator did not wait for the session to finish. */
export type ScreenExit = 'finished' | 'forced';

/** Seconds per column as the screen draws them: the zoom, or what it picks by size. */
export type ColumnSecondsOf = (screen: Pick<ScreenState, 'zoom'>, size: ScreenSize) => ColumnSeconds;

/** What the controller needs of the mounted screen. */
export interface ScreenPort {
  /** Forgets what was drawn. */
  readonly clear: () => void;
  readonly leave: (exit: ScreenExit) => void;
  readonly fail: (error: unknown) => void;
  /** Leaves the terminal to the shell until the process runs again. */
  readonly suspend: () => Promise<void>;
}

export interface ScreenController {
  readonly store: SessionStore;
  readonly receive: (update: ViewUpdate) => void;
  readonly press: (press: KeyPress) => void;
  readonly paste: (text: string) => void;
  readonly resized: () => void;
  /** Stops the load and finishes, as the operator's `q s` would. */
  readonly finish: () => void;
  readonly dispose: () => void;
}

/** The session's updates arrive at 4 to 5 Hz; two that come late together make one frame. */
const commitIntervalMs = 180;
const hintLastsMs = 4_000;
const drainLimitMs = 10_000;
const stopLimitMs = 2_000;
const eraseAll = '\u001B[2J\u001B[H';

/** The screen without React: keys, updates and sizes in; intents and frames out. */
export function createScreenController(options: {
  readonly connection: SessionConnection;
  readonly output: ScreenOutput;
  readonly clock: PacerClock;
  readonly port: ScreenPort;
  readonly columnSeconds: ColumnSecondsOf;
}): ScreenController {
  const {connection, output, clock, port} = options;
  const store = createSessionStore(output.size());
  const listeners = new Set<() => void>();
  let suspension: AbortController | null = null;
  let cancelHintTimer: (() => void) | null = null;
  const pacer = createCommitPacer({
    clock,
    intervalMs: commitIntervalMs,
    canDraw: () => !output.congested,
    commit: store.publish,
  });

  const context = (): KeyContext => ({
    view: store.latest()?.view ?? null,
    size: store.shown.getState().size,
    columnSeconds: options.columnSeconds(store.keys().screen, store.shown.getState().size),
    nowMs: clock.nowMs(),
  });

  const repaint = (): void => {
    port.clear();
    output.write(eraseAll);
    store.repaint(output.size());
    pacer.committed();
  };

  const suspend = async (): Promise<void> => {
    suspension = new AbortController();
    const {signal} = suspension;
    const wait = (limitMs: number): Promise<boolean> => waitIdle({isIdle, onChange, clock, limitMs, signal});
    const idle = await wait(drainLimitMs);
    if (!idle && !signal.aborted) {
      connection.dispatch({kind: 'finish', how: 'stop', end: false});
      await wait(stopLimitMs);
    }
    suspension = null;
    if (signal.aborted) return;
    await port.suspend();
    store.setKeys({...store.keys(), suspending: false});
    repaint();
  };

  const isIdle = (): boolean => {
    const view = store.latest()?.view;
    return view === undefined || !loadIsRunning(view);
  };

  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const effects: Record<KeyEffect, () => void> = {
    repaint,
    freeze: store.toggleFreeze,
    stay: () => suspension?.abort(),
    'force-quit': () => port.leave('forced'),
    suspend: () => {
      suspend().catch(port.fail);
    },
  };

  /** A question that comes up behind a prompt or an overlay cannot be answered there: that is a No. */
  const declineHidden = (view: SessionView): void => {
    const {prompt, overlay} = store.keys().screen;
    if (prompt !== null || overlay !== null) for (const intent of declineQuestion(view)) connection.dispatch(intent);
  };

  const expireHint = (): void => {
    cancelHintTimer?.();
    const {screen, leaving, suspending} = store.keys();
    if (screen.hint === null || screen.prompt !== null || screen.overlay !== null) return;
    if (leaving === 'no' && !suspending) cancelHintTimer = clock.after(hintLastsMs, store.clearHint);
  };

  const apply = ({state, intents, effects: wanted}: KeyOutcome): void => {
    if (store.setKeys(state)) pacer.committed();
    for (const intent of intents) connection.dispatch(intent);
    for (const effect of wanted) effects[effect]();
    expireHint();
  };

  return {
    store,
    receive: (update) => {
      store.receive(update);
      store.setKeys(refreshPreview(store.keys(), context()));
      declineHidden(update.view);
      for (const listener of listeners) listener();
      if (update.view.finished) port.leave('finished');
      else pacer.request();
    },
    press: (press) => apply(handleKey(store.keys(), press, context())),
    paste: (text) => apply(handlePaste(store.keys(), text, context())),
    resized: repaint,
    finish: () => {
      const intent: Intent = {kind: 'finish', how: 'stop', end: true};
      store.setKeys({...store.keys(), leaving: 'stop'});
      connection.dispatch(intent);
    },
    dispose: () => {
      suspension?.abort();
      cancelHintTimer?.();
      pacer.stop();
    },
  };
}
