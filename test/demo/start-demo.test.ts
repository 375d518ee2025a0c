import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, test} from 'vitest';
import {startDemo, type DemoServer} from '../../source/demo/start-demo.ts';
import {demoVariants} from '../../source/demo/variants.ts';

const running: DemoServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (demo) => demo.stop()));
});

async function start(variant: string): Promise<DemoServer> {
  const demo = await startDemo({variant, seed: 1});
  running.push(demo);
  return demo;
}

/** An idle connection: its close tells that the process at the other end has ended. */
async function connectTo(origin: string): Promise<Socket> {
  const {hostname, port} = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Not `once`, which rejects on the reset that a killed process may send. */
async function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

/** An exiting process may close its connections before its port. */
async function connectUntilRefused(origin: string): Promise<string | undefined> {
  for (;;) {
    try {
      (await connectTo(origin)).destroy();
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      // A connection the dying process had not accepted yet is reset: it says nothing about the next one.
      if (code !== 'ECONNRESET') return code;
    }
  }
}

describe('startDemo', () => {
  test.each(['demo', 'demo:fast'])('%s runs in a process of its own on a free loopback port', async (variant) => {
    const demo = await start(variant);
    expect(demo.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(demo.pid).not.toBe(process.pid);
    const truth = (await (await fetch(`${demo.origin}/__truth`)).json()) as {variant: string; seed: number};
    expect(truth).toMatchObject({variant, seed: 1});
  });

  test('stop ends the process, may be called twice, and frees the port for a restart', async () => {
    const demo = await start('demo');
    const socket = await connectTo(demo.origin);
    const closed = closeOf(socket);
    await demo.stop();
    await demo.stop();
    await closed;
    const port = Number(new URL(demo.origin).port);
    const again = await startDemo({variant: 'demo', seed: 1, port});
    running.push(again);
    expect(again.origin).toBe(demo.origin);
  });

  test('an unknown variant is an error that lists the known ones', async () => {
    await expect(startDemo({variant: 'demo:nope', seed: 1})).rejects.toMatchObject({
      code: 'ERR_DEMO',
      message: 'unknown demo target "demo:nope"',
      hint: `known demo targets: ${demoVariants.map(({name}) => name).join(', ')}`,
    });
  });

  test('a target that cannot start says why', async () => {
    const first = await start('demo');
    const taken = Number(new URL(first.origin).port);
    await expect(startDemo({variant: 'demo', seed: 1, port: taken})).rejects.toMatchObject({
      code: 'ERR_DEMO',
      message: expect.stringContaining('EADDRINUSE') as string,
    });
  });

  test('^C in the terminal, which reaches the whole process group, does not end it', async () => {
    const demo = await start('demo');
    process.kill(demo.pid, 'SIGINT');
    process.kill(demo.pid, 'SIGHUP');
    expect((await fetch(`${demo.origin}/healthz`)).status).toBe(200);
  });

  test('it does not keep its parent running, and ends with it even when that is killed', async () => {
    const module = new URL('../../source/demo/start-demo.ts', import.meta.url).href;
    const code = `const {startDemo} = await import(${JSON.stringify(module)});
      console.log((await startDemo({variant: 'demo', seed: 1})).origin);`;
    const run = (rest: string) =>
      spawn(process.execPath, ['--input-type=module', '-e', code + rest], {stdio: ['ignore', 'pipe', 'ignore']});

    const leaving = run('');
    expect(await once(leaving, 'exit')).toEqual([0, null]);

    const killed = run('setInterval(() => {}, 1000);');
    const [origin] = (await once(createInterface(killed.stdout), 'line')) as [string];
    const socket = await connectTo(origin);
    killed.kill('SIGKILL');
    await closeOf(socket);
    await expect(connectUntilRefused(origin)).resolves.toBe('ECONNREFUSED');
  });
});
