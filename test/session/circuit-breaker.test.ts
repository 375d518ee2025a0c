import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const refused = {
  requests: 5,
  latencyUs: 1000,
  changes: {answered: 0, statuses: [], failed: 5, errors: [[errorIndex.refused, 5]]},
} as const;
const fine = {requests: 5, latencyUs: 1000};
const minute = [
  {durationMs: 1000, target: 5, name: null},
  {durationMs: 60_000, target: 5, name: null},
];

function harness(changes: Parameters<typeof profileOf>[0] = {}, interactive = true): SessionHarness {
  const run = new SessionHarness(profileOf({vus: 5, ...changes}), {interactive}).start();
  run.traffic = fine;
  return run.wait(3000);
}

describe('the circuit breaker', () => {
  it('stops a driven load when everything has failed for its time, says why, and space brings it back', () => {
    const run = harness();
    run.traffic = refused;
    run.wait(9500);
    expect(run.view().phase).toBe('HOLD');
    run.wait(1000);
    expect(run.view()).toMatchObject({phase: 'STOPPED', finished: false, load: {resumeLevel: 5}});
    expect(run.view().alert).toMatchObject({
      text: expect.stringMatching(
        /^STOPPED by circuit breaker \(every request failed for 10s: refused\) at 00:00:13: 5 VUs to 0/,
      ) as string,
      hint: expect.stringContaining('space = back to 5') as string,
    });
    expect(run.texts()).toContain('STOPPED by circuit breaker (every request failed for 10s: refused): 5 VUs to 0');
    run.traffic = fine;
    run.do({kind: 'hold'}).wait(20_000);
    expect(run.view()).toMatchObject({phase: 'HOLD', load: {targetLevel: 5}});
  });

  it('stops again when the target still fails, after its time anew', () => {
    const run = harness();
    run.traffic = refused;
    run.wait(11_000).do({kind: 'hold'}).wait(8000);
    expect(run.view().phase).not.toBe('STOPPED');
    run.wait(6000);
    expect(run.view().phase).toBe('STOPPED');
  });

  it('ends a run nobody drives with 108 and the reason', () => {
    const run = harness({stages: minute}, false);
    run.traffic = refused;
    run.wait(11_000);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 0});
    expect(run.texts().slice(-2)).toEqual([
      'stopped by circuit breaker (every request failed for 10s: refused)',
      'stop (circuit breaker)',
    ]);
    run.stop();
    expect(run.session.summary()).toMatchObject({
      endedBy: 'circuit breaker',
      endedWhy: 'every request failed for 10s: refused',
      exitCode: 108,
    });
  });

  it('lets one success in ten seconds pass', () => {
    const run = harness();
    for (let i = 0; i < 4; i++) {
      run.traffic = refused;
      run.wait(8000);
      run.traffic = fine;
      run.wait(1000);
    }
    expect(run.view().phase).toBe('HOLD');
  });

  it('waits as long as the profile says, or for ever', () => {
    const slower = harness({circuitBreaker: {afterMs: 30_000}});
    slower.traffic = refused;
    expect(slower.wait(25_000).view().phase).toBe('HOLD');
    expect(slower.wait(6000).view().phase).toBe('STOPPED');
    const off = harness({circuitBreaker: null});
    off.traffic = refused;
    expect(off.wait(60_000).view().phase).toBe('HOLD');
  });
});

it('certificates that are not verified are told by the view', () => {
  const tls = {ca: null, cert: null, key: null, insecure: true};
  expect(new SessionHarness(profileOf({tls})).view().insecure).toBe(true);
  expect(new SessionHarness(profileOf()).view().insecure).toBe(false);
});
