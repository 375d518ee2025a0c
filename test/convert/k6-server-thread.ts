import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type MessagePort, parentPort, workerData} from 'node:worker_threads';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: string;
}

const {port, flag} = workerData as {port: MessagePort; flag: Int32Array};
const seen: Seen[] = [];
const cookies = new Map<string, string>();

/** A real server, and a real client beside it: the script's thread waits while they talk. */
const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port));
port.on('message', (asked: Asked | 'seen') => void tell(asked));

async function tell(asked: Asked | 'seen'): Promise<void> {
  port.postMessage(asked === 'seen' ? seen : await ask(asked));
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

async function ask({method, url, headers, body}: Asked): Promise<Answered> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    method,
    headers: {...headers, ...(cookie === '' ? {} : {cookie})},
    body,
    redirect: 'manual',
  });
  for (const line of response.headers.getSetCookie())
    cookies.set(line.split('=')[0]!, line.split('=')[1]!.split(';')[0]!);
  return {
    status: response.status,
    headers: Object.fromEntries(
      [...response.headers].map(([name, value]) => [
        name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase()),
        value,
      ]),
    ),
    cookies: Object.fromEntries(cookies),
    body: await response.text(),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  seen.push({
    method: request.method!,
    path: request.url!,
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  });
  response.writeHead(200, {
    'content-type': 'application/json',
    etag: '"e"',
    location: '/next place',
    'set-cookie': 'sid=s1; Path=/',
  });
  response.end(JSON.stringify({token: 't/1', boot: 'b 1', items: [{id: 3}], html: '<input value="csrf1">'}));
}
