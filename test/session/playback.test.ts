import {array, assert, integer, property} from 'fast-check';
import {expect, test} from 'vitest';
import type {Snapshot, SnapshotCell} from '../../source/domain/snapshot.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import {createPlayback, type Playback} from '../../source/session/playback.ts';
import type {ViewUpdate} from '../../source/session/view.ts';
import {histogramOf, requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';

/** Of so many seconds each with `perSecond` answers of 1 ms for every VU. */
function cell(atS: number, seconds: number, vus: number): SnapshotCell {
  const answered = vus * seconds;
  const latency = histogramOf(Array.from({length: answered}, () => 1000 + vus));
  return {
    atMs: atS * 1000,
    seconds,
    vus,
    targetVus: vus,
    inFlight: 0,
    doubtful: false,
    coveredMs: seconds * 1000,
    names: [
      {
        name: 0,
        answered,
        failed: 0,
        aborted: 0,
        bytesIn: answered * 100,
        bytesOut: answered * 10,
        sumUs: answered * (1000 + vus),
        minUs: answered === 0 ? null : 1000 + vus,
        maxUs: answered === 0 ? null : 1000 + vus,
        counts: encodeCounts(latency),
      },
    ],
  };
}

const ramp = Array.from({length: 60}, (_, atS) => cell(atS, 1, atS + 1));

function played(cells: readonly SnapshotCell[] = ramp, clockMs = () => 0): Playback {
  const snapshot: Snapshot = {
    ...sampleSnapshot([1000]),
    requests: [requestOf(null, [1000]), requestOf('GET /a', [1000])],
    cells,
    hostSeries: [],
    events: [
      {atMs: 5000, kind: 'mark', text: 'early'},
      {atMs: 50_000, kind: 'mark', text: 'late'},
    ],
  };
  return createPlayback({file: 'a.json', kind: 'snapshot', snapshot, drive: null}, clockMs);
}

test('what a second tells of both machines is shown of it, and nothing that it does not', () => {
  const hostSeries = ramp.map(({atMs}) => ({
    atMs,
    cpu: 0.5,
    loopDelayMs: 3,
    rssBytes: 1e8,
    memoryUsedBytes: 2e9,
    netRxBytesPerSecond: null,
    netTxBytesPerSecond: null,
    ...(atMs < 30_000 ? {steal: 0.25, openSockets: 12, targetCpu: 0.75} : {}),
  }));
  const snapshot = {...sampleSnapshot([1000]), requests: [requestOf(null, [1000]), requestOf('GET /a', [1000])]};
  const recording = {file: 'a.json', kind: 'snapshot', drive: null, snapshot: {...snapshot, cells: ramp, hostSeries}};
  const playback = createPlayback(recording as Parameters<typeof createPlayback>[0], () => 0);
  const late = shown(playback).view;
  expect(late).toMatchObject({host: {cpu: 0.5}, targetHost: null});
  expect([late.generator.steal, late.openSockets, late.workerRows]).toEqual([Number.NaN, Number.NaN, []]);
  playback.dispatch({kind: 'scrub', byMs: -40_000});
  const early = shown(playback).view;
  expect(early.targetHost?.sample).toMatchObject({cpu: 0.75, cores: null, load1: null});
  expect([early.generator.steal, early.openSockets]).toEqual([0.25, 12]);
});

function shown(playback: Playback): ViewUpdate {
  const update = playback.takeUpdate();
  expect(update).not.toBeNull();
  return update!;
}

const rows = (update: ViewUpdate, seconds: number) => update.columns.find((one) => one.seconds === seconds)!.rows;

test('a recording begins at its end, with all of it', () => {
  const update = shown(played());
  expect(update.view.playback).toEqual({file: 'a.json', kind: 'snapshot', atMs: 60_000, endMs: 60_000, playing: false});
  expect(update.view.totals.answered).toBe((60 * 61) / 2);
  expect(update.view.load).toMatchObject({activeVus: 60, targetLevel: 60});
  expect(rows(update, 1).map(({vus}) => vus)).toEqual(ramp.map(({vus}) => vus));
  expect(update.events.map(({text}) => text)).toEqual(['early', 'late']);
});

test('nothing is drawn again while nothing has changed', () => {
  const playback = played();
  shown(playback);
  playback.tick();
  expect(playback.takeUpdate()).toBeNull();
});

test('going back in time takes away what had not happened yet', () => {
  const playback = played();
  playback.dispatch({kind: 'scrub', byMs: -50_000});
  const update = shown(playback);
  expect(update.whole).toBe(true);
  expect(update.view.totals.answered).toBe((10 * 11) / 2);
  expect(rows(update, 1)).toHaveLength(10);
  expect(update.events.map(({text}) => text)).toEqual(['early']);
});

test('a moment looks the same whichever way one came to it', () => {
  assert(
    property(array(integer({min: -70, max: 70}), {minLength: 1, maxLength: 6}), (jumps) => {
      const wandering = played();
      let atMs = 60_000;
      for (const jump of jumps) {
        wandering.dispatch({kind: 'scrub', byMs: jump * 1000});
        wandering.takeUpdate();
        atMs = Math.max(0, Math.min(60_000, atMs + jump * 1000));
      }
      const straight = played();
      straight.dispatch({kind: 'scrub', byMs: atMs - 60_000});
      wandering.dispatch({kind: 'scrub', byMs: 0});
      expect(shown(wandering)).toEqual(shown(straight));
    }),
    {numRuns: 20},
  );
});

test('it plays a second a second, from the start where it stood at the end, and stops there', () => {
  let nowMs = 5000;
  const playback = played(ramp, () => nowMs);
  playback.dispatch({kind: 'play'});
  nowMs += 2500;
  playback.tick();
  expect(shown(playback).view.playback).toMatchObject({atMs: 2500, playing: true});
  nowMs += 100_000;
  playback.tick();
  expect(shown(playback).view.playback).toMatchObject({atMs: 60_000, playing: false});
});

test('seconds that were merged stand in each of their columns, and count once', () => {
  const update = shown(played([cell(0, 10, 4), cell(10, 1, 5), cell(11, 1, 6)]));
  expect(rows(update, 1).map(({requestsPerSecond}) => requestsPerSecond)).toEqual([...Array<number>(10).fill(4), 5, 6]);
  expect(rows(update, 10).map(({requestsPerSecond}) => requestsPerSecond)).toEqual([4, 5.5]);
  expect(update.view.totals.answered).toBe(51);
});

test('a gap in the recording is a gap', () => {
  const update = shown(played([cell(0, 1, 4), cell(3, 1, 5)]));
  expect(rows(update, 1).map(({requestsPerSecond}) => requestsPerSecond)).toEqual([4, Number.NaN, Number.NaN, 5]);
});

test('what would drive the load says that nothing is sent, and leaving leaves', () => {
  const playback = played();
  playback.dispatch({kind: 'step', steps: 1, repeat: false});
  expect(shown(playback).view.notice?.text).toBe('this is a recording: nothing is sent');
  playback.dispatch({kind: 'finish', how: 'stop', end: true});
  expect(shown(playback).view.finished).toBe(true);
});

test('a snapshot’s requests have the method and path that their names say', () => {
  const {endpoints} = shown(played()).view;
  expect(endpoints.map(({name, method, path}) => [name, method, path])).toEqual([['GET /a', 'GET', '/a']]);
});
