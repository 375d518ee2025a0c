import {expect, test} from 'vitest';
import {accessibleEvent, accessibleProgress} from '../../source/commands/accessible-lines.ts';
import {progressLine} from '../../source/commands/headless.ts';
import {SessionHarness} from '../session/session-harness.ts';
import {profileOf} from '../session/fixtures.ts';

const symbols = /[^\u0020-\u007E]/;

test('progress is a sentence without symbols, with units in words', () => {
  const run = new SessionHarness(profileOf()).start();
  const line = accessibleProgress(run.wait(11_000).view());
  expect(line).toBe(
    '00:00:11  holding, 1 of 1 virtual users. 20.0 requests per second. p95 100 milliseconds. 0 percent errors.',
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
    '00:00:11  holding, 500 iterations per second offered, 499 started, 7 virtual users busy. ' +
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
  expect(accessibleProgress(run.view())).toBe('00:00:00  starting, 0 of 0 virtual users.');
});

test('events are read without arrows, and an alert says that it is one', () => {
  const event = {atMs: 61_000, kind: 'load-up', text: 'manual: 10 ▸ 20 VUs over 5s', mark: '▴20'} as const;
  expect(accessibleEvent(event)).toBe('00:01:01  manual: 10 to 20 virtual users over 5s');
  const alert = accessibleEvent({...event, kind: 'alert', text: '◉ p95 231µs > 200µs'});
  expect(alert).toMatch(/^00:01:01 {2}alert: /);
  expect(alert.replaceAll('µ', 'u')).not.toMatch(symbols);
});
