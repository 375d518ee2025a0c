import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {compareRuns} from '../../source/analysis/compare-runs.ts';
import type {RunComparison} from '../../source/domain/comparison.ts';
import type {Snapshot, SnapshotPlateau} from '../../source/domain/snapshot.ts';
import {trendMarkdown} from '../../source/report/trend-markdown.ts';
import {buildTrend, type TrendInput} from '../../source/report/trend-rows.ts';
import {trendText} from '../../source/report/trend-text.ts';
import {requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';

function plateau(level: number, latencyMs: number, startMs: number): SnapshotPlateau {
  const latencies = Array.from({length: 200}, () => latencyMs * 1000);
  return {
    startMs,
    endMs: startMs + 30_000,
    seconds: 30,
    model: 'closed',
    level,
    vus: level,
    steady: true,
    why: null,
    requests: [requestOf(null, latencies)],
    thresholds: [],
    cpu: null,
  };
}

/** A run taken on that day of August, with its holds. */
function run(day: number, plateaus: readonly SnapshotPlateau[], changes: Partial<Snapshot> = {}): TrendInput {
  const snapshot = sampleSnapshot([1000], {
    name: `run ${day}`,
    takenAt: `2026-08-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    window: {scope: 'run', startMs: 0, endMs: 90_000, seconds: 90},
    plateaus,
    ...changes,
  });
  return {file: `snapshots/${day}.json`, snapshot};
}

/** What was asked for, as it was asked, and the change of p95 that the windows name. */
function recorded(): {readonly asked: string[]; readonly compare: typeof compareRuns} {
  const asked: string[] = [];
  const compare: typeof compareRuns = (now, before, {align}) => {
    asked.push(`${now.name} ${now.windowStartMs}-${now.windowEndMs} after ${before.name} by ${align}`);
    const metric = {
      metric: 'p95',
      before: 100,
      now: 126,
      change: 0.26,
      interval: [0.22, 0.3] as const,
      detectable: 0.05,
    };
    const request = {name: null, metrics: [{...metric, verdict: 'REGRESSION', why: null}], shareBefore: 1, shareNow: 1};
    return {
      refusal: null,
      differences: ['other host: a now, b before', 'the run before was not steady: x'],
      requests: [{...request, verdict: 'REGRESSION'}],
      verdict: 'REGRESSION',
      text: '',
    } as unknown as RunComparison;
  };
  return {asked, compare};
}

describe('a trend', () => {
  const first = run(1, [plateau(50, 5, 0), {...plateau(200, 20, 30_000), seconds: 60, endMs: 90_000}]);
  const second = run(2, [plateau(190, 25, 10_000), plateau(400, 90, 50_000)]);
  const otherLoad = run(3, [plateau(100, 10, 0)]);
  const otherTarget = run(4, [plateau(200, 20, 0)], {target: {label: 'demo', origin: 'http://x'}});
  const window = run(5, [], {
    window: {scope: 'window', startMs: 5000, endMs: 35_000, seconds: 30},
    load: {...first.snapshot.load, vus: 205},
  });

  test("goes by time, at the first run's longest hold, each against the one before it", () => {
    const {asked, compare} = recorded();
    const trend = buildTrend([window, otherTarget, second, otherLoad, first], compare);
    expect(trend.load).toEqual({model: 'closed', level: 200});
    expect(trend.points.map(({record, span}) => [record.name, span.level])).toEqual([
      ['run 1', 200],
      ['run 2', 190],
      ['run 5', 205],
    ]);
    expect(trend.points.map(({p95}) => Math.round((p95 ?? 0) / 1000))).toEqual([20, 25, 1]);
    expect(asked).toEqual(['run 2 10000-40000 after run 1 by window', 'run 5 5000-35000 after run 2 by window']);
    expect(trend.notComparable.map(({record, why}) => `${record.name}: ${why}`)).toEqual([
      'run 3: other load: 100 VUs',
      'run 4: other target: demo',
    ]);
  });

  test('as text: figures, a plot of p95, changes, and what is not comparable, within 80 columns', () => {
    const trend = buildTrend([first, second, otherLoad], recorded().compare);
    const text = trendText(trend, {width: 80, colour: false});
    expect(text).toMatch(/^perftui trend {3}http:\/\/127\.0\.0\.1:8080 at 200 VUs {3}2 runs\n/);
    expect(text).toMatch(/run 1 +▮{11} +-- +--\n/);
    expect(text).toMatch(/run 2 +▮{14} +\+26% +\+22\.\.\+30% {2}! regression\n/);
    expect(text).toMatch(/2026-08-03 10:00 run 3 +other load: 100 VUs/);
    expect(text).toMatch(/run 2 +other host: a now, b before/);
    expect(text).not.toContain('the run before was');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('as Markdown: the same, in a table', () => {
    const text = trendMarkdown(buildTrend([first, second, otherLoad], recorded().compare));
    expect(text).toContain('| 2026-08-02 10:00 | run 2 |');
    expect(text).toContain('| +26% | +22..+30% |');
    expect(text).toContain('other load: 100 VUs');
  });

  test('a verdict that p95 does not show says what it rests on', () => {
    const {compare} = recorded();
    const untested: typeof compare = (...sides) => {
      const result = compare(...sides);
      const [total] = result.requests;
      const p50 = {...total!.metrics[0]!, metric: 'p50'};
      const p95 = {...total!.metrics[0]!, verdict: 'UNTESTED' as const, interval: null};
      const login = {...total!, name: 'login'};
      return {
        ...result,
        requests: [
          {...total!, metrics: [p95]},
          {...login, metrics: [p95, p50]},
        ],
      };
    };
    const trend = buildTrend([first, second], untested);
    expect(trend.points.map(({step}) => step?.basis ?? null)).toEqual([null, 'login p50']);
    expect(trendText(trend, {width: 80, colour: false})).toContain('! regression login p50\n');
    expect(trendMarkdown(trend)).toContain('! regression login p50');
    expect(buildTrend([first, second], compare).points[1]!.step!.basis).toBeNull();
  });

  test('every run is either shown or listed with why not, whatever their loads are', () => {
    const level = fc.integer({min: 0, max: 300});
    fc.assert(
      fc.property(fc.array(fc.array(level, {maxLength: 3}), {minLength: 1, maxLength: 5}), (runs) => {
        const inputs = runs.map((levels, index) =>
          run(
            index + 1,
            levels.map((one, at) => plateau(one, 10, at * 30_000)),
          ),
        );
        const {points, notComparable, load} = buildTrend(inputs, recorded().compare);
        expect(points.length + notComparable.length).toBe(inputs.length);
        for (const {span} of points) expect(Math.abs(span.level - load.level)).toBeLessThanOrEqual(0.1 * load.level);
        expect(points[0]?.step ?? null).toBeNull();
      }),
    );
  });
});
