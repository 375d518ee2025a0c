import {describe, expect, it} from 'vitest';
import type {AlertAction, AlertRule} from '../../source/domain/profile.ts';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

function rule(changes: {action?: AlertAction; forMs?: number; severity?: 'critical' | 'warning'} = {}): AlertRule {
  const {action = 'alert', forMs = 0, severity = 'warning'} = changes;
  const when = {...threshold('http_req_duration', {threshold: 'p(95)>2000', window: '5s'}), severity};
  return {when, forMs, action};
}

const fast = {requests: 20, latencyUs: 100_000};
const slow = {requests: 20, latencyUs: 3_000_000};
const minute = [{durationMs: 60_000, target: 50, name: null}];

function harness(rules: readonly AlertRule[], changes: Parameters<typeof profileOf>[0] = {}, interactive = true) {
  const profile = profileOf({vus: 50, alerts: rules, ...changes});
  const run = new SessionHarness(profile, {interactive}).start();
  run.traffic = fast;
  return run.wait(15_000);
}

describe('an alert', () => {
  it('fires when its condition has held for long enough over its window, stands, and clears', () => {
    const run = harness([rule({forMs: 3000})]);
    expect(run.view().alert).toBeNull();
    run.traffic = slow;
    run.wait(2000);
    expect(run.view().alert).toBeNull();
    run.wait(3000);
    expect(run.view().alert).toMatchObject({text: expect.stringMatching(/^p95 3\.0\ds > 2s for [34]s$/), tone: 'near'});
    run.traffic = fast;
    run.wait(7000);
    expect(run.view().alert).toBeNull();
    expect(run.texts().slice(1)).toEqual([
      expect.stringMatching(/^ALERT p95 3\.0\ds > 2s$/),
      expect.stringMatching(/^cleared p95 > 2s \(now 100ms, stood for \d+s\)$/),
    ]);
  });

  it('waits for a whole window after the warm-up', () => {
    const run = new SessionHarness(profileOf({vus: 50, alerts: [rule()]})).start();
    run.traffic = slow;
    run.wait(7500);
    expect(run.view().alert).toBeNull();
    run.wait(1000);
    expect(run.view().alert).not.toBeNull();
  });

  it('that is critical stands before a warning, and is told over', () => {
    const run = harness([rule(), rule({severity: 'critical'})]);
    run.traffic = slow;
    expect(run.wait(3000).view().alert).toMatchObject({tone: 'over', more: 1});
  });

  it('holds a ramp where it is, once; going on is no trap', () => {
    const run = harness([rule({action: 'hold'})], {stages: minute});
    run.traffic = slow;
    run.wait(3000);
    const {load} = run.view();
    expect(load).toMatchObject({mode: 'manual', heldTargetLevel: 50});
    expect(load.targetLevel).toBeGreaterThan(10);
    expect(load.targetLevel).toBeLessThan(18);
    expect(run.texts()).toContainEqual(
      expect.stringMatching(/^hold at 1\d VUs on the way to 50 \(alert: p95 3\.0\ds > 2s\)$/),
    );
    run.do({kind: 'hold'}).wait(10_000);
    expect(run.view().load.mode).toBe('auto');
  });

  it('backs off a fifth, once per firing, as a change that undo takes back', () => {
    const run = harness([rule({action: 'back-off'})]);
    run.traffic = slow;
    run.wait(20_000);
    expect(run.view().load).toMatchObject({targetLevel: 40, undoLevel: 50});
    expect(run.texts()).toContainEqual(expect.stringMatching(/^manual: 50 ▸ 40 VUs \(alert: p95 3\.0\ds > 2s\)$/));
    run.traffic = fast;
    run.wait(10_000);
    run.traffic = slow;
    run.wait(5000);
    expect(run.view().load.targetLevel).toBe(32);
    expect(run.journal).toContainEqual(
      expect.objectContaining({
        kind: 'intent',
        origin: 'plan',
        intent: expect.objectContaining({action: 'back-off'}) as object,
      }),
    );
  });

  it('never backs off to nothing, and not while paused', () => {
    const run = harness([rule({action: 'back-off'})], {vus: 1});
    run.traffic = slow;
    expect(run.wait(5000).view().load.targetLevel).toBe(1);
  });

  it('stops a driven load, which space brings back, and says what did', () => {
    const run = harness([rule({action: 'stop'})]);
    run.traffic = slow;
    run.wait(3000);
    expect(run.view()).toMatchObject({phase: 'STOPPED', finished: false});
    expect(run.view().alert?.text).toMatch(/^STOPPED by an alert \(p95 3\.0\ds > 2s\) at 00:00:1\d: 50 VUs to 0/);
    run.traffic = fast;
    run.do({kind: 'hold'}).wait(30_000);
    expect(run.view()).toMatchObject({phase: 'HOLD', load: {targetLevel: 50}});
  });

  it('ends a run that nobody drives with 108', () => {
    const run = harness([rule({action: 'stop'})], {stages: minute}, false);
    run.traffic = slow;
    run.wait(3000).stop();
    expect(run.session.summary()).toMatchObject({
      endedBy: 'stopped by an alert',
      endedWhy: expect.stringMatching(/^p95 3\.0\ds > 2s$/) as string,
      exitCode: 108,
    });
  });

  it.each(['hold', 'back-off'] as const)('%s in a run nobody drives does not make it endless', (action) => {
    const run = harness([rule({action})], {stages: minute}, false);
    run.traffic = slow;
    run.wait(44_000);
    expect(run.driver.commands.at(-1)!.kind).toBe('target');
    run.wait(1500);
    expect(run.driver.commands.at(-1)!.kind).toBe('stop');
    run.stop();
    expect(run.session.summary().endedBy).toBe('plan ended');
  });
});
