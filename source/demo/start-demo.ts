import {fork, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import {findVariant} from './variants.ts';

export interface DemoOptions {
  readonly variant: string;
  readonly seed: number;
  /** 0, the default, picks a free port. A test that restarts a dead target asks for the old one. */
  readonly port?: number;
}

/** A running demo target. It ends on `stop`, and with this process in any case. */
export interface DemoServer {
  readonly origin: string;
  readonly pid: number;
  readonly variant: string;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 2000;
const KEPT_ERROR_CHARACTERS = 4096;

/** Starts the built-in target in its own process and waits until it listens. */
export async function startDemo({variant, seed, port = 0}: DemoOptions): Promise<DemoServer> {
  findVariant(variant);
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const entry = fileURLToPath(new URL(`demo-main${extension}`, import.meta.url));
  const child = fork(entry, [variant, String(seed), String(port)], {
    // A stray write of the child's would tear the screen, and flags meant for this process are not for that one.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const boundPort = await listeningPort(child, variant);
  letGo(child);
  return {origin: `http://127.0.0.1:${boundPort}`, pid: child.pid ?? 0, variant, stop: async () => stop(child)};
}

async function listeningPort(child: ChildProcess, variant: string): Promise<number> {
  let errorText = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errorText = (errorText + chunk).slice(-KEPT_ERROR_CHARACTERS);
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      const cause = errorText.split('\n').find((line) => /error/iu.test(line)) ?? '';
      const message = `the demo target "${variant}" did not start: ${cause.trim() || reason}`;
      reject(
        new PerftuiError('ERR_DEMO', message, {exitCode: exitCodes.internal, hint: 'name a target URL, or try again'}),
      );
    };
    child.once('error', (error) => fail(error.message));
    // 'close' rather than 'exit': by then its last words have been read.
    child.once('close', (code, signal) => fail(`its process ended with ${signal ?? `code ${code}`}`));
    child.once('message', (message) => {
      const {kind, port} = message as {kind?: unknown; port?: unknown};
      if (kind === 'listening' && typeof port === 'number') resolve(port);
    });
  });
}

/** The target must never be what keeps perftui from exiting. */
function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as {unref?: () => void} | null)?.unref?.();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
  await exited;
  clearTimeout(impatience);
}
