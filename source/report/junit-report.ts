import type {Snapshot, SnapshotCheck, SnapshotThreshold} from '../domain/snapshot.ts';
import {formatChange} from '../domain/format.ts';
import {formatCompared, formatInterval} from './before-after-table.ts';
import {studySuite} from './junit-study.ts';
import type {TestCase, TestSuite} from './junit-suite.ts';
import type {ReportRecord} from './report-record.ts';
import {grouped} from './text-parts.ts';
import {isUnjudgedSearch, ownThresholds, thresholdSource, thresholdTarget, unjudgedText} from './threshold-text.ts';
import {formatThresholdValue} from './threshold-value.ts';

/** Thresholds, budgets, checks, the comparison and what a study found as JUnit test cases, as CI servers read them. */
export function junitReport(record: ReportRecord): string {
  const {snapshot} = record;
  const suites: TestSuite[] = [
    ...(snapshot.study === undefined ? [] : [studySuite(snapshot.study)]),
    {name: 'thresholds', cases: thresholdCases(snapshot, ({budget}) => budget === undefined)},
    {name: 'budgets', cases: thresholdCases(snapshot, ({budget}) => budget !== undefined)},
    {name: 'checks', cases: (snapshot.checks ?? []).map(checkCase)},
    {name: 'comparison', cases: comparisonCases(record)},
  ];
  const filled = suites.filter(({cases}) => cases.length > 0);
  const seconds = snapshot.window.seconds.toFixed(3);
  const all = filled.flatMap(({cases}) => cases);
  const errors = errorsOf(all);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`perftui ${snapshot.profile.name}`)}" ${counts(all)} time="${seconds}"${errors === 0 ? '' : ` errors="${errors}"`}>`,
    ...filled.flatMap(({name, cases}) => suiteLines(record, name, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({snapshot}: ReportRecord, name: string, cases: readonly TestCase[]): string[] {
  const {takenAt, host, window, profile} = snapshot;
  const attributes = [
    `name="${name}"`,
    counts(cases),
    `errors="${errorsOf(cases)}"`,
    `time="${window.seconds.toFixed(3)}"`,
    `timestamp="${escapeXml(takenAt.slice(0, 19))}"`,
    `hostname="${escapeXml(host.hostname)}"`,
  ];
  const className = escapeXml(`perftui.${profile.name}.${name}`);
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    ...cases.flatMap((one) => caseLines(one, className)),
    '  </testsuite>',
  ];
}

function counts(cases: readonly TestCase[]): string {
  const failures = cases.filter(({failure}) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" skipped="${skipped}"`;
}

function errorsOf(cases: readonly TestCase[]): number {
  return cases.filter(({error}) => error !== undefined).length;
}

function caseLines({name, failure, error, skipped, output}: TestCase, className: string): string[] {
  const parts = [
    ...(failure === undefined ? [] : [`<failure message="${escapeXml(failure)}" type="failed"/>`]),
    ...(error === undefined ? [] : [`<error message="${escapeXml(error)}" type="error"/>`]),
    ...(skipped === undefined ? [] : [`<skipped message="${escapeXml(skipped)}"/>`]),
    ...(output === undefined ? [] : [`<system-out>${escapeXml(output)}</system-out>`]),
  ];
  const start = `    <testcase name="${escapeXml(name)}" classname="${className}" time="0"`;
  return parts.length === 0
    ? [`${start}/>`]
    : [`${start}>`, ...parts.map((part) => `      ${part}`), '    </testcase>'];
}

function thresholdCases(snapshot: Snapshot, wanted: (threshold: SnapshotThreshold) => boolean): TestCase[] {
  const own = ownThresholds(snapshot);
  const why = isUnjudgedSearch(snapshot, own) ? unjudgedText : 'no figure to judge it by';
  return own.filter(wanted).map((threshold) => thresholdCase(threshold, why));
}

function thresholdCase(threshold: SnapshotThreshold, whyUnjudged: string): TestCase {
  const {ok, severity, budget} = threshold;
  const name =
    budget === undefined ? thresholdSource(threshold) : `${budget.requestName}: ${thresholdTarget(threshold)}`;
  const value = formatThresholdValue(threshold);
  if (ok === null) return {name, skipped: whyUnjudged};
  if (ok) return {name, output: `measured ${value}`};
  if (severity === 'warning')
    return {name, output: `WARNING: measured ${value}, ${thresholdTarget(threshold)} was asked for`};
  return {name, failure: `measured ${value}, ${thresholdTarget(threshold)} was asked for`};
}

function checkCase({name, requestName, passed, failed, cut}: SnapshotCheck): TestCase {
  const title = `${requestName}: ${name}`;
  if (passed + failed === 0) return {name: title, skipped: 'it was never made'};
  const output = `${grouped(passed)} of ${grouped(passed + failed)} passed`;
  const beyond = cut === 0 ? '' : `, ${grouped(cut)} of them beyond the capture limit`;
  return failed === 0
    ? {name: title, output}
    : {name: title, output, failure: `${grouped(failed)} of ${grouped(passed + failed)} failed${beyond}`};
}

function comparisonCases({comparison}: ReportRecord): TestCase[] {
  if (!comparison) return [];
  if (comparison.refusal !== null) return [{name: 'against the baseline', skipped: comparison.refusal}];
  const cases = comparison.requests.flatMap(({name: request, metrics}) =>
    metrics.map(({metric, before, now, change, interval, verdict, why}): TestCase => {
      const name = `${request ?? 'all'}: ${metric}`;
      if (verdict === 'UNTESTED') return {name, skipped: why ?? 'not tested'};
      const text = [
        verdict,
        `${before === null ? '--' : formatCompared(metric, before)} to ${now === null ? '--' : formatCompared(metric, now)}`,
        ...(change === null ? [] : [formatChange(change)]),
        ...(interval === null ? [] : [`interval ${formatInterval(interval)}`]),
      ].join(', ');
      return {name, output: text};
    }),
  );
  const whole = `${comparison.verdict}: ${comparison.text}`;
  return [
    comparison.verdict === 'REGRESSION'
      ? {name: 'against the baseline', failure: whole}
      : {name: 'against the baseline', output: whole},
    ...cases,
  ];
}

/**
 * Text for an attribute or an element. XML 1.0, 2.2 has no control characters but tab and line breaks, no lone
 * surrogates, and neither U+FFFE nor U+FFFF, however they are written: they are dropped.
 */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');
}
