import {expect, test} from 'vitest';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const snapshot = {kind: 'snapshot', scope: 'window', name: null, note: null} as const;

test.each([0, 300])('a snapshot %d ms after the start has nothing measured in it', async (ms) => {
  const run = new SessionHarness(profileOf({vus: 40})).start().wait(ms).do(snapshot);
  await Promise.resolve();
  expect(run.snapshots).toHaveLength(1);
  expect(run.snapshots[0]?.window.seconds).toBe(0);
  for (const {requests, errorShare, latencyUs} of run.snapshots[0]?.scenarios ?? [])
    expect([requests, errorShare, latencyUs]).toEqual([0, null, null]);
});

test('a snapshot before the workers are up has nothing measured in it, and the run begins', async () => {
  const run = new SessionHarness(profileOf({vus: 40})).do(snapshot);
  await Promise.resolve();
  expect(run.snapshots.map(({window}) => window.seconds)).toEqual([0]);
  expect(run.start().wait(3000).view().elapsedMs).toBeGreaterThanOrEqual(3000);
});
