import {afterEach, describe, expect, test} from 'vitest';
import {RequestLeak} from '../../source/demo/request-leak.ts';
import {startDemo, type DemoServer} from '../../source/demo/start-demo.ts';
import {parseExposition} from '../../source/fleet/parse-exposition.ts';
import {readProcess} from '../../source/fleet/process-reading.ts';

const running: DemoServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (demo) => demo.stop()));
});

async function start(variant: string): Promise<DemoServer> {
  const demo = await startDemo({variant, seed: 1});
  running.push(demo);
  return demo;
}

async function pageOf({origin}: DemoServer, path: string): Promise<string> {
  return (await fetch(origin + path)).text();
}

async function memoryOf(demo: DemoServer, path = '/metrics'): Promise<number> {
  return readProcess(await pageOf(demo, path), 0)?.memoryUsedBytes ?? Number.NaN;
}

/** What its objects hold outside of the heap, which no collection of garbage makes less while it is held. */
async function externalOf(demo: DemoServer): Promise<number> {
  const [figure] = parseExposition(await pageOf(demo, '/metrics'), (name) => name === 'nodejs_external_memory_bytes');
  return figure?.value ?? Number.NaN;
}

async function ask({origin}: DemoServer, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 20) {
    const answers = Array.from({length: 20}, async () => (await fetch(`${origin}/api/status`)).text());
    await Promise.all(answers);
  }
}

describe('a target that leaks', () => {
  test('keeps so much of each request, up to what it may keep', () => {
    const leak = new RequestLeak({bytesPerRequest: 2048, mostBytes: 10_000});
    const kept = Array.from({length: 6}, () => {
      leak.receive();
      return leak.keptBytes;
    });
    expect(kept).toEqual([2048, 4096, 6144, 8192, 8192, 8192]);
  });

  test('holds it as memory of its process, which its own page tells', async () => {
    const demo = await start('demo:leak');
    const [heldBefore, residentBefore] = [await externalOf(demo), await memoryOf(demo)];
    await ask(demo, 2000);
    expect((await externalOf(demo)) - heldBefore).toBeGreaterThan(2000 * 2048 * 0.9);
    // A heap that gives pages back meanwhile hides it for a while, not for ever.
    while ((await memoryOf(demo)) < residentBefore + 2000 * 2048) await ask(demo, 500);
  });
});

describe("the page of a target's process", () => {
  test('is served by every variant, and counts as no request', async () => {
    const demo = await start('demo:fast');
    expect(await memoryOf(demo)).toBeGreaterThan(1e7);
    const truth = (await (await fetch(`${demo.origin}/__truth`)).json()) as {total: {received: number}};
    expect(truth.total.received).toBe(0);
  });

  test('gives way to an endpoint of that name, and has another address there', async () => {
    const demo = await start('demo:agents');
    expect(await memoryOf(demo)).toBeNaN();
    expect(await memoryOf(demo, '/__metrics')).toBeGreaterThan(1e7);
  });
});
