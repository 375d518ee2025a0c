import {connect, type Socket} from 'node:net';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {codeOf} from '../files/atomic-write.ts';
import type {Intent} from '../session/intent.ts';
import type {ViewUpdate} from '../session/view.ts';
import {createFrameReader, encodeFrame, mostFrameBytes, type FrameReader} from './attach-frames.ts';
import {listSockets, removeSocket, socketOf} from './attach-folder.ts';
import {attachProtocol, type FromRun, type RunAbout, type ToRun} from './attach-messages.ts';
import {createUpdateRelay} from './update-relay.ts';

/** A run that lives answers at once, even on a busy machine. */
const helloMs = 3000;

/** How looking on came to its end. */
export type AttachEnd =
  | {readonly kind: 'finished'; readonly summary: RunSummary | null}
  /** `wasStopped`: no load was left to go on with. */
  | {readonly kind: 'detached'; readonly wasStopped: boolean}
  /** The run's process is gone without a word. */
  | {readonly kind: 'lost'};

/** A run of another process that has been found. */
export interface FoundRun {
  readonly about: RunAbout;
  /** Of the perftui that runs it. */
  readonly perftui: string;
  /** Both sides understand each other. */
  readonly fits: boolean;
  /** From now on it is looked on. */
  attach(): AttachedRun;
  close(): void;
}

export interface AttachedRun {
  /** The whole state first, then additions. Returns how to stop listening. */
  subscribe(listener: (update: ViewUpdate) => void): () => void;
  dispatch(intent: Intent): void;
  /** Settles when there is something to be shown. Rejects with PerftuiError when it never comes to that. */
  readonly ready: Promise<void>;
  readonly ended: Promise<AttachEnd>;
  /** Leaves the run going. */
  detach(): void;
}

/**
 * The runs of this user that listen, ascending by process. Sockets whose process is gone are removed. Close those that are
 * not attached to.
 * @param version of this perftui
 * @param onSilent told of processes that listen and do not answer
 * @throws PerftuiError ERR_FILE when the folder is not safe
 */
export async function findRuns(
  folder: string,
  version: string,
  onSilent: (pid: number) => void = () => undefined,
): Promise<readonly FoundRun[]> {
  const found = await Promise.all(
    (await listSockets(folder)).map(async (pid) => {
      const run = await meet(folder, pid, version);
      if (run === 'silent') onSilent(pid);
      return typeof run === 'string' ? null : run;
    }),
  );
  return found.flatMap((run) => run ?? []);
}

async function meet(folder: string, pid: number, version: string): Promise<FoundRun | 'gone' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect(socketOf(folder, pid));
    const conversation = createConversation(socket);
    const giveUp = (why: 'gone' | 'silent'): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => giveUp('silent'), helloMs);
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED') removeSocket(folder, pid);
      giveUp(code === 'ECONNREFUSED' || code === 'ENOENT' ? 'gone' : 'silent');
    });
    socket.once('close', () => giveUp('silent'));
    conversation.onMessage = (message) => {
      if (!isHello(message)) return giveUp('silent');
      clearTimeout(timer);
      socket.removeAllListeners('close');
      resolve({
        about: message.about,
        perftui: message.perftui,
        fits: message.protocol === attachProtocol && message.perftui === version,
        attach: () => attach(socket, conversation),
        close: () => socket.destroy(),
      });
    };
  });
}

interface Conversation {
  onMessage: (message: FromRun) => void;
  onBroken: () => void;
}

function createConversation(socket: Socket): Conversation {
  const conversation: Conversation = {onMessage: () => undefined, onBroken: () => undefined};
  const reader: FrameReader = createFrameReader({
    mostBytes: mostFrameBytes,
    onFrame: (value) => conversation.onMessage(value as FromRun),
    onBroken: () => {
      conversation.onBroken();
      socket.destroy();
    },
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  // `close` follows.
  socket.on('error', () => undefined);
  return conversation;
}

function isHello(message: FromRun | null): message is Extract<FromRun, {kind: 'hello'}> {
  if (typeof message !== 'object' || message === null || message.kind !== 'hello') return false;
  const {about, perftui, protocol} = message;
  return typeof about === 'object' && typeof perftui === 'string' && typeof protocol === 'number';
}

function attach(socket: Socket, conversation: Conversation): AttachedRun {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<AttachEnd>();
  const send = (message: ToRun): void => {
    if (socket.writable) socket.write(encodeFrame(message));
  };
  // Whoever awaits it later gets the rejection; until then it is not "unhandled".
  ready.promise.catch(() => undefined);
  const end = (how: AttachEnd): void => {
    ended.resolve(how);
    ready.reject(neverShown(how));
  };
  let wasStopped = false;
  const relay = createUpdateRelay(({view}) => {
    wasStopped = view.phase === 'STOPPED';
    send({kind: 'taken'});
  });
  conversation.onMessage = (message) => {
    if (message.kind === 'finished') return end({kind: 'finished', summary: message.summary});
    if (message.kind !== 'view') return;
    relay.receive(message);
    ready.resolve();
  };
  socket.on('close', () => end({kind: 'lost'}));
  if (socket.destroyed) end({kind: 'lost'});
  send({kind: 'attach'});
  return {
    subscribe: (listener) => relay.subscribe(listener),
    dispatch: (intent) => send({kind: 'intent', intent}),
    ready: ready.promise,
    ended: ended.promise,
    detach() {
      end({kind: 'detached', wasStopped});
      // What was sent before goes out: an emergency stop must not be lost with the screen.
      socket.end();
      setTimeout(() => socket.destroy(), 1000).unref();
    },
  };
}

function neverShown({kind}: AttachEnd): PerftuiError {
  return kind === 'detached'
    ? new PerftuiError('ERR_USAGE', 'stopped before anything was shown', {
        exitCode: exitCodes.stoppedBySignal,
        hint: 'the run goes on',
      })
    : new PerftuiError('ERR_USAGE', 'the run ended just now', {hint: 'its own output tells what it came to'});
}

/** @throws PerftuiError (104) when the run is another perftui's */
export function refuseOther({about, perftui, fits}: FoundRun, version: string): void {
  if (fits) return;
  throw new PerftuiError('ERR_USAGE', `process ${about.pid} runs perftui ${perftui}, this is ${version}`, {
    hint: 'attach with the version that runs it',
    exitCode: exitCodes.invalidConfig,
  });
}
