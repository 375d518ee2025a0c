import {describe, expect, it} from 'vitest';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

/** Lets latency go its way, ms at each second. */
function drive(run: SessionHarness, seconds: number, ms: (second: number) => number): SessionHarness {
  for (let second = 0; second < seconds; second++) {
    run.traffic = {requests: 30, latencyUs: ms(second) * 1000};
    run.wait(1000);
  }
  return run;
}

const bound = threshold('http_req_duration', 'p(95)<250');
const harness = (changes: Parameters<typeof profileOf>[0] = {}) =>
  new SessionHarness(profileOf({vus: 5, thresholds: [bound], ...changes})).start();

/** Noise of ±10 ms that has no trend. */
const noise = (second: number) => 10 * Math.sin(second * 2.7);

describe('the forecast', () => {
  it('says when a rising latency will cross its bound', () => {
    const run = drive(harness(), 40, (second) => 100 + 2 * second + noise(second));
    const {forecast} = run.view();
    expect(forecast).toMatchObject({text: 'p95 crosses 250ms in ~35s', severity: 'critical'});
    expect(forecast!.inMs).toBeGreaterThan(30_000);
    expect(forecast!.inMs).toBeLessThan(40_000);
  });

  it('is silent with fewer than 20 seconds, without a trend, when it falls, far off, and once it is over', () => {
    expect(drive(harness(), 22, (second) => 100 + 2 * second).view().forecast).toBeNull();
    expect(drive(harness(), 60, (second) => 200 + noise(second)).view().forecast).toBeNull();
    expect(drive(harness(), 60, (second) => 240 - second).view().forecast).toBeNull();
    expect(drive(harness(), 60, (second) => 100 + 0.5 * second).view().forecast).toBeNull();
    expect(drive(harness(), 60, (second) => 200 + 2 * second).view().forecast).toBeNull();
  });

  it('takes no rise for a trend that chance explains', () => {
    // Half a millisecond a second would cross within two minutes, but drowns in ±40 ms.
    const run = drive(harness(), 27, (second) => 190 + 0.6 * second + 40 * Math.sin(second * 2.7));
    expect(run.view().forecast).toBeNull();
    const clear = drive(harness(), 27, (second) => 190 + 0.6 * second + 0.4 * Math.sin(second * 2.7));
    expect(clear.view().forecast).not.toBeNull();
  });

  it('takes the nearest of thresholds and alerts, with its severity', () => {
    const when = {
      ...threshold('http_req_duration', {threshold: 'med>200', window: '10s'}),
      severity: 'warning' as const,
    };
    const run = harness({alerts: [{when, forMs: 0, action: 'alert'}]});
    drive(run, 40, (second) => 100 + 2 * second);
    expect(run.view().forecast).toMatchObject({text: 'med crosses 200ms in ~10s', severity: 'warning'});
  });

  it('follows a ramp, and ends with it: what rose with the load rises no further', () => {
    const run = harness({
      stages: [
        {durationMs: 40_000, target: 50, name: null},
        {durationMs: 60_000, target: 50, name: null},
      ],
    });
    expect(drive(run, 39, (second) => 100 + 2 * second).view().forecast).not.toBeNull();
    expect(drive(run, 3, () => 180).view().forecast).toBeNull();
    expect(drive(run, 30, (second) => 180 + second).view().forecast).not.toBeNull();
  });

  it('reads no trend across a pause', () => {
    const run = drive(harness(), 40, (second) => 100 + 2 * second);
    run.do({kind: 'pause'}).wait(2000).do({kind: 'pause'});
    drive(run, 10, (second) => 180 + 2 * second);
    expect(run.view().forecast).toBeNull();
  });

  it('of a share is told as one', () => {
    const errors = threshold('http_req_failed', 'rate<0.5');
    const run = new SessionHarness(profileOf({vus: 5, thresholds: [errors]})).start();
    for (let second = 0; second < 40; second++) {
      run.traffic = {requests: 100, latencyUs: 1000, changes: {failed: second, unexpected: [[200, second]]}};
      run.wait(1000);
    }
    expect(run.view().forecast?.text).toBe('error crosses 50% in ~10s');
  });
});
