import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, expect, it, vi} from 'vitest';
import {findRuns, type AttachedRun} from '../../source/coordinator/attach-client.ts';
import {attachFolder} from '../../source/coordinator/attach-folder.ts';
import type {SessionView} from '../../source/session/view.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';
import {runIdle} from './idle-run.ts';

const document = {executor: 'constant-vus', vus: 4, duration: '1500ms'};

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs it with a door of its own, and lets `visit` in. */
async function runVisited(
  profile: Record<string, unknown>,
  visit: (run: AttachedRun, views: SessionView[]) => unknown,
) {
  vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(path.join(tmpdir(), 'perftui-h-')));
  await using server = await testServer((_, response) => sendJson(response, {}));
  const ran = runIdle(preparedOf(server.origin, profile), {listens: true, version: '7.7.7'}, () =>
    metricsOf([nameMetrics(0, [1000])]),
  );
  let found = await findRuns(attachFolder()!, '7.7.7');
  while (found.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    found = await findRuns(attachFolder()!, '7.7.7');
  }
  const run = found[0]!.attach();
  const views: SessionView[] = [];
  run.subscribe(({view}) => views.push(view));
  await visit(run, views);
  return {...(await ran), run, views};
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('what an operator has changed goes back to the plan when the last one leaves, and the run ends with it', async () => {
  const {failure, summary, events} = await runVisited(document, async (run, views) => {
    await until(() => views.some(({phase}) => phase === 'HOLD'));
    run.dispatch({kind: 'halve'});
    await until(() => views.at(-1)!.load.mode === 'manual');
    run.detach();
  });
  expect(failure).toBeUndefined();
  expect(summary!.endedBy).toBe('plan ended');
  expect(events).toContain('operator left: back to the plan');
});

it('of a pause as well; whoever has only looked leaves nothing behind', async () => {
  const paused = await runVisited(document, async (run, views) => {
    await until(() => views.some(({phase}) => phase === 'HOLD'));
    run.dispatch({kind: 'pause'});
    await until(() => views.at(-1)!.phase === 'PAUSED');
    run.detach();
  });
  expect(paused.summary!.endedBy).toBe('plan ended');
  const looked = await runVisited(document, async (run, views) => {
    await until(() => views.some(({phase}) => phase === 'HOLD'));
    run.detach();
  });
  expect(looked.events.filter((text) => text.startsWith('operator left'))).toEqual([]);
});

it('a screen that stays to the end is told what the run came to', async () => {
  const {run, summary, views} = await runVisited(document, () => undefined);
  const end = await run.ended;
  expect(end).toMatchObject({kind: 'finished', summary: {endedBy: 'plan ended', durationMs: summary!.durationMs}});
  expect(views.map(({finished}) => finished).indexOf(true)).toBe(views.length - 1);
});
