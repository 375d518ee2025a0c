import {readFileSync} from 'node:fs';
import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {RunPlan} from '../../source/domain/run-plan.ts';
import {boundsSeconds} from '../../source/metrics/cumulative-counts.ts';
import {createPrometheusText} from '../../source/exporters/prometheus-metrics.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {createRunTotals} from '../../source/metrics/run-totals.ts';
import type {SessionView} from '../../source/session/view.ts';
import {durationOf, metricsOf, nameMetrics, seriesOf} from '../session/fixtures.ts';
import {sampleView} from '../tui/app/sample-session.ts';
import {parseExposition, sumOf} from './exposition.ts';

type Plan = Pick<RunPlan, 'requestNames' | 'series' | 'checks'>;

const twoNames: Plan = {requestNames: ['login', 'cart'], series: seriesOf(['login', 'cart']), checks: []};

function exporter(plan: Plan = twoNames, view: SessionView | null = null) {
  const totals = createRunTotals(plan.series.length);
  const text = createPrometheusText({
    plan,
    info: {version: '1.2.3', profile: 'checkout', target: 'http://shop'},
    read: () => ({totals: totals.metrics(), view}),
    redact: (part) => part.replaceAll('hunter2', '[redacted]'),
  });
  return {
    totals,
    text,
    add: (metrics: IntervalMetrics) => totals.add(metrics),
    scrape: async () => parseExposition(await text.render()),
  };
}

const latency = fc.array(fc.integer({min: 0, max: 130_000_000}), {maxLength: 30});
const part = fc.record({login: latency, cart: latency, timeouts: fc.nat(5), failed: fc.nat(5)}).map((one) =>
  metricsOf([
    nameMetrics(0, one.login, {
      statuses: [
        [200, one.login.length],
        [503, one.failed],
      ],
      unexpected: [[503, one.failed]],
      answered: one.login.length + one.failed,
      failed: one.failed,
    }),
    nameMetrics(1, one.cart, {
      errors: one.timeouts === 0 ? [] : [[errorIndex.timeout, one.timeouts]],
      failed: one.timeouts,
    }),
  ]),
);

describe('counters and histograms', () => {
  it('are the sums of what was measured, exactly, and never go back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, {minLength: 1, maxLength: 5}), async (parts) => {
        const {add, scrape, totals} = exporter();
        let before = await scrape();
        for (const one of parts) {
          add(one);
          const now = await scrape();
          const cumulative = before.filter(({name}) => /_(?:total|bucket|count|sum)$/.test(name));
          expect(cumulative.filter(({name, labels, value}) => sumOf(now, name, labels) < value)).toEqual([]);
          before = now;
        }
        const counters = totals.counters();
        const errors = counters.errors.reduce((sum, [, count]) => sum + count, 0);
        expect(sumOf(before, 'perftui_http_reqs_total')).toBe(counters.answered + errors);
        expect(sumOf(before, 'perftui_http_req_failed_total')).toBe(counters.failed);
        expect(sumOf(before, 'perftui_http_reqs_total', {outcome: 'error', status: 'timeout'})).toBe(errors);
        expect(sumOf(before, 'perftui_http_reqs_total', {outcome: 'unexpected', status: '503'})).toBe(
          counters.failed - errors,
        );
        expect(sumOf(before, 'perftui_data_received_bytes_total')).toBe(counters.bytesIn);
        expect(sumOf(before, 'perftui_data_sent_bytes_total')).toBe(counters.bytesOut);
        expect(sumOf(before, 'perftui_iterations_total')).toBe(totals.iterations);
        expect(sumOf(before, 'perftui_http_req_duration_seconds_sum')).toBeCloseTo(counters.latencySumUs / 1e6, 5);
      }),
      {numRuns: 30},
    );
  });

  it('count samples up to each bound: exactly to 2 ms, within 0.1% above', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({min: 0, max: 119_000_000}), {minLength: 1, maxLength: 200}), async (us) => {
        const {add, scrape} = exporter();
        add(metricsOf([nameMetrics(0, us)]));
        const buckets = (await scrape()).filter(
          ({name, labels}) => name === 'perftui_http_req_duration_seconds_bucket' && labels['name'] === 'login',
        );
        expect(buckets.map(({labels}) => labels['le'])).toEqual([...boundsSeconds.map(String), '+Inf']);
        let before = 0;
        for (const {labels, value} of buckets) {
          const bound = labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']) * 1e6;
          const least = us.filter((one) => one <= bound).length;
          const most = us.filter((one) => one <= (bound <= 2000 ? bound : bound * 1.001)).length;
          expect(value).toBeGreaterThanOrEqual(Math.max(before, least));
          expect(value).toBeLessThanOrEqual(most);
          before = value;
        }
        expect(before).toBe(us.length);
      }),
      {numRuns: 50},
    );
  });

  it('keep the open model apart: drops, service time and send lag', async () => {
    const {add, scrape} = exporter();
    add(
      metricsOf([nameMetrics(0, [1000])], {
        arrivalsDropped: 3,
        arrivalsMissed: 2,
        serviceTime: durationOf([900]),
        sendLag: durationOf([100, 200]),
        iterationDuration: durationOf([2_000_000]),
      }),
    );
    const samples = await scrape();
    expect(sumOf(samples, 'perftui_dropped_iterations_total')).toBe(3);
    expect(sumOf(samples, 'perftui_missed_iterations_total')).toBe(2);
    expect(sumOf(samples, 'perftui_http_req_service_time_seconds_count')).toBe(1);
    expect(sumOf(samples, 'perftui_send_lag_seconds_count')).toBe(2);
    expect(sumOf(samples, 'perftui_iteration_duration_seconds_sum')).toBe(2);
  });

  it('put series of one name together, and checks of one name of one request', async () => {
    const plan: Plan = {
      requestNames: ['login'],
      series: ['shopper', 'browser'].map((scenario) => ({name: 0, tags: {name: 'login', scenario, method: 'POST'}})),
      checks: [
        {name: 'is 200', series: 0},
        {name: 'is 200', series: 1},
      ],
    };
    const {add, scrape} = exporter(plan);
    add(
      metricsOf([nameMetrics(0, [1000, 2000]), nameMetrics(1, [3000])], {
        checks: [
          {check: 0, passed: 2, failed: 0, cut: 0},
          {check: 1, passed: 0, failed: 1, cut: 0},
        ],
      }),
    );
    const samples = await scrape();
    expect(samples.filter(({name}) => name === 'perftui_http_reqs_total')).toEqual([
      {
        name: 'perftui_http_reqs_total',
        labels: {name: 'login', method: 'POST', status: '200', outcome: 'expected'},
        value: 3,
      },
    ]);
    const of = (result: string) => sumOf(samples, 'perftui_checks_total', {name: 'login', check: 'is 200', result});
    expect([of('passed'), of('failed')]).toEqual([2, 1]);
  });

  it('are bounded however many statuses a target makes up', async () => {
    const {add, scrape} = exporter();
    const statuses = Array.from({length: 700}, (_, index) => [200 + index, 1] as const);
    add(metricsOf([nameMetrics(0, [], {answered: 700, statuses, unexpected: statuses.slice(200), failed: 500})]));
    const reqs = (await scrape()).filter(
      ({name, labels}) => name === 'perftui_http_reqs_total' && labels['name'] === 'login',
    );
    expect(reqs.length).toBeLessThan(40);
    expect(reqs.reduce((sum, {value}) => sum + value, 0)).toBe(700);
    expect(sumOf(reqs, 'perftui_http_reqs_total', {outcome: 'unexpected'})).toBe(500);
  });
});

describe('labels', () => {
  it('come back as they were, whatever letters they have; secrets are gone', async () => {
    const odd = 'a "quoted" \\back\\slash\nline {x="y"} hunter2 é';
    const {add, scrape} = exporter({...twoNames, requestNames: [odd, 'cart']});
    add(metricsOf([nameMetrics(0, [1])]));
    const names = new Set((await scrape()).map(({labels}) => labels['name']));
    expect(names).toContain(odd.replace('hunter2', '[redacted]'));
    expect(names).not.toContain(odd);
  });
});

describe('gauges', () => {
  it('show the view, and nothing for what is not known', async () => {
    const view = sampleView({
      view: {
        host: null,
        arrivals: null,
        validity: {verdict: 'DEGRADED', sinceMs: 1000, reasons: []},
        generator: {...sampleView().generator, verdict: 'saturated', loopDelayMs: 20, utilisation: Number.NaN},
      },
    });
    const samples = await exporter(twoNames, view).scrape();
    const of = (name: string) => samples.filter((one) => one.name === name).map(({value}) => value);
    expect(of('perftui_vus')).toEqual([248]);
    expect(of('perftui_generator_saturated')).toEqual([1]);
    expect(of('perftui_generator_loop_delay_seconds')).toEqual([0.02]);
    expect(of('perftui_generator_utilisation_ratio')).toEqual([]);
    expect(of('perftui_host_cpu_ratio')).toEqual([]);
    expect(of('perftui_queued_iterations')).toEqual([]);
    expect(samples).toContainEqual({name: 'perftui_target_level', labels: {model: 'closed'}, value: 250});
    expect(
      samples.filter(({name}) => name === 'perftui_run_validity').map(({labels, value}) => [labels['verdict'], value]),
    ).toEqual([
      ['VALID', 0],
      ['DEGRADED', 1],
      ['INVALID', 0],
    ]);
    expect(samples.every(({value}) => !Number.isNaN(value))).toBe(true);
  });

  it('have no samples before there is a view, but for what runs', async () => {
    const samples = await exporter(twoNames, null).scrape();
    expect(samples.filter(({name}) => name === 'perftui_vus')).toEqual([]);
    expect(samples).toContainEqual({
      name: 'perftui_run_info',
      labels: {profile: 'checkout', target: 'http://shop', version: '1.2.3'},
      value: 1,
    });
  });
});

describe('the Grafana dashboard', () => {
  interface Target {
    readonly expr: string;
    readonly datasource: {readonly uid: string};
  }
  interface Dashboard {
    readonly schemaVersion: number;
    readonly templating: {readonly list: readonly {readonly name: string; readonly type: string}[]};
    readonly panels: readonly {
      readonly id: number;
      readonly title: string;
      readonly type: string;
      readonly targets?: readonly Target[];
      readonly gridPos: {readonly x: number; readonly w: number; readonly y: number; readonly h: number};
    }[];
  }
  const text = readFileSync(new URL('../../media/grafana-dashboard.json', import.meta.url), 'utf8');
  const dashboard = JSON.parse(text) as Dashboard;

  it('asks only for what is served, and for all of it', () => {
    const served = exporter().text.names;
    const asked = new Set(
      [...text.matchAll(/perftui_[a-z_]+/g)].map(([name]) =>
        served.includes(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
      ),
    );
    expect([...asked].filter((name) => !served.includes(name))).toEqual([]);
    expect(served.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('can be imported: a templated data source, panels that do not overlap, each with its own number', () => {
    const {schemaVersion, templating, panels} = dashboard;
    expect(schemaVersion).toBeGreaterThanOrEqual(36);
    expect(templating.list.map(({name, type}) => [name, type])).toContainEqual(['datasource', 'datasource']);
    expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
    const targets = panels.flatMap((panel) => panel.targets ?? []);
    expect(targets.every(({datasource}) => datasource.uid === '${datasource}')).toBe(true);
    for (const [index, a] of panels.entries()) {
      for (const b of panels.slice(index + 1)) {
        const apart =
          a.gridPos.x + a.gridPos.w <= b.gridPos.x ||
          b.gridPos.x + b.gridPos.w <= a.gridPos.x ||
          a.gridPos.y + a.gridPos.h <= b.gridPos.y ||
          b.gridPos.y + b.gridPos.h <= a.gridPos.y;
        expect(apart, `${a.title} and ${b.title}`).toBe(true);
      }
      expect(a.gridPos.x + a.gridPos.w).toBeLessThanOrEqual(24);
    }
  });
});
