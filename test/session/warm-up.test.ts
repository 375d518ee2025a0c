import {expect, test} from 'vitest';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

test('never says two things of one quantile: headline and SLO read the same seconds once the warm-up is over', () => {
  const run = new SessionHarness(profileOf({thresholds: [threshold('http_req_duration', 'p(95)<250')]})).start();
  run.traffic = {requests: 5, latencyUs: 400_000};
  run.wait(3000);
  expect(run.view().window.p95?.us).toBeGreaterThan(399_000);
  expect(run.view().slos[0]!.value).toBeNull();
  for (let second = 4; second <= 16; second++) {
    run.traffic = {requests: 5, latencyUs: 100_000 + second * 1000};
    run.wait(1000);
    const {window, slos} = run.view();
    expect(slos[0]!.value).toBe(window.p95!.us);
    expect(window.seconds).toBe(Math.min(10, second - 3));
  }
});
