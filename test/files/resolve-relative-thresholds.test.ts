import {describe, expect, test} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {baselineDoubts, resolveRelativeThresholds} from '../../source/files/resolve-relative-thresholds.ts';
import {threshold} from '../session/fixtures.ts';
import {requestOf, sampleSnapshot} from './sample-snapshot.ts';

const hundred = Array.from({length: 100}, (_, index) => (index + 1) * 1000);
const baseline = sampleSnapshot(hundred, {
  name: 'S1',
  requests: [requestOf(null, hundred, 4), requestOf('login', hundred.slice(0, 50))],
});

function boundOf(key: string, text: string, from: Snapshot | null = baseline): number {
  return resolveRelativeThresholds([threshold(key, text)], from, 'closed')[0]!.bound;
}

describe('a bound relative to a baseline', () => {
  test.each([
    ['http_req_duration', 'p(95)<+10%', 95 * 1.1],
    ['http_req_duration', 'p(95)<-10%', 95 * 0.9],
    ['http_req_duration', 'p(87)<+0%', 87],
    ['http_req_duration', 'med<+100%', 100],
    ['http_req_duration', 'avg<+10%', 50.5 * 1.1],
    ['http_req_duration', 'max<+10%', 110],
    ['http_req_duration{name:login}', 'max<+10%', 55],
    ['http_req_failed', 'rate<+50%', 0.06],
    ['http_reqs', 'rate>-10%', 3],
    ['http_reqs{name:login}', 'rate>-10%', 1.5],
  ])("%s: %s is the baseline's own figure and the share", (key, text, bound) => {
    // Histograms keep three digits.
    expect(Math.abs(boundOf(key, text) / bound - 1)).toBeLessThan(0.001);
  });

  test('keeps its text, and leaves fixed bounds alone', () => {
    const thresholds = [threshold('http_req_duration', 'p(95)<+10%'), threshold('vus', 'value<5')];
    const resolved = resolveRelativeThresholds(thresholds, baseline, 'closed');
    expect(resolved[0]).toMatchObject({source: 'http_req_duration: p(95)<+10%', relativeShare: 0.1});
    expect(resolved[1]).toBe(thresholds[1]);
    expect(resolveRelativeThresholds([thresholds[1]!], null, 'open')).toEqual([thresholds[1]]);
  });

  test.each([
    ['no baseline', 'http_req_duration', 'p(95)<+10%', null, /relative to a baseline, and there is none/],
    ['a name it does not know', 'http_reqs{name:cart}', 'rate>-5%', baseline, /no request "cart"/],
    ['a tag it keeps nothing by', 'http_reqs{scenario:a}', 'rate>-5%', baseline, /none by scenario/],
    ['nothing failed', 'http_req_failed{name:login}', 'rate<+5%', baseline, /any share of 0 is 0/],
    [
      'nothing answered',
      'http_req_duration',
      'p(95)<+5%',
      sampleSnapshot([], {requests: [requestOf(null, [])]}),
      /did not measure it/,
    ],
    [
      'the other load model',
      'http_req_duration',
      'p(95)<+5%',
      sampleSnapshot(hundred, {load: {...baseline.load, model: 'open', rate: 10}}),
      /measured response times, this run measures service times/,
    ],
  ])('%s: it is refused, naming the threshold, with 104', (_why, key, text, from, message) => {
    let thrown: unknown;
    try {
      boundOf(key, text, from);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({name: 'PerftuiError', exitCode: 104, message: expect.stringMatching(message)});
    expect((thrown as Error).message).toContain(`${key}: ${text}`);
  });
});

test('a baseline of another target or load is doubted aloud; of the same it is not', () => {
  const same = {targetLabel: baseline.target.label, model: 'closed', level: 260} as const;
  expect(baselineDoubts(baseline, same)).toEqual([]);
  expect(baselineDoubts(baseline, {...same, targetLabel: 'demo', level: 10})).toEqual([
    expect.stringMatching(/measured on http:\/\/127\.0\.0\.1:8080, not on demo/),
    expect.stringMatching(/measured at 251 VUs, this run goes to 10 VUs/),
  ]);
});

test('a whole run with ramps fits a run that goes as high', () => {
  const {load, window} = baseline;
  const whole = {...baseline, load: {...load, vus: 120, maxVus: 240}, window: {...window, scope: 'run'}} as const;
  const run = {targetLabel: baseline.target.label, model: 'closed', level: 240} as const;
  expect(baselineDoubts(whole, run)).toEqual([]);
  expect(baselineDoubts(whole, {...run, level: 120})).toHaveLength(1);
  // One that tries many loads has none to be held against.
  expect(baselineDoubts(whole, {...run, level: null})).toEqual([]);
  const open = {
    ...whole,
    load: {...whole.load, model: 'open', rate: 30},
    cells: [{...whole.cells[0]!, targetRate: 60}],
  } as const;
  expect(baselineDoubts(open, {...run, model: 'open', level: 60})).toEqual([]);
});
