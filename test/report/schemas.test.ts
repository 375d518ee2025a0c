import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import {comparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {comparisonJson} from '../../source/report/comparison-json.ts';
import {comparedRecord} from '../../source/report/comparison-parts.ts';
import {jsonSummary} from '../../source/report/json-summary.ts';
import {renderReport} from '../../source/report/render-report.ts';
import {trendJson} from '../../source/report/trend-json.ts';
import {buildTrend} from '../../source/report/trend-rows.ts';
import {readDrive} from '../../source/files/read-drive.ts';
import {readSnapshot} from '../../source/files/snapshot-store.ts';
import {snapshotOfDrive} from '../../source/session/drive-snapshot.ts';
import {sampleComparison, samplePlateaus, sampleRecord} from './sample-record.ts';
import {openSummary, sampleSummary} from './sample-summary.ts';

const fixture = (name: string): string => new URL(`../fixtures/${name}`, import.meta.url).pathname;

function problems(name: string, text: string): unknown {
  const file = new URL(`../../snapshots/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const validate = new Ajv2020({strict: true, strictTypes: false}).compile(schema);
  validate(JSON.parse(text));
  return validate.errors;
}

test('what runs are summed up as is what the published schema says', () => {
  const full = {plateaus: samplePlateaus, comparison: sampleComparison, baselineName: 'S1'};
  for (const summary of [sampleSummary(), openSummary(full)]) {
    expect(problems('summary', JSON.stringify(jsonSummary(summary)))).toBeNull();
  }
});

test.each(['drive-1', 'drive-2'])('so is the report of %s', async (name) => {
  const drive = await readDrive(fixture(`formats/${name}/demo-checkout.jsonl`));
  const text = await renderReport({snapshot: snapshotOfDrive(drive), drive}, 'json');
  expect(problems('summary', text)).toBeNull();
});

test('so are a report with a comparison, a comparison, and a trend', async () => {
  const before = await readSnapshot(fixture('runs/deployments-before.json'));
  const comparison = compareRuns(comparableRun(before), comparableRun(before), {align: 'load'});
  const report = await renderReport({...sampleRecord(), before, comparison}, 'json');
  expect(problems('summary', report)).toBeNull();
  const named = {before: comparedRecord('a.json', before), now: comparedRecord('b.json', before), comparison};
  expect(problems('comparison', comparisonJson(named))).toBeNull();
  const other = {...before, target: {...before.target, label: 'other'}};
  const trend = buildTrend([before, before, other].map((snapshot) => ({file: 'a.json', snapshot})));
  expect(trend.points.map(({step}) => step === null)).toEqual([true, false]);
  expect(problems('trend', trendJson(trend))).toBeNull();
});

test('something else is not', () => {
  for (const name of ['summary', 'comparison', 'trend']) expect(problems(name, '{"kind":"x"}')).not.toBeNull();
});
