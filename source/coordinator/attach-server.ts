import {chmod, unlink} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import type {RunSummary} from '../domain/run-summary.ts';
import {codeOf, fileError} from '../files/atomic-write.ts';
import type {Intent} from '../session/intent.ts';
import {createFrameReader, encodeFrame, mostClientFrameBytes} from './attach-frames.ts';
import {readIntent} from './attach-intent.ts';
import {attachProtocol, type FromRun, type RunAbout} from './attach-messages.ts';
import type {Onlooker, Seat} from './view-feed.ts';

const mostClients = 16;
/** Who has come only to ask what runs here goes again. */
const introductionMs = 10_000;
/** A screen that says it has taken an update has read it: who leaves so much unread and asks for more is none. */
const mostUnreadBytes = 4_000_000;
/** For the last words to reach a terminal that is slow. */
const farewellMs = 1000;

export interface AttachServer {
  readonly file: string;
  /** Tells all screens that the run is over, and removes the socket. Never rejects; idempotent. */
  close(summary: RunSummary | null): Promise<void>;
}

export interface AttachServerOptions {
  readonly file: string;
  readonly version: string;
  readonly about: () => RunAbout;
  readonly join: (onlooker: Onlooker) => Seat;
  readonly dispatch: (intent: Intent) => void;
  /** The last screen has gone, by whatever way. */
  readonly onLastLeft: () => void;
}

/**
 * Lets `perftui attach` in: a Unix socket that only its owner may open. Whatever comes in is foreign: a client that sends
 * something else than the protocol is cut off, and the run goes on.
 * @throws PerftuiError ERR_FILE where the socket cannot be made
 */
export async function startAttachServer(options: AttachServerOptions): Promise<AttachServer> {
  const {file} = options;
  const clients = new Set<Client>();
  const server = createServer((socket) => {
    const client = welcome(socket, options, () => {
      clients.delete(client);
      if (client.attached && ![...clients].some(({attached}) => attached)) options.onLastLeft();
    });
    clients.add(client);
  });
  server.maxConnections = mostClients;
  await listen(server, file);
  let closing: Promise<void> | null = null;
  return {
    file,
    close(summary) {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => {
          server.close(() => resolve());
        });
        await Promise.all([...clients].map(async (client) => client.end(summary)));
        await closed;
        await unlink(file).catch(() => undefined);
      })();
      return closing;
    },
  };
}

async function listen(server: Server, file: string): Promise<void> {
  try {
    // One that a killed process of the same number has left behind.
    await unlink(file).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(file, () => resolve());
    });
    server.on('error', () => undefined);
    // Its folder lets nobody else in: there is no moment before this in which others could.
    await chmod(file, 0o600);
  } catch (error) {
    server.close();
    throw fileError('write', file, error);
  }
}

interface Client {
  /** It has asked to look on. */
  readonly attached: boolean;
  end(summary: RunSummary | null): Promise<void>;
}

function welcome(socket: Socket, options: AttachServerOptions, onGone: () => void): Client {
  let seat: Seat | null = null;
  const post = (message: FromRun): void => {
    if (socket.writableLength > mostUnreadBytes) socket.destroy();
    if (socket.writable) socket.write(encodeFrame(message));
  };
  const introduction = setTimeout(() => socket.destroy(), introductionMs);
  const reader = createFrameReader({
    mostBytes: mostClientFrameBytes,
    onBroken: () => socket.destroy(),
    onFrame(value) {
      const message = value as {readonly kind?: unknown; readonly intent?: unknown} | null;
      switch (typeof message === 'object' && message !== null ? message.kind : null) {
        case 'attach':
          clearTimeout(introduction);
          seat ??= options.join({post, remote: true});
          return;
        case 'taken':
          seat?.taken();
          return;
        case 'intent': {
          const intent = seat === null ? null : readIntent(message?.intent);
          if (intent === null) socket.destroy();
          else if (intent.kind === 'look') seat?.look(intent.request);
          else options.dispatch(intent);
          return;
        }
        default:
          socket.destroy();
      }
    },
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  // A screen that was killed: `close` follows.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(introduction);
    seat?.leave();
    onGone();
  });
  post({kind: 'hello', protocol: attachProtocol, perftui: options.version, about: options.about()});
  return {
    get attached() {
      return seat !== null;
    },
    async end(summary) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => socket.destroy(), farewellMs);
        socket.on('close', () => {
          clearTimeout(timer);
          resolve();
        });
        if (socket.destroyed) return resolve();
        if (seat !== null) post({kind: 'finished', summary: summary === null ? null : brief(summary)});
        socket.end();
      });
    },
  };
}

/** What a summary is printed from: without the cells of a whole day. */
function brief(summary: RunSummary): RunSummary {
  return {...summary, run: {...summary.run, cells: [], hostSeries: [], events: []}};
}
