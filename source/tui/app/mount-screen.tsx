import process from 'node:process';
import {render, type Instance, type SuspendTerminal} from 'ink';
import {exitCodes, PerftuiError} from '../../domain/errors.ts';
import {captureWrites} from './capture-writes.ts';
import {realClock, type PacerClock} from './commit-pacer.ts';
import {guardScreen} from './guard-screen.ts';
import {KeyInput} from './key-input.ts';
import {createLogRing, type LogRing} from './log-ring.ts';
import {ScreenApp, type DrawScreen} from './screen-app.tsx';
import {
  ScreenController,
  type ColumnSecondsOf,
  type MomentOnScreen,
  type ScreenExit,
  type ScreenPort,
} from './screen-controller.ts';
import {ScreenOutput} from './screen-output.ts';
import type {SessionConnection} from './session-connection.ts';
import {stopProcess} from './stop-process.ts';
import type {GuardedProcess, StopSignal, TerminalGuard} from './terminal-guard.ts';
import type {TerminalWatcher} from './terminal-watcher.ts';
import {watchSize} from './watch-size.ts';

export interface MountDeps {
  readonly connection: SessionConnection;
  readonly draw: DrawScreen;
  readonly columnSeconds: ColumnSecondsOf;
  readonly momentAt?: MomentOnScreen;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Tells the session to stop and finish on the first signal (or a terminal that went away); default: as `q s` does. */
  readonly onSignal?: (signal: StopSignal) => void;
  /** Resolves when the session will never begin: the screen is left. */
  readonly lost?: Promise<void>;
  /** Takes what others write while the screen is up. */
  readonly log?: LogRing;
  /** Gives the terminal back after SIGKILL; default: nothing does. */
  readonly watcher?: TerminalWatcher;
  /** For tests. */
  readonly clock?: PacerClock;
  readonly process?: GuardedProcess;
  readonly captured?: readonly NodeJS.WriteStream[];
}

interface Mounted {
  instance: Instance | null;
  suspendTerminal: SuspendTerminal | null;
  /** Set when the screen is to be left, perhaps before it was drawn. */
  exit: ScreenExit | null;
  failure: {readonly error: unknown} | null;
}

/**
 * Draws until the session is finished, and leaves the terminal as it was. Rejects with one clear PerftuiError when
 * drawing fails; the load has been told to stop by then.
 */
export async function mountScreen(deps: MountDeps): Promise<ScreenExit> {
  const {connection, stdout, clock = realClock, columnSeconds} = deps;
  const output = new ScreenOutput(stdout);
  const mounted: Mounted = {instance: null, suspendTerminal: null, exit: null, failure: null};
  const stopLoad = (): void => connection.dispatch({kind: 'finish', how: 'stop', end: true});
  const guard = guardScreen(deps, output, (signal) => {
    const {onSignal} = deps;
    controller.finish(onSignal === undefined ? stopLoad : () => onSignal(signal));
  });
  const releaseWrites = captureWrites(
    deps.captured ?? [process.stdout, process.stderr],
    deps.log ?? createLogRing(200),
  );
  const port = createPort(mounted, guard);
  const controller = new ScreenController({
    connection,
    output,
    clock,
    port,
    columnSeconds,
    ...(deps.momentAt && {momentAt: deps.momentAt}),
  });
  const unwatch = watchSize(stdout, deps.process ?? process, controller.repaint);
  const unsubscribe = connection.subscribe(controller.receive);
  void deps.lost?.then(() => port.leave('forced'));
  try {
    if (mounted.exit === null) await drawUntilExit(deps, mounted, controller, output, guard);
    return mounted.exit ?? 'finished';
  } catch (error) {
    stopLoad();
    throw screenError(error);
  } finally {
    unsubscribe();
    unwatch();
    controller.dispose();
    await output.flushed();
    guard.restore();
    output.close();
    guard.dispose();
    releaseWrites();
  }
}

async function drawUntilExit(
  deps: MountDeps,
  mounted: Mounted,
  controller: ScreenController,
  output: ScreenOutput,
  guard: TerminalGuard,
): Promise<void> {
  // Ink does so only after its first frame: a key typed until then would be echoed into it.
  deps.stdin.setRawMode(true);
  guard.setReleased(false);
  mounted.instance = render(
    <ScreenApp
      shown={controller.store.shown}
      draw={deps.draw}
      onPress={controller.press}
      onPaste={controller.paste}
      onMount={(suspendTerminal) => {
        mounted.suspendTerminal = suspendTerminal;
      }}
    />,
    {
      stdin: new KeyInput(deps.stdin, controller.mouse) as unknown as NodeJS.ReadStream,
      stdout: output as unknown as NodeJS.WriteStream,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: 60,
      isScreenReaderEnabled: false,
    },
  );
  try {
    await mounted.instance.waitUntilExit();
  } finally {
    // Ink has given the terminal back by now, also when a drawing threw.
    guard.setReleased(true);
  }
  if (mounted.failure !== null) throw mounted.failure.error;
}

function createPort(mounted: Mounted, guard: TerminalGuard): ScreenPort {
  const leave = (exit: ScreenExit): void => {
    mounted.exit = exit;
    mounted.instance?.unmount();
  };
  return {
    clear: () => mounted.instance?.clear(),
    leave,
    fail: (error) => {
      mounted.failure = {error};
      leave('forced');
    },
    suspend: async () => {
      if (mounted.suspendTerminal === null) return;
      const suspension = await mounted.suspendTerminal();
      guard.setReleased(true);
      await stopProcess();
      guard.setReleased(false);
      await suspension.resume();
    },
  };
}

function screenError(error: unknown): PerftuiError {
  if (error instanceof PerftuiError) return error;
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new PerftuiError('ERR_INTERNAL', `the screen failed: ${reason}`, {
    exitCode: exitCodes.internal,
    hint: 'the load was stopped',
    cause: error,
  });
}
