import {once} from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {connect, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import {afterEach, describe, expect, it} from 'vitest';
import {findRuns, refuseOther} from '../../source/coordinator/attach-client.ts';
import {attachFolder, makeAttachFolder, removeSocket, socketOf} from '../../source/coordinator/attach-folder.ts';
import {encodeFrame, mostClientFrameBytes} from '../../source/coordinator/attach-frames.ts';
import {startAttachServer, type AttachServer} from '../../source/coordinator/attach-server.ts';
import {createViewFeed} from '../../source/coordinator/view-feed.ts';
import type {RunSummary} from '../../source/domain/run-summary.ts';
import type {Intent} from '../../source/session/intent.ts';
import type {ViewUpdate} from '../../source/session/view.ts';
import {createSessionLooks} from '../../source/session/session-look.ts';
import {sampleUpdate} from '../tui/app/sample-session.ts';

const version = '1.2.3';
const own = 4711;
let servers: AttachServer[] = [];
let sockets: Socket[] = [];

async function safeFolder(): Promise<string> {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'perftui-at-')), 'run');
  await makeAttachFolder(folder);
  return folder;
}

async function host(folder: string, pid = own, ballast = '') {
  const intents: Intent[] = [];
  let lastLeft = 0;
  const feed = createViewFeed({
    takeUpdate: () => ({...sampleUpdate(0, 3), ballast}),
    openLook: () => createSessionLooks(() => null).open(),
  });
  const server = await startAttachServer({
    file: socketOf(folder, pid),
    version,
    about: () => ({
      pid,
      profileName: 'peak',
      targetLabel: 'demo',
      elapsedMs: 5000,
      phase: 'HOLD',
      model: 'closed',
      activeVus: 3,
      targetLevel: 5,
      attached: feed.attached,
    }),
    join: (onlooker) => feed.join(onlooker),
    dispatch: (intent) => intents.push(intent),
    onLastLeft: () => lastLeft++,
  });
  servers.push(server);
  return {server, feed, intents, lastLeft: () => lastLeft};
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A client that speaks no protocol: sends bytes, and tells when it was cut off. */
async function stranger(file: string, ...bytes: readonly Buffer[]): Promise<void> {
  const socket = connect(file);
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.resume();
  for (const one of bytes) socket.write(one);
  await once(socket, 'close');
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map(async (server) => server.close(null)));
  servers = [];
  sockets = [];
});

describe('the folder of sockets', () => {
  it('is the runtime one, else one of the user among the temporary files', () => {
    expect(attachFolder({XDG_RUNTIME_DIR: '/run/user/7'})).toBe('/run/user/7/perftui');
    expect(attachFolder({XDG_RUNTIME_DIR: 'relative'})).toBe(path.join(tmpdir(), `perftui-${process.getuid!()}`));
  });

  it('and its sockets are their owner’s alone', async () => {
    const folder = await safeFolder();
    const {server} = await host(folder);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(lstatSync(server.file).mode & 0o777).toBe(0o600);
    await server.close(null);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when it is a link, a file, or open to others', async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'perftui-at-'));
    const real = path.join(scratch, 'real');
    mkdirSync(real, {mode: 0o700});
    symlinkSync(real, path.join(scratch, 'link'));
    writeFileSync(path.join(scratch, 'file'), '');
    mkdirSync(path.join(scratch, 'open'));
    chmodSync(path.join(scratch, 'open'), 0o750);
    await expect(makeAttachFolder(path.join(scratch, 'link'))).rejects.toThrow('it is no folder');
    await expect(makeAttachFolder(path.join(scratch, 'file'))).rejects.toThrow('it is no folder');
    await expect(makeAttachFolder(path.join(scratch, 'open'))).rejects.toThrow('others may enter it');
    await expect(findRuns(path.join(scratch, 'open'), version)).rejects.toThrow('others may enter it');
    expect(await findRuns(path.join(scratch, 'none'), version)).toEqual([]);
  });

  it('that is a file costs no more than the socket: nothing is there to be removed', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'perftui-at-')), 'file');
    writeFileSync(file, '');
    removeSocket(file, own);
    removeSocket(path.join(file, 'deeper'), own);
    expect(lstatSync(file).isFile()).toBe(true);
  });

  it('loses sockets whose process is gone, and keeps those that live', async () => {
    const folder = await safeFolder();
    await host(folder);
    // As a killed process leaves one: bound once, nobody listening.
    const dead = createServer().listen(socketOf(folder, 99));
    await once(dead, 'listening');
    const copy = socketOf(folder, 98);
    linkSync(socketOf(folder, 99), copy);
    dead.close();
    await once(dead, 'close');
    const runs = await findRuns(folder, version);
    expect(runs.map(({about}) => about.pid)).toEqual([own]);
    expect(existsSync(copy)).toBe(false);
    for (const run of runs) run.close();
  });
});

describe('an attached screen', () => {
  it('sees everything first, what is new after that, drives, and leaves', async () => {
    const folder = await safeFolder();
    const {feed, intents, lastLeft} = await host(folder);
    const [found] = await findRuns(folder, version);
    expect(found!.about).toMatchObject({pid: own, profileName: 'peak', targetLabel: 'demo', attached: 0});
    const run = found!.attach();
    const updates: ViewUpdate[] = [];
    await until(() => feed.attached === 1);
    feed.update();
    await run.ready;
    run.subscribe((update) => updates.push(update));
    expect(updates.length).toBe(1);
    expect(updates[0]!.view).toMatchObject({remote: true, attached: 1});
    expect(updates[0]!.columns).toEqual(sampleUpdate(0, 3).columns);
    run.dispatch({kind: 'step', steps: 1, repeat: false});
    await until(() => intents.length === 1);
    expect(intents).toEqual([{kind: 'step', steps: 1, repeat: false}]);
    run.detach();
    expect(await run.ended).toEqual({kind: 'detached', wasStopped: false});
    await until(() => lastLeft() === 1);
    expect(feed.attached).toBe(0);
  });

  it('is told what the run came to, without the cells of a whole day', async () => {
    const folder = await safeFolder();
    const {feed, server} = await host(folder);
    const [found] = await findRuns(folder, version);
    const run = found!.attach();
    await until(() => feed.attached === 1);
    const summary = {exitCode: 0, run: {cells: [1, 2], hostSeries: [3], events: [4], name: 'x'}};
    await server.close(summary as unknown as RunSummary);
    expect(await run.ended).toEqual({
      kind: 'finished',
      summary: {exitCode: 0, run: {cells: [], hostSeries: [], events: [], name: 'x'}},
    });
  });

  it('of a run that is gone says so, and one that asked only what runs counts for none', async () => {
    const folder = await safeFolder();
    const {feed, lastLeft} = await host(folder);
    const [asked] = await findRuns(folder, version);
    asked!.close();
    const [found] = await findRuns(folder, version);
    const run = found!.attach();
    await until(() => feed.attached === 1);
    expect(lastLeft()).toBe(0);
    found!.close();
    expect(await run.ended).toEqual({kind: 'lost'});
    await expect(run.ready).rejects.toThrow('the run ended just now');
  });

  it('that has stalled gets no more than one update, and holds up nobody', async () => {
    const folder = await safeFolder();
    const {feed} = await host(folder);
    const [[stalled], [quick]] = await Promise.all([findRuns(folder, version), findRuns(folder, version)]);
    const slow = stalled!.attach();
    const fast = quick!.attach();
    await until(() => feed.attached === 2);
    const seen: ViewUpdate[] = [];
    fast.subscribe((update) => seen.push(update));
    // Nobody listens on the stalled one, so its first update is never taken.
    while (seen.length < 5) {
      feed.update();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const late: ViewUpdate[] = [];
    await slow.ready;
    slow.subscribe((update) => late.push(update));
    expect(late.length).toBe(1);
    slow.detach();
    fast.detach();
  });

  it('of another perftui is refused with both versions', async () => {
    const folder = await safeFolder();
    await host(folder);
    const [found] = await findRuns(folder, '1.3.0');
    expect(() => refuseOther(found!, '1.3.0')).toThrow(`process ${own} runs perftui 1.2.3, this is 1.3.0`);
    found!.close();
  });
});

describe('a client that is none', () => {
  it('is cut off: too large a frame, garbage, an intent before attaching, a foreign intent', async () => {
    const folder = await safeFolder();
    const {server, intents, feed} = await host(folder);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(mostClientFrameBytes + 1, 0);
    const attach = encodeFrame({kind: 'attach'});
    await stranger(server.file, head);
    await stranger(server.file, Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await stranger(server.file, encodeFrame({kind: 'intent', intent: {kind: 'halve'}}));
    await stranger(server.file, attach, encodeFrame({kind: 'intent', intent: {kind: 'alert-action', action: 'hold'}}));
    await stranger(server.file, encodeFrame(null));
    expect(intents).toEqual([]);
    await until(() => feed.attached === 0);
  });

  it('that asks for more and reads nothing is cut off before it takes much memory', async () => {
    const folder = await safeFolder();
    const {server, feed} = await host(folder, own, 'x'.repeat(1_000_000));
    const socket = connect(server.file);
    sockets.push(socket);
    socket.on('error', () => undefined);
    const taken = encodeFrame({kind: 'taken'});
    socket.write(encodeFrame({kind: 'attach'}));
    await until(() => feed.attached === 1);
    let updates = 0;
    while (feed.attached === 1 && updates < 1000) {
      socket.write(taken);
      feed.update();
      updates++;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(feed.attached).toBe(0);
  });

  it('keeps nobody from being told that the run listens and does not answer', async () => {
    const folder = await safeFolder();
    const {server} = await host(folder);
    for (let client = 0; client < 20; client++) {
      const socket = connect(server.file);
      sockets.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
    }
    const silent: number[] = [];
    expect(await findRuns(folder, version, (pid) => silent.push(pid))).toEqual([]);
    expect(silent).toEqual([own]);
    expect(existsSync(server.file)).toBe(true);
  });

  it('never brings the run down, whatever it sends', async () => {
    const folder = await safeFolder();
    const {server, feed} = await host(folder);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({maxLength: 200}), {maxLength: 4}),
        fc.anything(),
        async (noise, value) => {
          const frames: Buffer[] = noise.map((one) => Buffer.from(one));
          try {
            frames.push(encodeFrame({kind: 'attach'}), encodeFrame(value));
          } catch {
            // Not everything can be serialized.
          }
          const socket = connect(server.file);
          sockets.push(socket);
          socket.on('error', () => undefined);
          socket.resume();
          for (const frame of frames) socket.write(frame);
          socket.end();
          await once(socket, 'close');
        },
      ),
      {numRuns: 60},
    );
    await until(() => feed.attached === 0);
    const [found] = await findRuns(folder, version);
    expect(found!.about.pid).toBe(own);
    found!.close();
  });
});
