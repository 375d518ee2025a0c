import {expect, test} from 'vitest';
import {
  accessibleEvent,
  accessibleLoad,
  accessibleProgress,
  accessibleSummary,
} from '../../source/commands/accessible-lines.ts';
import {spoken} from '../../source/commands/accessible-words.ts';
import {initialScreen} from '../../source/tui/app/key-outcome.ts';
import {viewLines} from '../../source/commands/accessible-views.ts';
import {progressLine} from '../../source/commands/headless.ts';
import {checkoutPeak} from '../tui/fixtures/checkout-peak.ts';
import {SessionHarness} from '../session/session-harness.ts';
import {profileOf} from '../session/fixtures.ts';

const symbols = /[^\u0020-\u007E]/;

test('progress is a sentence without symbols, with units in words', () => {
  const run = new SessionHarness(profileOf()).start();
  const line = accessibleProgress(run.wait(11_000).view());
  expect(line).toBe(
    '00:00:11 holding, 1 of 1 virtual users. 20.0 requests per second. p95 100 milliseconds, few samples. ' +
      '0 percent errors.',
  );
});

test('in the open model it tells what is offered, and what is lost', () => {
  const view = new SessionHarness(profileOf()).start().wait(11_000).view();
  const few = {us: 1100, few: false, atLeast: false};
  const open = {
    ...view,
    load: {...view.load, model: 'open', targetLevel: 500, activeVus: 7} as const,
    arrivals: {
      offeredPerSecond: 500,
      startedPerSecond: 499,
      achievedPerSecond: 498,
      droppedPerSecond: 1,
      queued: 4,
      dropped: 12,
      missed: 0,
      maxVus: 100,
      sendLag: {p50: few, p99: few},
    },
    window: {...view.window, p95: {us: 2_000_000, few: false, atLeast: true}},
    validity: {verdict: 'DEGRADED', sinceMs: 5000, reasons: []} as const,
  };
  expect(accessibleProgress(open)).toBe(
    '00:00:11 holding, 500 iterations per second offered, 499 started, 7 virtual users busy. ' +
      '20.0 requests per second. p95 at least 2.00 seconds. 0 percent errors. ' +
      'iterations 4 waiting, 12 dropped. run degraded.',
  );
  expect(progressLine(open)).toMatch(
    /^00:00:11 {2}HOLD {6}500\/s {2}started 499\/s {2}7 VUs {2}20\.0 req\/s {2}p95 ≥2\.00s {2}err 0% {2}lag p99 1\.10ms {2}queued 4 {2}dropped 12 {2}\d+ answered {2}DEGRADED$/,
  );
  expect(progressLine({...open, arrivals: {...open.arrivals, sendLag: null}})).toContain('lag p99 --');
  expect(progressLine(view)).toMatch(/^00:00:11 {2}HOLD {6}1\/1 VUs {2}20\.0 req\/s/);
});

test('what is not known is left out', () => {
  const run = new SessionHarness(profileOf());
  expect(accessibleProgress(run.view())).toBe('00:00:00 starting, 0 of 0 virtual users.');
});

test('events are read without arrows, and an alert says that it is one', () => {
  const event = {atMs: 61_000, kind: 'load-up', text: 'manual: 10 ▸ 20 VUs over 5s', mark: '▴20'} as const;
  expect(accessibleEvent(event)).toBe('00:01:01 target 20 virtual users, was 10, over 5 seconds.');
  expect(accessibleEvent({...event, text: 'undo: 100 ▸ 50/s'})).toBe('00:01:01 undo: target 50 per second, was 100.');
  const alert = accessibleEvent({...event, kind: 'alert', text: '◉ p95 231µs > 200µs for 1m30s'});
  expect(alert).toBe('00:01:01 alert. p95 231 microseconds over 200 microseconds for 1 minute 30 seconds.');
});

test('words stand for signs and units, names stay as they are', () => {
  expect(spoken('~ 12.3k VUs > 4.12ms   z = undo')).toBe(
    '12.3 thousand virtual users over 4.12 milliseconds. z = undo',
  );
  expect(spoken('GET /api/v2/s: ≥1s, 5% of SLO ×2')).toBe(
    'GET /api/v2/s: at least 1 second, 5 percent of limit times 2',
  );
});

test('a summary says load, traffic, latency, limits, generator and baseline', () => {
  const text = accessibleSummary(checkoutPeak().view);
  expect(text).toMatch(
    /^00:12:34 summary\. Ramping, 248 of 250 virtual users\. 259 requests per second, 0\.27 percent errors\. /,
  );
  expect(text).toMatch(/Median [\d.]+, p95 263, p99 [\d.]+ milliseconds\. /);
  expect(text).toContain('4 of 5 limits pass. Failing: p95 at 105 percent.');
  expect(text).toContain('Generator healthy.');
  expect(text).toMatch(/Against baseline .+: p95 up \d+ percent\./);
  expect(text).not.toMatch(symbols);
});

test('the load line tells rising from falling by the line before', () => {
  const {view} = checkoutPeak();
  expect(accessibleLoad(view, 200_000)).toBe(
    '00:12:34 load 248 of 250. p95 263 milliseconds, 105 percent of limit, rising. 259 per second. 0.27 percent errors.',
  );
  expect(accessibleLoad(view, 400_000)).toContain(', falling.');
  expect(accessibleLoad(view, 262_000)).not.toMatch(/rising|falling/);
});

test.for(['drive', 'endpoints', 'latency', 'compare', 'host', 'snaps', 'events'] as const)(
  'view %s is said without symbols',
  (name) => {
    const lines = viewLines(name, checkoutPeak(), initialScreen);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toMatch(/[^\n\u0020-\u007E]/);
  },
);

test('endpoints are one line each', () => {
  const mirror = checkoutPeak();
  expect(viewLines('endpoints', mirror, initialScreen)).toHaveLength(mirror.view.endpoints.length + 1);
});
