import {describe, expect, test} from 'vitest';
import {accessibleEvent} from '../../source/commands/accessible-lines.ts';
import {studyLines} from '../../source/commands/accessible-study.ts';
import {viewLines} from '../../source/commands/accessible-views.ts';
import type {SoakStudy, SpikeStudy, Study} from '../../source/domain/study.ts';
import {initialScreen} from '../../source/tui/app/key-outcome.ts';
import {checkoutPeak} from '../tui/fixtures/checkout-peak.ts';
import {searchRun} from '../tui/fixtures/search-runs.ts';

const symbols = /[^\u0020-\u007E]/;

const figures = {
  level: 50,
  vus: 50,
  requestsPerSecond: 210,
  meanUs: 30_000,
  p50Us: 28_000,
  p95Us: 41_000,
  p99Us: 60_000,
  errorShare: 0,
  cpu: 0.2,
  targetCpu: null,
  startMs: 0,
  endMs: 60_000,
};

const spike: SpikeStudy = {
  kind: 'spike',
  model: 'closed',
  state: 'done',
  baseline: {...figures, limitedSeconds: 0},
  thresholdUs: 45_000,
  factors: [
    {
      ...figures,
      level: 100,
      factor: 2,
      peakRatio: 4.2,
      recovery: {seconds: 45, plusMinus: 10},
      lost: 0,
      dropped: null,
      goodputLost: null,
      limitedSeconds: 0,
    },
    {
      ...figures,
      level: 150,
      factor: 3,
      peakRatio: null,
      recovery: {moreThan: 90},
      lost: 3,
      dropped: null,
      goodputLost: null,
      limitedSeconds: 0,
    },
  ],
  says: 'recovered from 2x in 45s ± 10s, not from 3x within 1m30s',
};

const soak: SoakStudy = {
  kind: 'soak',
  model: 'closed',
  state: 'running',
  level: 50,
  durationMs: 3_600_000,
  blockSeconds: 60,
  periods: [{...figures, memoryBytes: 1e8, targetMemoryBytes: null}],
  drifts: [
    {figure: 'memory', change: 0.2, perHour: 1e7, p: 0.001, blocks: 20, verdict: 'LEAK'},
    {figure: 'p95', change: null, perHour: null, p: null, blocks: 2, verdict: 'UNKNOWN'},
  ],
  says: 'memory grows by 10.0MB an hour',
};

const lines = (study: Study | null): readonly string[] => studyLines(checkoutPeak({study}).view);

describe('view 8 in lines', () => {
  test('says where a search stands, what is known, then its trials, newest first', () => {
    expect(studyLines(searchRun('bisect').view).slice(0, 2)).toEqual([
      '00:12:34 capacity search, running. bisects: 220 virtual users for 12 seconds (200 to 240 virtual users so far). ' +
        'highest that held 200 virtual users. lowest that did not 240 virtual users. ' +
        'breaks by 320 virtual users, 6.12 percent errors. ' +
        'POST /api/checkout fails first: p95 402 milliseconds at 240 virtual users. ' +
        "the target's CPU is at 96 percent at 240 virtual users.",
      '200 virtual users: held, p95 201 milliseconds under 250 milliseconds. ' +
        '1180 requests per second, p95 201 milliseconds, 0 percent errors.',
    ]);
    expect(studyLines(searchRun('limited').view)[0]).toContain('verdict generator limited.');
  });

  test('of a spike test says each recovery', () => {
    const [, newest] = lines(spike);
    expect(newest).toBe(
      'spike of 3x: recovery more than 1 minute 30 seconds, 210 requests per second, p95 41.0 milliseconds, 0 percent errors.',
    );
    expect(lines(spike)[2]).toContain('recovery 45 seconds give or take 10 seconds');
    expect(lines(spike)[3]).toMatch(/^baseline, 50 virtual users: /);
  });

  test('of an endurance test says what drifts, and its periods', () => {
    expect(lines(soak)[0]).toContain('memory leak.');
    expect(lines(soak)[1]).toMatch(/^from 00:00:00 to 00:01:00: 210 requests per second/);
  });

  test('without a study says how one is begun', () => {
    expect(lines(null)).toEqual(['00:12:34 no study. colon, capacity, and a limit such as p(95)<250 begins a search.']);
  });

  test('has no symbols', () => {
    for (const study of [spike, soak]) for (const line of lines(study)) expect(line).not.toMatch(symbols);
    for (const name of ['climb', 'bisect', 'paused', 'found', 'limited', 'atLeast', 'below'] as const) {
      for (const line of viewLines('study', searchRun(name), initialScreen)) expect(line).not.toMatch(symbols);
    }
  });
});

test('a trial that ends is read without capitals', () => {
  const text = '240 VUs FAIL: p95 312ms > 250ms';
  expect(accessibleEvent({atMs: 61_000, kind: 'info', text, mark: '!trial'})).toBe(
    '00:01:01 240 virtual users fail: p95 312 milliseconds over 250 milliseconds.',
  );
});
