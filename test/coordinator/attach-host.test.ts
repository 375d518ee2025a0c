import {afterEach, expect, it, vi} from 'vitest';
import {runVisited, until} from './visited-run.ts';

const document = {executor: 'constant-vus', vus: 4, duration: '1500ms'};

afterEach(() => {
  vi.unstubAllEnvs();
});

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
