import {describe, expect, it} from 'vitest';
import {nameMetrics, durationOf, metricsOf, intervalReport, profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const headless = {interactive: false, baseline: null} as const;

/** One reading of a run whose VUs have come and gone when it is taken. */
function peakOf(profile: ReturnType<typeof profileOf>, sent: number, iterationUs = 100_000): number {
  const run = new SessionHarness(profile, headless).start();
  run.driver.clockMs = 250;
  const latencies = Array.from({length: sent}, () => iterationUs);
  const metrics = metricsOf(sent === 0 ? [] : [nameMetrics(0, latencies)], {iterationDuration: durationOf(latencies)});
  run.session.onReport(intervalReport(0, 250, metrics, {vus: 0, finishedVus: 1}));
  run.session.onReport({kind: 'stopped', atMs: 260});
  return run.session.summary().peakVus;
}

describe('the peak of a run shorter than a reading', () => {
  it('is the VUs commanded that have sent something', () => {
    expect(peakOf(profileOf({vus: 1}), 1)).toBe(1);
    expect(peakOf(profileOf({vus: 10}), 30)).toBe(10);
    expect(peakOf(profileOf({vus: 10}), 3)).toBe(3);
  });

  it('is 0 when nothing was sent', () => {
    expect(peakOf(profileOf({vus: 10}), 0)).toBe(0);
  });

  it('counts what was commanded before a stop within the reading', () => {
    const run = new SessionHarness(profileOf({vus: 4})).start();
    run.driver.clockMs = 100;
    run.do({kind: 'emergency-stop'});
    run.driver.clockMs = 250;
    run.session.onReport(intervalReport(0, 250, metricsOf([nameMetrics(0, [1, 1, 1, 1])])));
    expect(run.session.summary().peakVus).toBe(4);
  });

  it('of arrivals is at least one, and as many as were busy on average', () => {
    const executor = {
      kind: 'constant-arrival-rate',
      rate: 20,
      durationMs: 200,
      arrivals: 'constant',
      preAllocatedVus: 5,
      maxVus: 50,
    } as const;
    const profile = profileOf({executor: executor as unknown as ReturnType<typeof profileOf>['executor']});
    expect(peakOf(profile, 4, 10_000)).toBe(1);
    expect(peakOf(profile, 10, 100_000)).toBe(4);
  });
});

it('a peak that readings have seen stands as it is', () => {
  const run = new SessionHarness(profileOf({vus: 4})).start().wait(3000);
  run.do({kind: 'target', model: 'closed', level: 2, overMs: 0}).wait(3000);
  expect(run.session.summary().peakVus).toBe(4);
});
