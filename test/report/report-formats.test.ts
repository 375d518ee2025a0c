import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {reportFormats} from '../../source/domain/report-format.ts';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import type {JsonReport} from '../../source/report/json-report.ts';
import {escapeXml} from '../../source/report/junit-report.ts';
import {renderReport} from '../../source/report/render-report.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';
import {hostileName, hostileRecord, sampleComparison, sampleRecord, samplePlateaus, secondOf} from './sample-record.ts';

describe('every format', () => {
  test.each(reportFormats)('%s is printed of a full record, of an empty one, and of foreign text', async (format) => {
    const empty = sampleSnapshot([], {requests: [], thresholds: [], cells: [], hostSeries: [], events: []});
    for (const record of [sampleRecord(), {snapshot: empty, drive: null}, hostileRecord()]) {
      const text = await renderReport(record, format);
      expect(text.endsWith('\n')).toBe(true);
      // The page's own program is no figure.
      expect(text.replaceAll(/<script>.*?<\/script>/gs, '')).not.toMatch(/\bNaN\b|\bundefined\b|\[object/);
    }
  });
});

describe('of a recording that does not tell its verdicts', () => {
  const {snapshot} = sampleRecord();
  const document = {
    thresholds: {
      http_req_duration: ['p(95)<250', {threshold: 'p(99)<+10%', severity: 'warning'}, 7],
      http_req_failed: [{abortOnFail: true}, 'rate<0.01'],
      vus: 'value<5',
    },
  };
  const record = {...sampleRecord({thresholds: [], profile: {...snapshot.profile, document}}), drive: null};
  const sources = ['http_req_duration: p(95)<250', 'http_req_duration: p(99)<+10%', 'http_req_failed: rate<0.01'];

  test('what its profile asserts is there, unjudged, and never as though nothing had been asserted', async () => {
    const md = await renderReport(record, 'md');
    expect(md).toContain('No threshold could be judged');
    expect(md).toContain('| latency | p(95) < 250ms | -- | -- |');
    const junit = await renderReport(record, 'junit');
    expect(junit).toContain('<testsuite name="thresholds" tests="3" failures="0" skipped="3"');
    const {results} = JSON.parse(await renderReport(record, 'json')) as JsonReport;
    expect(results.thresholds).toEqual(
      sources.map((source, i) => ({source, ok: null, value: null, severity: i === 1 ? 'warning' : 'critical'})),
    );
  });

  test.each([null, [], 'x', {thresholds: null}, {thresholds: []}, {}])(
    'a profile %j asserts nothing',
    async (other) => {
      const none = sampleRecord({thresholds: [], profile: {...snapshot.profile, document: other}});
      expect(await renderReport(none, 'md')).toContain('No thresholds were set');
    },
  );
});

describe('the JSON report', () => {
  const read = async (record = sampleRecord()): Promise<JsonReport> =>
    JSON.parse(await renderReport(record, 'json')) as JsonReport;

  test('has the shape of the JSON summary, with null for what a snapshot cannot tell', async () => {
    const report = await read();
    expect(Object.keys(report)).toEqual(['version', 'metadata', 'config', 'validity', 'results', 'series']);
    expect(report.metadata).toMatchObject({endedBy: null, exitCode: null});
    const metrics = Object.fromEntries(report.results.metrics.map((metric) => [metric.name, metric.values]));
    expect(metrics['http_reqs']).toEqual({count: 1000, rate: 1000 / 60});
    expect(metrics['http_req_duration{name:POST /api/login}']!['max']).toBeCloseTo(180, 0);
    expect(metrics).not.toHaveProperty('iterations');
  });

  test('counts what was answered where the recording does not tell with what', async () => {
    const {snapshot} = sampleRecord();
    const requests = snapshot.requests.map((request) => ({...request, outcomes: []}));
    const report = await read(sampleRecord({requests}));
    expect(report.results.metrics.find(({name}) => name === 'http_reqs')!.values['count']).toBe(1000);
    expect(report.results.metrics.find(({name}) => name === 'http_req_failed')!.values['rate']).toBe(0.01);
  });

  test('counts iterations where the seconds of the window tell them', async () => {
    const cells = Array.from({length: 60}, (_, second) => secondOf(second, {iterations: 7}));
    const window = {scope: 'window', startMs: 10_000, endMs: 20_000, seconds: 10} as const;
    const report = await read(sampleRecord({cells, window}));
    expect(report.results.metrics.find(({name}) => name === 'iterations')!.values).toEqual({count: 70, rate: 7});
  });

  test('has every plateau with its metrics and thresholds', async () => {
    const {plateaus} = (await read()).results;
    expect(plateaus.map(({level, steady}) => [level, steady])).toEqual([
      [120, true],
      [240, false],
      [260, true],
    ]);
    expect(plateaus[0]).toMatchObject({startSeconds: 150, endSeconds: 360, seconds: 210, cpu: 0.4});
    expect(plateaus[2]!.thresholds[0]).toMatchObject({ok: false, value: 348});
    expect(plateaus[0]!.metrics.map(({name}) => name)).toContain('http_req_duration{name:GET /}');
  });

  test('has the seconds, their percentiles read from merged counts', async () => {
    const {series} = await read();
    expect(series).toHaveLength(60);
    expect(series[3]).toMatchObject({atMs: 3000, vus: 13, targetVus: 15, requests: 80, failed: 1, errorShare: 1 / 80});
    expect(series[3]!.p95Us).toBeGreaterThan(series[3]!.p50Us!);
    expect(series[3]!.host).toMatchObject({cpu: 0.2});
  });
});

describe('the CSV report', () => {
  test('has a row a second with as many fields as there are columns', async () => {
    const lines = (await renderReport(sampleRecord(), 'csv')).trimEnd().split('\n');
    expect(lines).toHaveLength(61);
    const heads = lines[0]!.split(',');
    for (const line of lines) expect(line.split(',')).toHaveLength(heads.length);
    const row = Object.fromEntries(lines[31]!.split(',').map((value, index) => [heads[index]!, value]));
    expect(row).toMatchObject({
      time_s: '30',
      in_window: '1',
      vus: '40',
      target_rate: '',
      requests: '80',
      failed: '1',
      error_share: '0.0125',
      bytes_in: '8000',
      host_cpu: '0.6',
      net_out_bytes_per_second: '',
      doubtful: '0',
    });
  });

  test('divides by what a cell covers, and marks what lies outside the window', async () => {
    const cells = [secondOf(0, {coveredMs: 500}), secondOf(1), {...secondOf(2), names: []}];
    const window = {scope: 'window', startMs: 1000, endMs: 3000, seconds: 2} as const;
    const [, first, second, third] = (await renderReport(sampleRecord({cells, window}), 'csv')).split('\n');
    expect(first!.split(',').slice(2, 9)).toEqual(['0', '10', '12', '', '3', '80', '160']);
    expect(second!.split(',').slice(7, 9)).toEqual(['80', '80']);
    expect(third!.split(',').slice(7, 16)).toEqual(['0', '0', '0', '', '', '', '', '', '']);
  });
});

describe('the JUnit report', () => {
  test('maps thresholds, budgets and checks to test cases', async () => {
    const xml = await renderReport(sampleRecord(), 'junit');
    expect(wellFormed(xml)).toEqual([]);
    expect(xml).toContain('<testsuites name="perftui checkout" tests="7" failures="3" skipped="1" time="60.000">');
    expect(xml).toContain('<testsuite name="thresholds" tests="4" failures="1" skipped="1" errors="0"');
    expect(xml).toContain('<failure message="measured 1.00%, rate &lt; 0.1% was asked for" type="failed"/>');
    expect(xml).toContain('<testcase name="POST /api/login: p95 &lt; 150ms" classname="perftui.checkout.budgets"');
    expect(xml).toContain('<failure message="10 of 500 failed" type="failed"/>');
    expect(xml).toContain('WARNING: measured 33/s');
  });

  test('a regression is a failure, a figure that was not tested is skipped', async () => {
    const xml = await renderReport(sampleRecord({}, {comparison: sampleComparison}), 'junit');
    expect(wellFormed(xml)).toEqual([]);
    expect(xml).toContain('<testsuite name="comparison" tests="3" failures="1" skipped="1"');
    const fine = {...sampleComparison, verdict: 'OK'} as const;
    expect(await renderReport(sampleRecord({}, {comparison: fine}), 'junit')).toContain(
      '<testsuite name="comparison" tests="3" failures="0" skipped="1"',
    );
  });

  test('is well-formed whatever the names are', async () => {
    expect(wellFormed(await renderReport(hostileRecord(), 'junit'))).toEqual([]);
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        expect(wellFormed(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`)).toEqual([]);
      }),
    );
  });
});

describe('the Prometheus report', () => {
  test('is valid exposition text with histograms that never fall and end at the count', async () => {
    const samples = parseExposition(await renderReport(sampleRecord(), 'prometheus'));
    const of = (name: string, labels: Record<string, string>): number[] =>
      samples
        .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
        .map(({value}) => value);
    const login = {name: 'POST /api/login'};
    const buckets = of('perftui_http_req_duration_seconds_bucket', login);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toBe(500);
    expect(of('perftui_http_req_duration_seconds_count', login)).toEqual([500]);
    expect(of('perftui_http_req_duration_seconds_sum', login)[0]).toBeCloseTo(59.94, 1);
    expect(of('perftui_http_req_duration_seconds_bucket', {...login, le: '0.1'})[0]).toBeGreaterThan(150);
    expect(of('perftui_http_req_duration_seconds_bucket', {...login, le: '0.05'})).toEqual([0]);
    expect(of('perftui_http_reqs_total', {...login, status: '503', outcome: 'unexpected'})).toEqual([10]);
    expect(of('perftui_http_req_failed_total', login)).toEqual([10]);
    expect(of('perftui_checks_total', {...login, result: 'failed'})).toEqual([10]);
    expect(of('perftui_threshold_ok', {threshold: 'http_req_failed: rate<0.001'})).toEqual([0]);
    expect(of('perftui_threshold_ok', {threshold: 'vus: value<5'})).toEqual([]);
  });

  test('keeps foreign names whole inside their labels', async () => {
    const samples = parseExposition(await renderReport(hostileRecord(), 'prometheus'));
    const names = new Set(samples.map(({labels}) => labels['name']));
    const printed = hostileName.replaceAll(/[\u0000\u001B]/g, ' ');
    expect(names).toContain(printed);
  });
});

describe('the hgrm report', () => {
  test('is the percentile distribution of all requests, in ms', async () => {
    const record = sampleRecord();
    const lines = (await renderReport(record, 'hgrm')).trimEnd().split('\n');
    expect(lines[0]).toBe('#[perftui: service time of all requests in ms, over 60 s]');
    expect(lines[1]).toMatch(/^ +Value +Percentile TotalCount 1\/\(1-Percentile\)$/);
    const rows = lines.filter((line) => /^ +[\d.]+ /.test(line)).map((line) => line.trim().split(/\s+/).map(Number));
    expect(rows.at(-1)!.slice(0, 3)).toEqual([expect.closeTo(180, 0), 1, 1000]);
    for (const column of [0, 1, 2]) {
      const values = rows.map((row) => row[column]!);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    const counts = decodeHdr(record.snapshot.requests[0]!.histogram).counts;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows.at(-1)![2]);
  });
});

test('plateaus of the sample are one that held, one that is not steady, one that failed', () => {
  expect(samplePlateaus.map(({thresholds: [threshold], steady}) => [threshold!.ok, steady])).toEqual([
    [true, true],
    [true, false],
    [false, true],
  ]);
});

/** What is wrong with a text as XML 1.0: as strict as the parts of it that reports use. */
function wellFormed(xml: string): string[] {
  const problems: string[] = [];
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(xml)) problems.push('a character XML has not');
  const open: string[] = [];
  const token =
    /<\?xml [^?]*\?>|<(?<start>[\w-]+)(?: \w+="(?:[^<&"]|&(?:amp|lt|gt|quot|#\d+);)*")*(?<empty>\/?)>|<\/(?<end>[\w-]+)>|(?:[^<&]|&(?:amp|lt|gt|quot|#\d+);)+/gy;
  let at = 0;
  while (at < xml.length) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (match === null) return [...problems, `not XML at ${at}: ${JSON.stringify(xml.slice(at, at + 40))}`];
    const {start, empty, end} = match.groups ?? {};
    if (start !== undefined && empty === '') open.push(start);
    if (end !== undefined && open.pop() !== end) problems.push(`</${end}> closes something else`);
    at = token.lastIndex;
  }
  return open.length === 0 ? problems : [...problems, `not closed: ${open.join(', ')}`];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format 0.0.4; throws at the first line that is none of it. */
function parseExposition(text: string): Sample[] {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [, name, type] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name !== undefined) {
      if (types.has(name)) throw new Error(`${name} is typed twice`);
      types.set(name, type!);
    }
    if (/^# (?:HELP|TYPE) /.test(line)) continue;
    const match =
      /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*",?)*)\})? (-?[\d.]+(?:e[+-]?\d+)?)$/.exec(line);
    if (match === null) throw new Error(`not a sample: ${line}`);
    const family = match[1]!.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(family) && !types.has(match[1]!)) throw new Error(`no type: ${line}`);
    if (types.get(match[1]!) === 'counter' && !match[1]!.endsWith('_total')) throw new Error(`counter name: ${line}`);
    const pairs = [...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\[\\"n])*)"/g)];
    const labels = Object.fromEntries(
      pairs.map(([, key, value]) => [
        key!,
        value!.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one)),
      ]),
    );
    samples.push({name: match[1]!, labels, value: Number(match[3])});
  }
  return samples;
}
