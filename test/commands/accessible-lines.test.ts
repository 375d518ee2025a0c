import {expect, test} from 'vitest';
import {accessibleEvent, accessibleProgress} from '../../source/commands/accessible-lines.ts';
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
