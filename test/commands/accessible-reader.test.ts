import {describe, expect, test} from 'vitest';
import {boxLines, dialogLines} from '../../source/commands/accessible-dialog.ts';
import {pressesOf} from '../../source/commands/accessible-keys.ts';
import {AccessibleReader} from '../../source/commands/accessible-reader.ts';
import {endpointLine} from '../../source/commands/accessible-views.ts';
import {AccessibleWriter} from '../../source/commands/accessible-writer.ts';
import {initialScreen} from '../../source/tui/app/key-outcome.ts';
import {shownEndpoints} from '../../source/tui/panels/endpoint-rows.ts';
import type {SessionMirror} from '../../source/tui/ui-state.ts';
import type {SessionView} from '../../source/session/view.ts';
import {checkoutPeak} from '../tui/fixtures/checkout-peak.ts';
import {aWorker} from '../tui/fixtures/host-run.ts';
import {studies} from '../tui/fixtures/search-runs.ts';

const quiet: Partial<SessionView> = {notice: null, question: null};

function at(
  elapsedMs: number,
  changes: Partial<SessionView> = {},
  events: SessionMirror['events'] = [],
): SessionMirror {
  return {...checkoutPeak({...quiet, elapsedMs, ...changes}), events};
}

describe('a reader', () => {
  test('says nothing while nothing has changed', () => {
    const reader = new AccessibleReader();
    expect(reader.read(at(60_000), initialScreen)).toHaveLength(1);
    for (let ms = 60_000; ms < 120_000; ms += 200) expect(reader.read(at(ms), initialScreen)).toEqual([]);
  });

  test('says a load line every ten seconds at most while figures change', () => {
    const reader = new AccessibleReader();
    const {load} = checkoutPeak().view;
    let lines = 0;
    for (let ms = 60_000; ms <= 120_000; ms += 200) {
      lines += reader.read(at(ms, {load: {...load, activeVus: ms}}), initialScreen).length;
    }
    expect(lines).toBe(7);
  });

  test('says it sooner when a limit breaks or the phase changes', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    expect(reader.read(at(63_000, {phase: 'PAUSED'}), initialScreen)).toEqual([
      expect.stringContaining('paused, load 248'),
    ]);
    const slos = checkoutPeak().view.slos.map((slo) => ({...slo, state: 'over' as const}));
    expect(reader.read(at(66_000, {phase: 'PAUSED', slos}), initialScreen)).toHaveLength(1);
  });

  test('says an event once, and not what a notice then repeats', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    const event = {atMs: 61_000, kind: 'load-up', text: 'manual: 240 ▸ 250 VUs', mark: '▴250'} as const;
    const notice = {text: '▴ 240 ▸ 250 VUs       z = undo', tone: 'plain', untilMs: 65_000} as const;
    expect(reader.read(at(60_800, {notice}), initialScreen)).toEqual([]);
    const lines = reader.read(at(61_000, {notice}, [event]), initialScreen);
    expect(lines).toEqual(['00:01:01 target 250 virtual users, was 240.']);
    expect(reader.read(at(61_400, {notice}, [event]), initialScreen)).toEqual([]);
    const other = {...notice, text: 'exported: a.csv'};
    expect(reader.read(at(61_800, {notice: other}, [event]), initialScreen)).toEqual([]);
    expect(reader.read(at(62_200, {notice: other}, [event]), initialScreen)).toEqual(['00:01:02 exported: a.csv.']);
  });

  test('asks a question once and says how it is answered', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    const question = {text: 'raise to 600 VUs (2.4×)?  y = yes', untilMs: 70_000};
    const [line, ...more] = reader.read(at(60_200, {question}), initialScreen);
    expect(line).toMatch(/question\. raise to 600 virtual users/);
    expect(line).toMatch(/y is yes, any other answer is no\.$/);
    expect(more).toEqual([]);
    expect(reader.read(at(60_400, {question}), initialScreen)).toEqual([]);
  });

  test('says nothing of a line that is being typed', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    const prompt = {kind: 'command', text: 'b', cursor: 1} as const;
    const hint = {text: '! no such command', tone: 'over'} as const;
    expect(reader.read(at(60_200), {...initialScreen, prompt, hint})).toEqual([]);
    expect(reader.read(at(60_400), {...initialScreen, hint: {text: 'theme light', tone: 'plain'}})).toEqual([
      'theme light',
    ]);
  });

  test('lists rows in the order its keys go through them', () => {
    const reader = new AccessibleReader();
    const mirror = at(60_000);
    reader.read(mirror, initialScreen);
    const byName = {...initialScreen.endpoints, sort: 'name'} as const;
    const [, ...lines] = reader.read(mirror, {...initialScreen, view: 'endpoints', endpoints: byName});
    expect(lines).toHaveLength(mirror.view.endpoints.length);
    expect(lines).toEqual(shownEndpoints(mirror.view, byName).map(endpointLine));
    expect(lines).not.toEqual(mirror.view.endpoints.map(endpointLine));
  });

  test('says the event its keys go to, and how many are let through', () => {
    const events = [
      {atMs: 1000, kind: 'mark', text: 'first', mark: 'm'},
      {atMs: 2000, kind: 'alert', text: 'p95 at 300ms', mark: '!'},
      {atMs: 3000, kind: 'mark', text: 'last', mark: 'm'},
    ] as const;
    const reader = new AccessibleReader();
    const screen = {...initialScreen, view: 'events'} as const;
    reader.read(at(60_000, {}, events), screen);
    const moved = {...screen, events: {...screen.events, row: 1, selected: events[1]}};
    expect(reader.read(at(60_200, {}, events), moved)).toEqual(['00:00:02 alert. p95 at 300 milliseconds.']);
    expect(reader.read(at(60_400, {}, events), moved)).toEqual([]);
    const filtered = {...screen, events: {...screen.events, kinds: 'captures'}} as const;
    expect(reader.read(at(60_600, {}, events), filtered)).toEqual(['captures, 2.', '00:00:03 last.']);
  });

  test('says the second that the inspect cursor is on, its range, and when it is gone', () => {
    const reader = new AccessibleReader();
    const mirror = at(60_000);
    const row = mirror.columns[1].at(-3)!;
    reader.read(mirror, initialScreen);
    const [line, ...more] = reader.read(mirror, {...initialScreen, cursor: {atS: row.atS, anchorS: null}});
    expect(line).toMatch(/^00:01:00 at \d\d:\d\d:\d\d, \d+ virtual users\. .*requests per second\. Median .*p95 .*p99/);
    expect(more).toEqual([]);
    const range = {...initialScreen, cursor: {atS: row.atS, anchorS: row.atS - 9}};
    expect(reader.read(mirror, range)[0]).toMatch(/range of 10 seconds\.$/);
    expect(reader.read(mirror, {...initialScreen, cursor: {atS: 10_000_000, anchorS: null}})[0]).toContain('no data');
    expect(reader.read(mirror, initialScreen)).toEqual(['00:01:00 back to now.']);
  });

  test('says the latencies of the request that view 3 goes to', () => {
    const reader = new AccessibleReader();
    const mirror = at(60_000);
    const {name} = mirror.view.endpoints[0]!;
    const screen = {...initialScreen, view: 'latency'} as const;
    reader.read(mirror, screen);
    const lines = reader.read(mirror, {...screen, latency: {name}});
    expect(lines).toEqual([expect.stringMatching(/^00:01:00 latency of .* milliseconds\.$/)]);
  });

  test('says each worker in view 5', () => {
    const reader = new AccessibleReader();
    const workerRows = [aWorker(1), aWorker(2, {alive: false})];
    reader.read(at(60_000, {workerRows}), initialScreen);
    const lines = reader.read(at(60_200, {workerRows}), {...initialScreen, view: 'host'});
    expect(lines.slice(1)).toEqual([
      'worker 1: 31 percent busy, 124 virtual users, 129 requests per second, event loop 2.70 milliseconds late.',
      'worker 2: gone.',
    ]);
  });

  test('says a view as it is opened', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    const lines = reader.read(at(60_200), {...initialScreen, view: 'endpoints'});
    expect(lines[0]).toMatch(/^00:01:00 endpoints, \d+\.$/);
    expect(reader.read(at(60_400), {...initialScreen, view: 'endpoints'})).toEqual([]);
  });

  test('says a study once there is one to say', () => {
    const reader = new AccessibleReader();
    const onStudy = {...initialScreen, view: 'study'} as const;
    reader.read(at(60_000), initialScreen);
    expect(reader.read(at(60_200), onStudy)).toEqual([]);
    const lines = reader.read(at(60_400, {study: studies.climb}), onStudy);
    expect(lines[0]).toMatch(/^00:01:00 capacity search, running\. climbs: 320 virtual users for 4 seconds/);
    expect(lines).toHaveLength(1 + studies.climb.trials.length);
    expect(reader.read(at(60_600, {study: studies.climb}), onStudy)).toEqual([]);
    expect(reader.summary(at(60_800, {study: studies.climb}))).toContain('capacity search: climbs: 320 virtual users');
  });

  test('says a dialog as it opens, then where its cursor is', () => {
    const reader = new AccessibleReader();
    reader.read(at(60_000), initialScreen);
    const opened = reader.read(at(60_200), {...initialScreen, overlay: {kind: 'scenarios', selected: 0}});
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.join('\n')).not.toMatch(/[│─┌▸]/);
    expect(reader.read(at(60_400), {...initialScreen, overlay: null})).toEqual([]);
  });
});

test('a dialog is read from its box, its title first', () => {
  const rows = ['  ┌─ QUIT ─────┐  ', '  │ s    stop  │  ', '  │ ▸ now      │  ', '  └────────────┘  '];
  expect(boxLines(rows)).toEqual(['QUIT', 's: stop', 'selected: now']);
  expect(boxLines(['no box'])).toEqual([]);
  expect(dialogLines(checkoutPeak(), {...initialScreen, overlay: {kind: 'quit'}})[0]).toBe('QUIT');
  const help = dialogLines(checkoutPeak(), {...initialScreen, overlay: {kind: 'help', filter: '', scroll: 0}});
  expect(help).toContain('+ = w: load up one step');
});

describe('keys of a read', () => {
  test.for<[string, readonly string[]]>([
    ['++', ['+', '+']],
    ['200\r', ['2', '0', '0', 'enter']],
    ['\u001B[A\u001BOBx', ['up', 'down', 'x']],
    ['\u001B', ['escape']],
    ['\u001B[Z\t', ['shift+tab', 'tab']],
    ['\u0003', ['ctrl+c']],
    ['\u001B[24;80R', []],
    ['\u001B\u0003', ['escape', 'ctrl+c']],
    ['é商', ['é', '商']],
  ])('%j are %j', ([input, presses]) => expect(pressesOf(input)).toEqual(presses));
});

describe('a writer', () => {
  const writes = (columns = 80): {written: () => string; writer: AccessibleWriter} => {
    let written = '';
    return {
      written: () => written,
      writer: new AccessibleWriter({write: (text) => (written += text), columns: () => columns}),
    };
  };

  test('goes on below the words, and loses none', () => {
    const {writer, written} = writes(30);
    writer.line('00:12:36 summary. Ramping, 249 of 250 virtual users. 259 requests per second.');
    const lines = written().trimEnd().split('\n');
    expect(Math.max(...lines.map(({length}) => length))).toBeLessThan(30);
    expect(lines.slice(1).every((line) => line.startsWith('         ') && line[9] !== ' ')).toBe(true);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(
      '00:12:36 summary. Ramping, 249 of 250 virtual users. 259 requests per second.',
    );
  });

  test('writes what is typed as it is typed, again after a line or a correction', () => {
    const {writer, written} = writes();
    writer.typing('target: ', '');
    writer.typing('target: ', '2');
    writer.typing('target: ', '20');
    writer.line('00:00:01 alert.');
    writer.typing('target: ', '2');
    writer.typing('', null);
    expect(written()).toBe('target: 20\n00:00:01 alert.\ntarget: 20\ntarget: 2\n');
  });

  test('a held key is one line', () => {
    const {writer, written} = writes();
    for (let times = 0; times < 9; times++) writer.key('+');
    expect(written()).toBe('> +\n');
  });
});
