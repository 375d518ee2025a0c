import process from 'node:process';
import {render, type Instance, type SuspendTerminal} from 'ink';
import {describeError, exitCodes, PerftuiError} from '../../domain/errors.ts';
import {captureWrites} from './capture-writes.ts';
import {realClock, type PacerClock} from './commit-pacer.ts';
import {createLogRing, type LogRing} from './log-ring.ts';
import {ScreenApp, type DrawScreen} from './screen-app.tsx';
import {
  createScreenController,
  type ColumnSecondsOf,
  type ScreenController,
  type ScreenExit,
  type ScreenPort,
} from './screen-controller.ts';
import {ScreenOutput} from './screen-output.ts';
import type {SessionConnection} from './session-connection.ts';
import {stopProcess} from './stop-process.ts';
import {guardTerminal, type GuardedProcess, type StopSignal, type TerminalGuard} from './terminal-guard.ts';

export interface MountDeps {
  readonly connection: SessionConnection;
  readonly draw: DrawScreen;
  readonly columnSeconds: ColumnSecondsOf;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Called for the first signal (or a terminal that went away); default: stop the load and finish. */
  readonly onSignal?: (signal: StopSignal) => void;
  /** Takes what others write while the screen is up. */
  readonly log?: LogRing;
  /** For tests. */
  readonly clock?: PacerClock;
  readonly process?: GuardedProcess;
  readonly captured?: readonly NodeJS.WriteStream[];
}

/**
 * Draws until the session is finished, and leaves the terminal as it was. Rejects with one clear PerftuiError when
 * drawing fails; the load has been told to stop by then.
 */
export async function mountScreen(deps: MountDeps): Promise<ScreenExit> {
  const {connection, stdin, stdout, clock = realClock} = deps;
  const output = new ScreenOutput(stdout);
  const log = deps.log ?? createLogRing(200);
  const writeError = process.stderr.write.bind(process.stderr);
  const releaseWrites = captureWrites(deps.captured ?? [process.stdout, process.stderr], log);
  const mounted: Mounted = {instance: null, suspendTerminal: null, exit: 'finished', failure: null};
  const guard = guardTerminal({
    process: deps.process ?? (process as unknown as GuardedProcess),
    stdin,
    stdout,
    writeTerminal: (text) => {
      output.write(text);
      output.close();
    },
    writeError: (line) => writeError(`${line}\n`),
    onSignal: (signal) => {
      controller.finish();
      deps.onSignal?.(signal);
    },
  });
  const port = createPort(mounted, guard, stopProcess);
  const controller = createScreenController({connection, output, clock, port, columnSeconds: deps.columnSeconds});
  const onResize = (): void => controller.resized();
  stdout.on('resize', onResize);
  const unsubscribe = connection.subscribe(controller.receive);
  try {
    await drawUntilExit(deps, mounted, controller, output);
    return mounted.exit;
  } catch (error) {
    connection.dispatch({kind: 'finish', how: 'stop', end: true});
    throw screenError(error);
  } finally {
    unsubscribe();
    stdout.off('resize', onResize);
    controller.dispose();
    guard.restore();
    guard.dispose();
    releaseWrites();
  }
}

interface Mounted {
  instance: Instance | null;
  suspendTerminal: SuspendTerminal | null;
  exit: ScreenExit;
  failure: {readonly error: unknown} | null;
  left?: boolean;
}

async function drawUntilExit(
  deps: MountDeps,
  mounted: Mounted,
  controller: ScreenController,
  output: ScreenOutput,
): Promise<void> {
  if (mounted.left === true) return;
  const onMount = (suspendTerminal: SuspendTerminal): void => {
    mounted.suspendTerminal = suspendTerminal;
  };
  // Ink does so only after its first frame: a key typed until then would be echoed into it.
  deps.stdin.setRawMode(true);
  mounted.instance = render(
    <ScreenApp
      shown={controller.store.shown}
      draw={deps.draw}
      onPress={controller.press}
      onPaste={controller.paste}
      onMount={onMount}
    />,
    {
      stdin: deps.stdin,
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
  await mounted.instance.waitUntilExit();
  if (mounted.failure !== null) throw mounted.failure.error;
}

function createPort(mounted: Mounted, guard: TerminalGuard, stop: () => Promise<void>): ScreenPort {
  const leave = (exit: ScreenExit): void => {
    mounted.exit = exit;
    mounted.left = true;
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
      await stop();
      guard.setReleased(false);
      await suspension.resume();
    },
  };
}

function screenError(error: unknown): PerftuiError {
  if (error instanceof PerftuiError) return error;
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new PerftuiError(
    'ERR_INTERNAL',
    describeError(new PerftuiError('ERR_INTERNAL', `the screen failed: ${reason}`)),
    {
      exitCode: exitCodes.internal,
      hint: 'the load was stopped',
      cause: error,
    },
  );
}
