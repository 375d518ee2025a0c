import {describe, expect, it} from 'vitest';
import type {Drive, DriveLine} from '../../source/domain/drive.ts';
import {parseAlertCondition} from '../../source/domain/threshold-grammar.ts';
import {createPlayback, type Recording} from '../../source/session/playback.ts';
import {playbackThresholds} from '../../source/session/playback-thresholds.ts';
import type {SessionView, ViewUpdate} from '../../source/session/view.ts';
import {hostFacts, nameMetrics, profileOf, saturated, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const thresholds = [
  threshold('http_req_duration', 'p(95)<250'),
  threshold('http_req_duration{name:cart}', 'p(99)<300'),
  threshold('http_req_failed', 'rate<0.01'),
  threshold('http_req_duration', {threshold: 'p(99)<900', window: '20s', severity: 'warning'}),
];
/** As the profile has them. */
const document = {
  thresholds: {
    http_req_duration: ['p(95)<250', {threshold: 'p(99)<900', window: '20s', severity: 'warning'}],
    'http_req_duration{name:cart}': ['p(99)<300'],
    http_req_failed: ['rate<0.01'],
  },
};

/** What the run has written, read back. */
function recorded(run: SessionHarness): Recording {
  const lines = JSON.parse(JSON.stringify(run.journal)) as readonly DriveLine[];
  const snapshot = run.session.buildSnapshot('run', 'run', null);
  const drive: Drive = {
    header: {
      kind: 'perftui-drive',
      version: 2,
      startedAt: '2026-08-12T10:00:00.000Z',
      pid: 1,
      interactive: true,
      executor: 'constant-vus',
      transport: {kind: 'http1', reason: 'auto'},
      target: snapshot.target,
      profile: snapshot.profile,
      requests: run.view().endpoints.map(({name, method, path}) => ({name, method, path})),
      git: null,
      host: hostFacts,
    },
    seconds: lines.filter((line) => line.kind === 'second'),
    intents: lines.filter((line) => line.kind === 'intent'),
    events: lines.filter((line) => line.kind === 'event'),
    plateaus: [],
    studies: [],
    end: null,
    brokenTailBytes: 0,
  };
  return {file: 'a.jsonl', kind: 'drive', snapshot, drive};
}

/** What both a live screen and a recording know. */
function figures({
  window,
  endpoints,
  slos,
  totals,
  outcomes,
  load,
  latencyBins,
  arrivals,
  validity,
  since,
}: SessionView) {
  const verdict = validity?.verdict;
  const {connectionReuse: _reuse, oldestInFlightMs: _oldest, ...counted} = totals;
  const {model, activeVus, targetLevel, commandedLevel, lastGoodLevel, mode} = load;
  const {queued: _queued, sendLag: _lag, maxVus: _maxVus, ...rates} = arrivals ?? {queued: 0, sendLag: null, maxVus: 0};
  const shownLoad = {model, activeVus, targetLevel, commandedLevel, lastGoodLevel, mode};
  return {window, endpoints, slos, counted, outcomes, latencyBins, rates, shownLoad, verdict, since};
}

function complete(columns: ViewUpdate['columns']): ViewUpdate['columns'] {
  return columns.map(({seconds, rows}) => ({seconds, rows: rows.filter((row) => row.complete)}));
}

interface Shown {
  /** After each second. */
  readonly figures: readonly ReturnType<typeof figures>[];
  readonly columns: ViewUpdate['columns'];
}

/** Drives the run a second at a time. */
function driven(run: SessionHarness, script: ReadonlyMap<number, () => void>, seconds: number): Shown {
  const shown: ReturnType<typeof figures>[] = [];
  for (let second = 0; second < seconds; second++) {
    script.get(second)?.();
    run.wait(1000);
    shown.push(figures(run.view()));
  }
  return {figures: shown, columns: complete(run.session.takeUpdate(true).columns)};
}

/** The same from its recording: first the end, then each second, forth or back. */
function played(recording: Recording, seconds: number, order: 'forth' | 'back'): Shown {
  const playback = createPlayback(recording, () => 0);
  const columns = complete(playback.takeUpdate()!.columns);
  const moments = Array.from({length: seconds}, (_, second) => second + 1);
  const shown = new Map<number, ReturnType<typeof figures>>();
  for (const moment of order === 'forth' ? moments : moments.toReversed()) {
    playback.dispatch({kind: 'scrub', byMs: Number.NEGATIVE_INFINITY});
    playback.dispatch({kind: 'scrub', byMs: moment * 1000});
    shown.set(moment, figures(playback.takeUpdate()!.view));
  }
  return {figures: moments.map((moment) => shown.get(moment)!), columns};
}

describe('a recording shows in every second what the live screen showed', () => {
  it('of a closed run: figures, thresholds, totals, outcomes, columns', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds}), {profileDocument: document}).start();
    const script = new Map<number, () => void>([
      [6, () => run.do({kind: 'target', model: 'closed', level: 40, overMs: 5000})],
      [
        12,
        () =>
          (run.traffic = {
            requests: 0,
            latencyUs: 0,
            names: [
              nameMetrics(0, [90_000, 310_000, 1_200_000], {statuses: [[503, 3]], unexpected: [[503, 3]], failed: 3}),
              nameMetrics(1, [20_000, 400_000], {errors: [[1050, 1]]}),
            ],
          }),
      ],
      [28, () => (run.traffic = {requests: 9, latencyUs: 100_000})],
      [30, () => (run.traffic = {requests: 9, latencyUs: 100_000, generator: saturated})],
      [40, () => run.do({kind: 'pause'})],
      [45, () => run.do({kind: 'pause'})],
    ]);
    const live = driven(run, script, 60);
    const recording = recorded(run);
    expect(played(recording, 60, 'forth')).toEqual(live);
    expect(played(recording, 60, 'back')).toEqual(live);
  });

  it('of a run whose measuring window was begun afresh', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds}), {profileDocument: document}).start();
    run.traffic = {requests: 9, latencyUs: 300_000};
    const fresh = (): SessionHarness => run.do({kind: 'fresh-window'});
    const script = new Map<number, () => void>([
      [20, () => (run.traffic = {requests: 5, latencyUs: 100_000})],
      [22, fresh],
      [26, () => run.wait(500).do({kind: 'fresh-window'}).wait(500)],
      [31, fresh],
    ]);
    const live = driven(run, script, 45);
    expect(live.figures.at(-1)!.since).toEqual({atMs: 32_000, requests: 280, failed: 0});
    expect(played(recorded(run), 46, 'back').figures.slice(27)).toEqual(live.figures.slice(26));
  });

  it('of one request looked at more closely: columns, ladder, outcomes, alerts, bins', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds}), {profileDocument: document}).start();
    run.traffic = {
      requests: 0,
      latencyUs: 0,
      names: [nameMetrics(0, [5000]), nameMetrics(1, [290_000, 310_000, 400_000])],
    };
    const request = {name: 'cart', seconds: 2} as const;
    run.wait(40_000).do({kind: 'look', request});
    const {phases: _phases, ...live} = run.session.takeUpdate().look!;
    const playback = createPlayback(recorded(run), () => 0);
    expect(playback.takeUpdate()!.look).toBeNull();
    playback.dispatch({kind: 'look', request});
    const {phases, ...look} = playback.takeUpdate()!.look!;
    expect(look).toEqual(live);
    // A recording's seconds do not hold them.
    expect(phases).toEqual([]);
    expect(look.alerts).toMatchObject({count: 1, first: {level: 10}});
    playback.dispatch({kind: 'scrub', byMs: -30_000});
    const earlier = playback.takeUpdate()!.look!;
    expect(earlier.columns.map(({atS}) => atS)).toEqual([0, 2, 4, 6, 8]);
    expect(earlier.alerts.count).toBe(0);
    playback.dispatch({kind: 'look', request: null});
    expect(playback.takeUpdate()!.look).toBeNull();
  });

  it('of alerts of the profile that were about the request looked at', () => {
    const rule = {when: 'http_req_duration{name:cart}: p(95)>200', for: '3s'};
    const when = parseAlertCondition(rule.when, {window: '10s', severity: 'warning'});
    if ('problem' in when) throw new Error(when.problem);
    const alerts = [{when, forMs: 3000, action: 'alert'}] as const;
    const run = new SessionHarness(profileOf({vus: 10, alerts}), {profileDocument: {alerts: [rule]}}).start();
    const slow = (us: number) => ({requests: 0, latencyUs: 0, names: [nameMetrics(0, [5000]), nameMetrics(1, [us])]});
    run.traffic = slow(300_000);
    run.wait(25_000);
    run.traffic = slow(10_000);
    run.wait(15_000);
    run.traffic = slow(300_000);
    run.wait(10_000);
    const playback = createPlayback(recorded(run), () => 0);
    for (const name of ['cart', 'login', null]) {
      const request = {name, seconds: 1} as const;
      const {alerts: live} = run.do({kind: 'look', request}).session.takeUpdate().look!;
      expect(live.count).toBe(name === 'login' ? 0 : 2);
      playback.dispatch({kind: 'look', request});
      expect(playback.takeUpdate()!.look!.alerts).toEqual(live);
    }
  });

  it('of a run that changes to the open model', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds}), {profileDocument: document}).start();
    const script = new Map<number, () => void>([
      [8, () => run.do({kind: 'target', model: 'open', level: 20, overMs: 2000})],
      [14, () => (run.traffic = {...run.traffic, dropped: 2})],
    ]);
    const live = driven(run, script, 25);
    expect(played(recorded(run), 25, 'back')).toEqual(live);
  });
});

describe('the end of a recording', () => {
  it('has the totals, outcomes and p95 that the run’s summary has', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds}), {profileDocument: document}).start().wait(2600);
    run.traffic = {
      requests: 0,
      latencyUs: 0,
      names: [
        nameMetrics(0, [30_000, 90_000, 180_000], {
          statuses: [
            [200, 2],
            [503, 1],
          ],
          unexpected: [[503, 1]],
          failed: 1,
        }),
      ],
    };
    run.wait(7300).do({kind: 'finish', how: 'stop', end: true}, 'plan').stop();
    const [total] = run.session.summary().run.requests;
    const {view, columns} = createPlayback(recorded(run), () => 0).takeUpdate()!;
    const {started, answered, failed, aborted, bytesIn, bytesOut, outcomes} = total!;
    expect(view.totals).toMatchObject({started, answered, failed, aborted, bytesIn, bytesOut});
    expect(view.outcomes).toEqual(outcomes);
    // All of the run lies in one column of a minute.
    expect(columns.find(({seconds}) => seconds === 60)?.rows).toMatchObject([
      {p50: total!.latencyUs!.p50, p95: total!.latencyUs!.p95, p99: total!.latencyUs!.p99, max: total!.latencyUs!.max},
    ]);
  });
});

describe('thresholds of a recording', () => {
  const profile = {name: 'a', revision: null, document};

  it('of a run that did not come to write them are those of its profile', () => {
    const sources = playbackThresholds({thresholds: [], profile}).map(({source, windowMs}) => [source, windowMs]);
    expect(sources).toEqual([
      ['http_req_duration: p(95)<250', null],
      ['http_req_duration: p(99)<900', 20_000],
      ['http_req_duration{name:cart}: p(99)<300', null],
      ['http_req_failed: rate<0.01', null],
    ]);
  });

  it('relative to a baseline are bound by what that came to, or left out', () => {
    const relative = {source: 'http_req_duration: p(95)<+10%', value: 1, ok: true, severity: 'critical'} as const;
    const known = {...relative, relativeTo: 'baseline', bound: 220} as const;
    expect(playbackThresholds({thresholds: [known], profile})).toMatchObject([{bound: 220, relativeShare: 0.1}]);
    expect(playbackThresholds({thresholds: [relative], profile})).toEqual([]);
  });

  it.each([null, 7, [], {thresholds: 'none'}, {thresholds: {http_req_duration: 'p(95)<1'}}, {thresholds: {x: [{}]}}])(
    'of a document %j are none',
    (foreign) => {
      expect(playbackThresholds({thresholds: [], profile: {...profile, document: foreign}})).toEqual([]);
    },
  );
});
