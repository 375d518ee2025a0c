import {once} from 'node:events';
import net from 'node:net';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {frameFlags, FrameReader, readUint32, writeFrameHead} from '../../../source/engine/transports/http2/frames.ts';
import {target} from '../test-plan.ts';
import {openClient} from './http2-harness.ts';

const prefaceBytes = 24;

function frame(type: number, flags: number, streamId: number, payload: Uint8Array | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload, 'hex') : payload;
  const head = Buffer.alloc(9);
  writeFrameHead(head, 0, body.length, type, flags, streamId);
  return Buffer.concat([head, body]);
}

interface Seen {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

const settings = frame(4, 0, 0);
const ok = (id: number): Buffer => frame(1, 5, id, '88');

/** A server of hand-written frames: `onFrame` is told each frame of a client, DATA whole. */
async function frameServer(onFrame: (socket: net.Socket, seen: Seen, connection: number) => void, greeting = settings) {
  const sockets = new Set<net.Socket>();
  let accepted = 0;
  const all: Seen[] = [];
  const server = net.createServer((socket) => {
    const connection = ++accepted;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.write(greeting);
    let content = Buffer.alloc(0);
    const tell = (type: number, flags: number, id: number, payload: Buffer): void => {
      const seen = {type, flags, id, payload};
      all.push(seen);
      onFrame(socket, seen, connection);
    };
    const reader = new FrameReader({
      onDataBegin: () => (content = Buffer.alloc(0)),
      onDataPart: (_id, from, start, end) => (content = Buffer.concat([content, from.subarray(start, end)])),
      onDataEnd: (id, flags) => tell(0, flags, id, content),
      onHeaders: (id, flags, from, start, end) => tell(1, flags, id, Buffer.from(from.subarray(start, end))),
      onFrame: (type, flags, id, from, start, end) => tell(type, flags, id, Buffer.from(from.subarray(start, end))),
      onFrameError: () => {},
    });
    let skip = prefaceBytes;
    socket.on('data', (chunk) => {
      const from = Math.min(skip, chunk.length);
      skip -= from;
      reader.read(chunk, from, chunk.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    accepted: () => accepted,
    all,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What one request ends as when the server answers it with these bytes, and the GOAWAY code the client sent. */
async function outcome(reply: (id: number) => Buffer): Promise<[string | null, number | undefined]> {
  await using server = await frameServer((socket, {type, id}) => void (type === 1 && socket.write(reply(id))));
  using client = openClient(target(server.port));
  const {word} = await client.send();
  for (let turn = 0; turn < (word === 'h2 connection' ? 200 : 0) && !server.all.some(({type}) => type === 7); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const goaway = server.all.find(({type}) => type === 7);
  return [word, goaway === undefined ? undefined : readUint32(goaway.payload, 4)];
}

test('what breaks a connection is answered by GOAWAY with its code', async () => {
  const cases: [string, (id: number) => Buffer, number][] = [
    ['PUSH_PROMISE', (id) => frame(5, 4, id, '0000000288'), 1],
    ['an even stream', () => ok(2), 1],
    ['an idle stream', () => ok(77), 1],
    ['a table size', (id) => frame(1, 5, id, '3fe11f88'), 9],
    ['a dynamic index', (id) => frame(1, 5, id, '88be'), 9],
    ['SETTINGS of 5 bytes', () => frame(4, 0, 0, '0000000000'), 6],
    ['a window setting', () => frame(4, 0, 0, '000480000000'), 3],
    ['a frame size setting', () => frame(4, 0, 0, '000500000001'), 1],
    ['PING of 7 bytes', () => frame(6, 0, 0, '00000000000000'), 6],
    ['a window past its end', () => frame(8, 0, 0, '7fffffff'), 3],
    ['a window update by 0', () => frame(8, 0, 0, '00000000'), 1],
    ['an oversized frame', () => frame(0, 0, 1, Buffer.alloc(16_385)), 6],
    [
      'PING inside a header block',
      (id) => Buffer.concat([frame(1, 1, id, '88'), frame(6, 0, 0, '0000000000000000')]),
      1,
    ],
    ['too many fields', (id) => Buffer.concat([frame(1, 1, id, '88'), ...Array.from({length: 5}, () => frame(9, 0, id, Buffer.alloc(16_000, 0x88)))]), 11], // prettier-ignore
    ['RST_STREAM of an idle stream', () => frame(3, 0, 9, '00000000'), 1],
  ];
  for (const [name, reply, code] of cases)
    expect([name, ...(await outcome(reply))]).toEqual([name, 'h2 connection', code]);
});

test('what breaks a stream fails its request alone', async () => {
  const cases: [string, (id: number) => Buffer, string | null][] = [
    ['no status', (id) => frame(1, 5, id, '0f0d0130'), 'malformed response'],
    ['DATA first', (id) => frame(0, 1, id, '00'), 'malformed response'],
    [
      'a short body',
      (id) => Buffer.concat([frame(1, 4, id, '880f0d0135'), frame(0, 1, id, '00')]),
      'malformed response',
    ],
    ['101', (id) => frame(1, 5, id, '0803313031'), 'malformed response'],
    ['RST_STREAM', (id) => frame(3, 0, id, '00000002'), 'h2 stream reset'],
    ['refused twice', (id) => frame(3, 0, id, '00000007'), 'h2 refused'],
    ['HTTP/1.1 wanted', (id) => frame(3, 0, id, '0000000d'), 'h2 not offered'],
    ['GOAWAY for all', () => frame(7, 0, 0, '0000000000000000'), 'h2 goaway'],
    ['a stream window past its end', (id) => frame(8, 0, id, '7fffffff'), 'h2 stream reset'],
    ['103 and CONTINUATION', (id) => Buffer.concat([frame(1, 4, id, '0803313033'), frame(1, 1, id, ''), frame(9, 4, id, '88')]), null], // prettier-ignore
    ['trailers', (id) => Buffer.concat([frame(1, 4, id, '88'), frame(0, 8, id, '02aa0000'), frame(1, 5, id, '0001610162')]), null], // prettier-ignore
  ];
  for (const [name, reply, word] of cases) expect([name, (await outcome(reply))[0]]).toEqual([name, word]);
});

test('GOAWAY: streams it covers end, those above go to a new connection once, unseen', async () => {
  const waiting: number[] = [];
  await using server = await frameServer((socket, {type, id}, connection) => {
    if (type !== 1) return;
    if (connection > 1) {
      socket.write(ok(id));
      return;
    }
    waiting.push(id);
    if (waiting.length === 4) socket.write(Buffer.concat([frame(7, 0, 0, '0000000300000000'), ok(1), ok(3)]));
  });
  using client = openClient(target(server.port), {h2Streams: 4}, {count: 4});
  const all = await Promise.all(client.lanes.map(async (_, slot) => client.send({}, slot)));
  expect(all.map(({status}) => status)).toEqual([200, 200, 200, 200]);
  expect([server.accepted(), client.ends()]).toEqual([2, 4]);
  await expect.poll(() => client.transport.openSockets).toBe(1);
});

test('a stopped body goes on by WINDOW_UPDATE or by a new initial window, to the byte', async () => {
  let got = 0;
  await using server = await frameServer(
    (socket, {type, flags, id, payload}) => {
      if (type === 1) setTimeout(() => socket.write(frame(4, 0, 0, '000400000010')), 5);
      if (type !== 0) return;
      got += payload.length;
      if ((flags & frameFlags.endStream) !== 0) socket.write(ok(id));
      else if (got === 16) socket.write(frame(8, 0, id, '00000005'));
      else if (got === 21) socket.write(frame(4, 0, 0, '000400000000'));
      if (got === 21) setTimeout(() => socket.write(frame(8, 0, id, '000000ff')), 5);
    },
    frame(4, 0, 0, '000400000000'),
  );
  using client = openClient(target(server.port));
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(await client.send({method: 'POST', body: 'x'.repeat(100)})).toMatchObject({error: -1, status: 200});
  expect(got).toBe(100);
});

test('PING is answered; a flood from a server that reads nothing is cut off', async () => {
  let pongs = 0;
  await using server = await frameServer((socket, {type, flags, id}) => {
    if (type === 1) socket.write(Buffer.concat([frame(6, 0, 0, '0102030405060708'), ok(id)]));
    if (type === 6 && flags === 1) pongs++;
  });
  using client = openClient(target(server.port));
  expect((await client.send()).status).toBe(200);
  await expect.poll(() => pongs).toBe(1);
  const flood = Buffer.concat(Array.from({length: 4000}, () => frame(6, 0, 0, '0102030405060708')));
  await using deaf = await frameServer((socket, {type}) => {
    if (type !== 1) return;
    socket.pause();
    const more = (): void => {
      if (!socket.destroyed && socket.writable) socket.write(flood, () => setImmediate(more));
    };
    more();
  });
  using victim = openClient(target(deaf.port));
  expect((await victim.send()).word).toBe('h2 connection');
});

test('foreign bytes never throw and never hang: the request ends, or can be timed out', async () => {
  let reply: Uint8Array = new Uint8Array(0);
  await using server = await frameServer((socket, {type}) => void (type === 1 && socket.write(reply)));
  const piece = fc.oneof(
    fc.uint8Array({maxLength: 30}),
    fc
      .tuple(
        fc.integer({min: 0, max: 10}),
        fc.integer({min: 0, max: 63}),
        fc.constantFrom(0, 1, 3, 5),
        fc.uint8Array({maxLength: 20}),
      )
      .map(([type, flags, id, payload]) => frame(type, flags, id, payload)),
    fc.constantFrom(frame(1, 4, 1, '88'), frame(1, 5, 1, '88'), frame(0, 1, 1, 'aa'), frame(3, 0, 1, '00000008')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, {maxLength: 8}), async (pieces) => {
      reply = Buffer.concat(pieces);
      using client = openClient(target(server.port), {}, {keeps: true});
      const ended = client.send();
      const timer = setTimeout(() => client.lanes[0]!.expire(performance.now()), 15);
      await ended;
      clearTimeout(timer);
      expect(client.ends()).toBe(1);
    }),
    {numRuns: 150},
  );
});
