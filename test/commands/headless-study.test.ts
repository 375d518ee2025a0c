import process from 'node:process';
import {expect, test, vi} from 'vitest';
import {deservesAttention, runHeadless, type HeadlessOptions} from '../../source/commands/headless.ts';
import type {Coordinator} from '../../source/coordinator/start-coordinator.ts';
import type {Study} from '../../source/domain/study.ts';
import type {SessionEvent, ViewUpdate} from '../../source/session/view.ts';
import {sampleCapacity, sampleSpike} from '../report/sample-study.ts';
import {sampleSummary} from '../report/sample-summary.ts';
import {profileOf} from '../session/fixtures.ts';
import {SessionHarness} from '../session/session-harness.ts';

const alert: SessionEvent = {atMs: 1000, kind: 'alert', text: 'ALERT p95 < 250ms breached for 10s (now 1s)', mark: ''};

/** Lines that a run without a screen, and without a terminal, writes for these studies, one update each. */
async function linesOf(
  updates: readonly {readonly study: Study | null; readonly events?: readonly SessionEvent[]}[],
  options: Partial<HeadlessOptions> & {readonly atEnd?: Study; readonly isTerminal?: boolean} = {},
): Promise<readonly string[]> {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text).trimEnd());
    return true;
  });
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', {value: options.isTerminal ?? false, configurable: true});
  const {view, ...rest} = new SessionHarness(profileOf()).session.takeUpdate(true);
  const {study: _study, ...summary} = sampleSummary();
  const finished = Promise.withResolvers<typeof summary>();
  const coordinator: Coordinator = {
    subscribe(listener) {
      for (const {study, events = []} of updates) {
        listener({...rest, events, view: {...view, elapsedMs: 500, study}} satisfies ViewUpdate);
      }
      finished.resolve({...summary, ...(options.atEnd !== undefined && {study: options.atEnd})});
      return () => undefined;
    },
    dispatch: () => undefined,
    ready: Promise.resolve(),
    finished: finished.promise,
    terminate: () => Promise.resolve(),
  };
  try {
    await runHeadless(coordinator, {
      signals: {handOver: () => undefined},
      accessible: false,
      opening: null,
      ...options,
    });
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
    else Object.defineProperty(process.stderr, 'isTTY', before);
    vi.restoreAllMocks();
  }
  return written;
}

const running = {...sampleCapacity, state: 'running', trials: sampleCapacity.trials.slice(0, 1)} as const;

test('a search without a terminal says first what it does, then each trial, then what it found', async () => {
  const lines = await linesOf([{study: null}, {study: running}, {study: running}], {
    opening: (capLevel) => `up to ${capLevel}`,
    atEnd: {...running, state: 'done'},
  });
  expect(lines).toEqual([
    expect.stringMatching(/^up to \d+$/),
    expect.stringMatching(/^00:00:00 {2}trial 1: 64 VUs PASS /),
    expect.stringMatching(/^\d\d:\d\d:\d\d {2}capacity 208 to 216 VUs: /),
  ]);
});

test('what is only known when all is over is said then', async () => {
  const lines = await linesOf([{study: null}], {atEnd: {...sampleSpike, says: 'recovered from 2x in 45s ± 10s'}});
  expect(lines.at(-1)).toMatch(/recovered from 2x in 45s ± 10s$/);
  expect(lines.filter((line) => line.includes('recovery'))).toHaveLength(2);
});

test('a screen reader gets it in words', async () => {
  const lines = await linesOf([{study: running}], {accessible: true, opening: () => 'capacity search: p95 < 250ms'});
  expect(lines.slice(0, 2)).toEqual([
    'capacity search: p95 under 250 milliseconds.',
    expect.stringMatching(
      /^00:00:00 trial 1: 64 virtual users pass\. 269 requests per second\. p95 41\.0 milliseconds\. errors 0 percent\./i,
    ),
  ]);
});

test('on a terminal, which is told all events, trials are not said twice', async () => {
  const told: SessionEvent = {atMs: 400, kind: 'info', text: '64 VUs PASS: p95 41ms of 250ms', mark: '✓trial'};
  const lines = await linesOf([{study: running, events: [told]}], {isTerminal: true});
  expect(lines.filter((line) => line.includes('64 VUs PASS'))).toHaveLength(1);
});

test('limits that a search breaks are no alert of it, those of another run are', () => {
  expect(deservesAttention(alert, null)).toBe(true);
  expect(deservesAttention(alert, sampleSpike)).toBe(true);
  expect(deservesAttention(alert, running)).toBe(false);
  expect(deservesAttention({...alert, text: 'ALERT host CPU 97% > 90%: stop'}, running)).toBe(true);
  expect(deservesAttention({...alert, kind: 'info', text: 'cap 5 ▸ 4 VUs'}, null)).toBe(false);
});
