import type {ReportFormat} from '../domain/report-format.ts';
import {askedThresholds} from './asked-thresholds.ts';
import {csvReport} from './csv-report.ts';
import {hgrmReport} from './hgrm-report.ts';
import {htmlReport} from './html-report.ts';
import {jsonReport} from './json-report.ts';
import {junitReport} from './junit-report.ts';
import {markdownReport} from './markdown-report.ts';
import {prometheusReport} from './prometheus-report.ts';
import type {ReportRecord} from './report-record.ts';

const printers: Readonly<Record<ReportFormat, (record: ReportRecord) => string | Promise<string>>> = {
  json: jsonReport,
  csv: csvReport,
  md: markdownReport,
  html: htmlReport,
  junit: junitReport,
  prometheus: prometheusReport,
  hgrm: hgrmReport,
};

/** The record as one file of the format. Rejects when its encoded counts are damaged. */
export async function renderReport(record: ReportRecord, format: ReportFormat): Promise<string> {
  const {snapshot} = record;
  return printers[format]({...record, snapshot: {...snapshot, thresholds: askedThresholds(snapshot)}});
}
