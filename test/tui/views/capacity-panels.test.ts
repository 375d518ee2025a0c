import {describe, expect, test} from 'vitest';
import type {CapacityStudy} from '../../../source/domain/study.ts';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawCapacity} from '../../../source/tui/panels/capacity-panel.ts';
import {capacityFacts} from '../../../source/tui/panels/capacity-text.ts';
import {limitScale, usedNow} from '../../../source/tui/panels/limit-scale.ts';
import {messagePieces} from '../../../source/tui/panels/message-pieces.ts';
import {columnWindow} from '../../../source/tui/plots/column-window.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {checkoutPeak, elapsedMs, plainScreen} from '../fixtures/checkout-peak.ts';
import {searchRun, studies} from '../fixtures/search-runs.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

function factText(study: CapacityStudy): string {
  return capacityFacts(study)
    .map((fact) => fact.map(([text]) => text).join(''))
    .join('   ');
}

/** Rows of the picture, without colours. */
function picture(study: CapacityStudy, columns: number, rows: number): readonly string[] {
  const canvas = new Canvas(columns, rows);
  const mirror = {...searchRun('bisect'), view: {...searchRun('bisect').view, study}};
  const window = columnWindow(mirror.columns[5], 5, 40, elapsedMs);
  drawCapacity(canvas.region(), study, {mirror, window, theme: plain, screen: {scroll: 0, sort: 'when'}});
  // oxlint-disable-next-line no-control-regex -- that is how a code begins
  return canvas.toRows(plain).map((row) => row.replaceAll(/\u001B\[\d+m/g, ''));
}

describe('what is known of a capacity', () => {
  test('is an interval, open at the end that is not known', () => {
    expect(factText(studies.found)).toMatch(/^capacity \[210, 220\) VUs confirmed {3}breaks in \(240, 320\] VUs: /);
    expect(factText(studies.bisect)).toMatch(/^capacity \[200, 240\) VUs so far ~ not confirmed/);
    expect(factText(studies.atLeast)).toBe('capacity ≥400/s confirmed');
    expect(factText(studies.below)).toMatch(/^capacity < 1 VU {3}breaks at 1 VU or before: 62% errors$/);
  });

  test('is none where the generator was at its end, though loads have held', () => {
    expect(factText(studies.limited)).toMatch(/^capacity not found {3}/);
    const rows = picture(studies.limited, 80, 20);
    expect(rows.find((row) => row.startsWith('  trials'))).not.toContain('░');
    expect(picture(studies.bisect, 80, 20).find((row) => row.startsWith('  trials'))).toContain('░');
  });

  test('says where throughput is greatest only where the trials bear it, else why not', () => {
    expect(factText(studies.found)).toContain('USL peak 282 VUs (R2 0.993)');
    expect(factText(studies.limited)).toContain('no USL peak (R2 0.993): throughput does not fall at any load tried');
  });
});

describe('the scale of a search', () => {
  test('is that of its limit where there is one on a latency, else a share', () => {
    const one = limitScale(studies.found);
    expect([one.title, one.labels, one.print(1), one.print(1.5)]).toEqual(['p95', ['p95 < 250ms'], '250ms', '375ms']);
    const two = limitScale(studies.atLeast);
    expect([two.title, two.labels, two.print(1)]).toEqual(['WORST OBJECTIVE', ['p95 < 250ms', 'error < 1%'], '100%']);
    expect(limitScale({objectives: ['http_req_failed: rate<0.05']}).print(1)).toBe('100%');
  });

  test('has what the trial under way uses of it: of its threshold, else of the last seconds', () => {
    const {view} = checkoutPeak();
    const objectives = ['http_req_duration: p(95)<500'];
    expect(usedNow({objectives}, view)).toBeCloseTo(263 / 500);
    expect(usedNow({objectives: ['http_req_failed: rate<0.01']}, view)).toBeCloseTo(view.window.errorShare! / 0.01);
    const slos = view.slos.map((slo) => ({...slo, source: objectives[0]!, used: 0.4})).slice(0, 1);
    expect(usedNow({objectives}, {...view, slos})).toBe(0.4);
    const young = slos.map((slo) => ({...slo, used: null}));
    expect(usedNow({objectives}, {...view, slos: young})).toBeCloseTo(263 / 500);
  });

  test('knows nothing of what is not measured now', () => {
    const {view} = checkoutPeak();
    const known = 'http_req_duration: p(95)<500';
    expect(usedNow({objectives: [known, 'http_req_duration{name:login}: p(95)<30']}, view)).toBeNull();
    expect(usedNow({objectives: ['http_req_duration: avg<100']}, view)).toBeNull();
    expect(usedNow({objectives: [known]}, {...view, window: {...view.window, p95: null}})).toBeNull();
    expect(usedNow({objectives: []}, view)).toBeNull();
  });
});

describe('the table of trials', () => {
  test('has every figure and why a trial ended as it did, where there is room', () => {
    const rows = picture(studies.found, 120, 36);
    const head = rows.find((row) => row.includes('verdict'))!;
    const wanted = [
      'load',
      'verdict',
      'phase',
      'req/s',
      'avg',
      'p50',
      'p95',
      'p99',
      'err',
      'CPU',
      'target',
      'took',
      'why',
    ];
    expect(head.trim().split(/\s+/)).toEqual(wanted);
    expect(rows.some((row) => /220 VUs ✗ FAIL .*p95 271ms > 250ms/.test(row))).toBe(true);
  });

  test('where there is none for that, says it of the last trial that did not hold', () => {
    expect(picture(studies.paused, 80, 20).join('\n')).toContain('last 220 VUs - INTERRUPTED: the operator took over');
  });

  test('what was not measured is not 0', () => {
    const [trial] = studies.below.trials;
    const unknown = {...trial!, p95Us: null, requestsPerSecond: null, errorShare: null, cpu: null, targetCpu: null};
    const rows = picture({...studies.below, trials: [unknown]}, 120, 36);
    expect(rows.find((row) => row.includes('ABORTED'))!.match(/--/g)).toHaveLength(4);
    expect(rows.find((row) => row.includes('verdict'))).not.toContain('target');
  });
});

test('other views say what is being found out, while nothing is wrong', () => {
  const {view} = searchRun('bisect');
  const said = (changes: Partial<typeof view>): string =>
    messagePieces({...view, ...changes}, plainScreen, 120)
      .map(([text]) => text)
      .join('');
  expect(said({})).toBe('search: bisects: 220 VUs for 12s (200 to 240 VUs so far)   8 = all of it');
  expect(said({alert: {text: 'p95 is over', hint: null, more: 0, tone: 'over'}})).toContain('p95 is over');
});
