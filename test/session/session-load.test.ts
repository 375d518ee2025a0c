import {describe, expect, it} from 'vitest';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const up = {kind: 'step', steps: 1, repeat: false} as const;

describe('the load that runs', () => {
  it('says a rate where a rate was stopped, and one VU as one', () => {
    const rate = {kind: 'constant-arrival-rate', rate: 400, durationMs: null, arrivals: 'constant'} as const;
    const open = new SessionHarness(profileOf({executor: {...rate, preAllocatedVus: 10, maxVus: 100}})).start();
    open.wait(2000).do({kind: 'emergency-stop'});
    expect(open.view().alert?.text).toBe('STOPPED by operator at 00:00:02: 400/s to 0');
    const one = new SessionHarness(profileOf({vus: 1})).start().wait(2000).do({kind: 'emergency-stop'});
    expect(one.view().alert?.text).toBe('STOPPED by operator at 00:00:02: 1 VU to 0');
  });

  it('says nothing of before an emergency stop after it', () => {
    const run = new SessionHarness(profileOf({vus: 40})).start().wait(2000).do(up);
    expect(run.view().notice).not.toBeNull();
    expect(run.do({kind: 'emergency-stop'}).view().notice).toBeNull();
  });

  it.each(['pause', 'emergency-stop'] as const)('suppresses nothing in a second with a %s in it', (kind) => {
    const run = new SessionHarness(profileOf({vus: 40})).start();
    run.traffic = {requests: 100, latencyUs: 10_000};
    run.wait(16_350);
    const before = run.view().closed!.suppressed;
    run.traffic = {requests: 0, latencyUs: 10_000};
    run.do({kind}).wait(1500);
    run.traffic = {requests: 100, latencyUs: 10_000};
    run.do(kind === 'pause' ? {kind} : {kind: 'target', model: 'closed', level: 40, overMs: 0});
    run.wait(4000);
    expect(run.view().closed!.suppressed).toBe(before);
  });

  it('names a snapshot by the load: the rate commanded, after the plan the mean of the window', async () => {
    const arrivals = {arrivals: 'constant', preAllocatedVus: 10, maxVus: 100} as const;
    const executor = {kind: 'constant-arrival-rate', rate: 20, durationMs: 15_000, ...arrivals} as const;
    const run = new SessionHarness(profileOf({executor})).start().wait(14_000);
    const snapshot = {kind: 'snapshot', scope: 'window', name: null, note: null} as const;
    run.do(snapshot).wait(3000).do(snapshot);
    await Promise.resolve();
    expect(run.view().load.targetLevel).toBe(0);
    expect(run.snapshots.map(({name}) => name)).toEqual(['checkout-20', expect.stringMatching(/^checkout-1[5-9]$/)]);
    run.wait(30_000).do(snapshot);
    await Promise.resolve();
    expect(run.snapshots[2]?.name).toBe('checkout');
  });

  it('shows the load commanded now, on the way', () => {
    const arrivals = {arrivals: 'constant', preAllocatedVus: 10, maxVus: 100} as const;
    const executor = {kind: 'constant-arrival-rate', rate: 100, durationMs: null, ...arrivals} as const;
    const run = new SessionHarness(profileOf({executor})).start().wait(5000);
    run.do({kind: 'target', model: 'open', level: 200, overMs: 10_000}).wait(5000);
    expect(run.view().load).toMatchObject({commandedLevel: 150, targetLevel: 200});
    expect(run.wait(10_000).view().load).toMatchObject({commandedLevel: 200});
  });
});
