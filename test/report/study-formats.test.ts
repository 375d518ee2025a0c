import {describe, expect, test} from 'vitest';
import type {SnapshotThreshold} from '../../source/domain/snapshot.ts';
import type {CapacityStudy, Study} from '../../source/domain/study.ts';
import {reportFormats} from '../../source/domain/report-format.ts';
import {capacityResultTable, capacityText, stepTable} from '../../source/report/capacity-table.ts';
import type {JsonReport} from '../../source/report/json-report.ts';
import {markdownTable} from '../../source/report/markdown-report.ts';
import {renderReport} from '../../source/report/render-report.ts';
import type {ReportRecord} from '../../source/report/report-record.ts';
import {stepMarkdown} from '../../source/report/step-markdown.ts';
import {textSummary} from '../../source/report/text-summary.ts';
import {hostileName, plateauOf, sampleRecord} from './sample-record.ts';
import {hostileStudies, sampleCapacity, sampleSoak, sampleSpike} from './sample-study.ts';
import {sampleSummary} from './sample-summary.ts';

const studies: readonly Study[] = [sampleCapacity, sampleSpike, sampleSoak];
const unjudged: readonly SnapshotThreshold[] = [
  {source: 'http_req_duration: p(95)<250', value: 349, ok: null, severity: 'critical'},
  {source: 'http_req_duration: p(99)<500', value: 912, ok: null, severity: 'critical'},
];

function recordOf(study: Study): ReportRecord {
  return sampleRecord({study, ...(study.kind === 'capacity' && {thresholds: unjudged}), plateaus: []});
}

function summaryOf(study: Study): string {
  const {run} = sampleSummary();
  const thresholds = study.kind === 'capacity' ? unjudged : run.thresholds;
  const summary = sampleSummary({study, run: {...run, study, thresholds}, endedBy: 'search ended'});
  return textSummary(summary, {width: 80, colour: false});
}

/** The page's own program is no figure. */
function withoutScripts(text: string): string {
  return text.replaceAll(/<script>.*?<\/script>/gs, '');
}

/** Its lines from one that begins so on, as many as belong together. */
function blockOf(text: string, start: string): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(start));
  if (from === -1) return [];
  const length = lines.slice(from).findIndex((line) => line === '');
  return lines.slice(from, length === -1 ? undefined : from + length);
}

function ended(overrides: Partial<CapacityStudy>): CapacityStudy {
  return {...sampleCapacity, ...overrides};
}

const limited = ended({
  verdict: 'GENERATOR-LIMITED',
  low: 480,
  high: null,
  confirmed: false,
  says: 'no capacity found',
});

describe('every format', () => {
  test.each(reportFormats)('%s has what a search, a spike and an endurance test found out', async (format) => {
    const wanted = {
      capacity: /208.*216/s,
      spike: /1m20s|\b80\b|perftui_spike_recovered\{spike="5x",level="250"\} 0/,
      soak: /5\.4%|0\.054|499\.6/,
    };
    for (const study of studies) {
      const text = await renderReport(recordOf(study), format);
      expect(wanted[study.kind].test(text)).toBe(true);
      expect(/\bNaN\b|\bundefined\b|\[object/.exec(withoutScripts(text))).toBeNull();
    }
  });

  test.each(reportFormats)('%s of studies with foreign text is printed, and steers nothing', async (format) => {
    for (const study of hostileStudies(hostileName)) {
      const text = await renderReport(recordOf(study), format);
      expect(text.includes('\u001B')).toBe(false);
      expect(format === 'html' && text.includes('</script><img')).toBe(false);
    }
  });

  test('a search that only began is no answer in any of them', async () => {
    const none = ended({
      state: 'running',
      verdict: 'INCOMPLETE',
      low: null,
      high: null,
      trials: [],
      usl: null,
      knee: null,
    });
    for (const format of reportFormats) {
      const text = await renderReport(recordOf({...none, breaking: null, hints: [], says: 'climbs: 5 VUs'}), format);
      expect(/\bNaN\b|\bnull VUs\b|\bFOUND\b/.exec(withoutScripts(text))).toBeNull();
    }
  });
});

describe('thresholds a search does not judge', () => {
  const record = recordOf(sampleCapacity);

  test('are no failures, and nothing says that so many of them held', async () => {
    const md = await renderReport(record, 'md');
    expect(md).toContain('Thresholds are not judged over a search');
    expect(md).toContain('| latency | p(99) < 500ms | 912ms | -- |');
    expect(md).not.toContain('FAIL p(95)');
    expect(await renderReport(record, 'html')).not.toContain('thresholds held');
    expect(await renderReport(record, 'prometheus')).not.toContain('perftui_threshold_ok');
    const junit = await renderReport(record, 'junit');
    expect(junit).toContain('<testsuite name="thresholds" tests="1" failures="0" skipped="1" errors="0"');
    const {results} = JSON.parse(await renderReport(record, 'json')) as JsonReport;
    expect(results.thresholds).toMatchObject([
      {ok: null, value: 349},
      {ok: null, value: 912},
    ]);
    const text = summaryOf(sampleCapacity);
    expect(text).not.toMatch(/SLO|FAIL  http/);
    expect(text).toContain('  thresholds, not judged over a search\n  --    http_req_duration: p(99)<500');
  });
});

test('the limits of a search are told by its result alone', async () => {
  const record = sampleRecord({study: sampleCapacity, thresholds: unjudged.slice(0, 1)});
  const md = await renderReport(record, 'md');
  expect(md.match(/p\(95\) < 250ms \|/g)).toHaveLength(1);
  expect(md).not.toMatch(/[Tt]hresholds (?:are not|were set)/);
  expect(await renderReport(record, 'junit')).not.toContain('<testsuite name="thresholds"');
  // One that was judged, as over a run somebody drove, is said as ever.
  const judged = {...unjudged[0]!, ok: false} as const;
  expect(await renderReport(sampleRecord({study: sampleCapacity, thresholds: [judged]}), 'md')).toContain(
    '| latency | p(95) < 250ms | 349ms | **FAIL** |',
  );
});

describe("a search's tables", () => {
  test('have the result, and a row for each load', () => {
    expect(markdownTable(capacityResultTable(sampleCapacity))).toMatchInlineSnapshot(`
      "## Capacity

      capacity 208 to 216 VUs: p95 < 250ms held at 208 VUs, not at 216 VUs

      | What | Result |
      | --- | --- |
      | verdict | FOUND, confirmed |
      | capacity | 208 to 216 VUs |
      | breaks at | over 216, up to 256 VUs: 12.0% errors |
      | limit | http\\_req\\_duration: p(95)&lt;250 |
      | bottleneck | POST /api/checkout fails first: p95 312ms > 250ms at 216 VUs |
      | bottleneck | the target's CPU is at 96% at 216 VUs |
      | knee | near 205-214 VUs |
      | USL | α 0.0277, β 0.000104, γ 90, R² 0.994: most throughput at N\\* = 97 VUs |
      | took | 2m30s, 6 trials |"
    `);
    expect(markdownTable(stepTable(sampleCapacity)!)).toMatchInlineSnapshot(`
      "## Load steps

      In order of time. Figures are of what was judged of a trial: what came before it settled is left out. Of limit: what is used of the limit that is nearest, with its margin of error.

      | Users | Verdict | RPS | avg | p50 | p95 | p99 | Errors | CPU | Of limit | Phase | Why | From - to |
      | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |
      | 64 VUs | PASS | 269 | 18.0ms | 16.5ms | 41.0ms | -- | 0% | 25.0% | 16% (15..18%) | climb | p95 41ms of 250ms | 00:00:05 - 00:00:20 |
      | 128 VUs | PASS | 538 | 18.0ms | 16.5ms | 66.0ms | -- | 0% | 25.0% | 26% (24..29%) | climb | p95 66ms of 250ms | 00:00:20 - 00:00:35 |
      | 256 VUs | **ABORTED** | 890 | 18.0ms | 16.5ms | 912ms | -- | 12.0% | 25.0% | -- | climb | 12.0% errors | 00:00:35 - 00:00:50 |
      | 208 VUs | PASS | 874 | 18.0ms | 16.5ms | 212ms | -- | 0% | 25.0% | 85% (76..93%) | bisect | p95 212ms of 250ms | 00:01:00 - 00:01:15 |
      | 216 VUs | **FAIL** | 890 | 18.0ms | 16.5ms | 312ms | -- | 0% | 25.0% | 125% (112..137%) | bisect | p95 312ms > 250ms | 00:01:15 - 00:01:30 |
      | 208 VUs | PASS | 874 | 18.0ms | 16.5ms | 221ms | -- | 0% | 25.0% | 88% (80..97%) | confirm | p95 221ms of 250ms | 00:01:35 - 00:02:35 |"
    `);
  });

  test('have rates, VUs at work and the observed target where there are such', () => {
    const trials = sampleCapacity.trials.map((trial) => ({...trial, vus: 31.25, targetCpu: 0.96}));
    const {columns, rows} = stepTable(ended({model: 'open', trials}))!;
    expect(columns.map(({head}) => head).slice(0, 3)).toEqual(['Load', 'Verdict', 'VUs']);
    expect(columns.map(({head}) => head)).toContain('Target CPU');
    expect(rows[0]!.map(({text}) => text)).toEqual(expect.arrayContaining(['64/s', '31.3', '96.0%']));
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test.each([
    ['FOUND', {}, '208 to 216 VUs'],
    ['AT-LEAST', {high: null}, '208 VUs or more'],
    ['BELOW', {low: null}, 'below 216 VUs'],
    ['GENERATOR-LIMITED', {}, '--'],
    ['INCOMPLETE', {}, '--'],
  ] as const)('%s: capacity is told only where it is known', (verdict, range, text) => {
    expect(capacityText(ended({verdict, ...range}))).toBe(text);
    expect(capacityText(ended({verdict, ...range, state: 'running'}))).toBe('--');
  });

  test('say what held and what did not where that is no capacity', () => {
    const rows = capacityResultTable(ended({verdict: 'INCOMPLETE'})).rows.map((row) => row.map(({text}) => text));
    expect(rows).toContainEqual(['held at', '208 VUs']);
    expect(rows).toContainEqual(['not held at', '216 VUs']);
  });

  test('stand in for plateaus of the same time; holds of the operator stay', async () => {
    const at = (level: number, start: number, end: number) =>
      plateauOf(level, 50_000, {startMs: start * 1000, endMs: end * 1000});
    const plateaus = [at(64, 8, 20), at(33, 51, 59), at(208, 62, 75), at(300, 160, 220)];
    const md = await renderReport(sampleRecord({study: sampleCapacity, plateaus}), 'md');
    const rows = md.split('\n').filter((line) => /^\| 00:\d\d:\d\d - \S+ \| \d+ VUs/.test(line));
    expect(rows.map((row) => row.split(' | ')[1])).toEqual(['300 VUs']);
    expect(md.match(/^## Capacity/gm)).toHaveLength(1);
    expect(md).not.toContain('Best passing load');
    const [first, ...others] = sampleCapacity.trials;
    const taken = ended({trials: [{...first!, verdict: 'INTERRUPTED'}, ...others.slice(3)]});
    const own = await renderReport(sampleRecord({study: taken, plateaus}), 'md');
    expect(own).toContain('| 33 VUs |');
  });
});

test('the text summary tells a search in one block, and its loads in the next', () => {
  expect(blockOf(summaryOf(sampleCapacity), '  search')).toMatchInlineSnapshot(`
    [
      "  search      capacity 208 to 216 VUs: p95 < 250ms held at 208 VUs, not at 216",
      "              VUs",
      "  verdict     FOUND, confirmed",
      "  breaks at   over 216, up to 256 VUs: 12.0% errors",
      "  bottleneck  POST /api/checkout fails first: p95 312ms > 250ms at 216 VUs",
      "  bottleneck  the target's CPU is at 96% at 216 VUs",
      "  knee        near 205-214 VUs",
      "  USL         α 0.0277, β 0.000104, γ 90, R² 0.994: most throughput at N* = 97",
      "              VUs",
      "  took        2m30s, 6 trials",
    ]
  `);
  expect(blockOf(summaryOf(sampleCapacity), '  Load steps')).toMatchInlineSnapshot(`
    [
      "  Load steps",
      "    Users  Verdict  RPS     avg     p50     p95  p99  Errors    CPU",
      "   64 VUs  PASS     269  18.0ms  16.5ms  41.0ms   --      0%  25.0%",
      "  128 VUs  PASS     538  18.0ms  16.5ms  66.0ms   --      0%  25.0%",
      "  256 VUs  ABORTED  890  18.0ms  16.5ms   912ms   --   12.0%  25.0%",
      "  208 VUs  PASS     874  18.0ms  16.5ms   212ms   --      0%  25.0%",
      "  216 VUs  FAIL     890  18.0ms  16.5ms   312ms   --      0%  25.0%",
      "  208 VUs  PASS     874  18.0ms  16.5ms   221ms   --      0%  25.0%",
    ]
  `);
  expect(summaryOf(sampleCapacity)).not.toContain('best passing load');
});

test("the text summary says why the generator's end is an exit code", () => {
  const {run} = sampleSummary();
  const text = textSummary(sampleSummary({study: limited, run: {...run, study: limited}, exitCode: 111}), {
    width: 80,
    colour: false,
  });
  expect(text).toContain("\n\n  exit 111: the generator's end is no capacity; --allow-invalid lifts it");
});

test('the text summary tells a spike and an endurance test', () => {
  expect(blockOf(summaryOf({...sampleSpike, says: 'not from 5x within 1m20s'}), '  spike test')).toEqual([
    '  spike test  not from 5x within 1m20s',
  ]);
  expect(summaryOf(sampleSpike)).toContain('\n  Spike test\n');
  expect(blockOf(summaryOf({...sampleSoak, says: 'p95 +5%'}), '  endurance')).toEqual(['  endurance   p95 +5%']);
  expect(summaryOf(sampleSoak)).toContain('\n  Drift\n');
});

test("a CI job's page has the answer and its loads", () => {
  const {run} = sampleSummary();
  const page = stepMarkdown(sampleSummary({study: sampleCapacity, run: {...run, study: sampleCapacity}}));
  expect(page).toContain('| capacity | p(95) < 250ms | 208 to 216 VUs | FOUND |');
  expect(page.match(/^## (?:Capacity|Load steps)$/gm)).toEqual(['## Capacity', '## Load steps']);
});

test('CSV has a row for each load, with as many fields as there are columns', async () => {
  const csv = await renderReport(recordOf(sampleCapacity), 'csv');
  const [head, ...rows] = csv.trimEnd().split('\n');
  expect(rows).toHaveLength(sampleCapacity.trials.length);
  for (const row of rows) expect(row.split(',')).toHaveLength(head!.split(',').length);
  expect(rows[4]).toBe('bisect,75,90,216,216,890.4,18,16.5,312,,0,0.25,,1.248,1.1232,1.3728,78,FAIL,p95 312ms > 250ms');
});

describe('as JUnit', () => {
  const caseOf = async (study: Study): Promise<string> => {
    const xml = await renderReport(
      {...recordOf(study), snapshot: {...recordOf(study).snapshot, thresholds: [], checks: []}},
      'junit',
    );
    return xml;
  };

  test.each([
    ['FOUND', 'failures="0" skipped="0" errors="0"'],
    ['AT-LEAST', 'failures="0" skipped="0" errors="0"'],
    ['BELOW', 'failures="1" skipped="0" errors="0"'],
    ['GENERATOR-LIMITED', 'failures="0" skipped="0" errors="1"'],
    ['INCOMPLETE', 'failures="0" skipped="1" errors="0"'],
  ] as const)('%s of a search is one test case: %s', async (verdict, counts) => {
    expect(await caseOf(ended({verdict}))).toContain(`<testsuite name="capacity" tests="1" ${counts}`);
  });

  test('a spike that was not recovered from failed; one that the generator spoilt is an error', async () => {
    const [first, last] = sampleSpike.factors;
    const clear = {...last!, limitedSeconds: 0};
    expect(await caseOf({...sampleSpike, factors: [first!, clear]})).toContain(
      '<testsuite name="spike" tests="2" failures="1" skipped="0" errors="0"',
    );
    expect(await caseOf({...sampleSpike, factors: [first!, {...clear, limitedSeconds: 12}]})).toContain(
      '<testsuite name="spike" tests="2" failures="0" skipped="0" errors="1"',
    );
  });

  test('a drift failed, one of perftui itself is an error, and what is too short was skipped', async () => {
    const xml = await caseOf(sampleSoak);
    expect(xml).toContain('<testsuite name="endurance" tests="4" failures="1" skipped="1" errors="1"');
    expect(xml).toContain('<failure message="DRIFT: +5.4% over the whole time, 60 blocks, p &lt;.001" type="failed"/>');
  });
});

test('as JUnit a test that came to nothing was skipped, and is there', async () => {
  const spike = {...sampleSpike, factors: [], says: 'ended before the first spike'};
  const soak = {...sampleSoak, drifts: [], periods: [], says: 'nothing was measured'};
  for (const study of [spike, soak]) {
    const xml = await renderReport(sampleRecord({study}), 'junit');
    expect(xml).toContain(`<skipped message="${study.says}"/>`);
  }
});

describe('as Prometheus text', () => {
  test('a capacity has both its ends, and each load its figures', async () => {
    const text = await renderReport(recordOf(sampleCapacity), 'prometheus');
    expect(text).toContain('\nperftui_capacity_low{load="vus"} 208\n');
    expect(text).toContain('\nperftui_capacity_high{load="vus"} 216\n');
    expect(text).toContain('\nperftui_capacity_verdict{verdict="FOUND"} 1\n');
    expect(text).toContain(
      '\nperftui_step_http_req_duration_seconds{step="5",phase="bisect",level="216",verdict="FAIL",quantile="0.95"} 0.312\n',
    );
  });

  test('what is no capacity is not there to be read as one', async () => {
    const text = await renderReport(recordOf(limited), 'prometheus');
    expect(text).not.toMatch(/^perftui_capacity_(?:low|high)/m);
    expect(text).toContain('perftui_capacity_verdict{verdict="GENERATOR-LIMITED"} 1');
  });

  test('no two samples are the same series', async () => {
    for (const study of studies) {
      const text = await renderReport(recordOf(study), 'prometheus');
      const series = text
        .split('\n')
        .filter((line) => line.startsWith('perftui_'))
        .map((line) => line.slice(0, line.lastIndexOf(' ')));
      expect(new Set(series).size).toBe(series.length);
    }
  });
});

test('the page draws trials by whether they passed, and the limit of the search', async () => {
  const html = await renderReport(recordOf(sampleCapacity), 'html');
  const [, json] = /<script id="report-data" type="application\/json">(.*?)<\/script>/s.exec(html)!;
  const {scatter, boundMs} = JSON.parse(json!) as {
    scatter: {held: {label: string; p95: (number | null)[]}[]};
    boundMs: number;
  };
  expect(boundMs).toBe(250);
  expect(scatter.held.map(({p95}) => p95.filter((value) => value !== null))).toEqual([
    [41, 66, 212, 221],
    [312, 912],
  ]);
});
