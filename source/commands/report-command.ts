import path from 'node:path';
import {comparableRun} from '../analysis/comparable-run.ts';
import {compareRuns} from '../analysis/compare-runs.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {reportFormats, type ReportFormat} from '../domain/report-format.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {renderReport} from '../report/render-report.ts';
import type {ReportRecord} from '../report/report-record.ts';
import {outputFlag, wordFlag} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {loadRecord} from './load-record.ts';
import {nameDamaged} from './name-damaged.ts';
import {writeOutput} from './write-output.ts';

const endings: Readonly<Record<string, ReportFormat>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.md': 'md',
  '.markdown': 'md',
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'md',
  '.xml': 'junit',
  '.prom': 'prometheus',
  '.hgrm': 'hgrm',
};

/**
 * `perftui report X`: a snapshot or a drive as one file of a format, Markdown unless `--format` or the ending of `-o` says
 * otherwise; with `--baseline` it is set against another.
 * @throws PerftuiError when a file cannot be read or written
 */
export async function reportCommand(name: string, raw: RawFlags): Promise<ExitCode> {
  const output = outputFlag(raw);
  const format = raw['format'] === undefined ? formatOf(output) : wordFlag(raw, 'format', reportFormats, 'md');
  const baseline = raw['baseline'];
  if (baseline === '') throw new PerftuiError('ERR_USAGE', '--baseline has no value', {hint: 'write --baseline NAME'});
  const now = await loadRecord(name);
  const before = typeof baseline === 'string' ? await loadRecord(baseline) : null;
  const record: ReportRecord = {snapshot: now.snapshot, drive: now.drive};
  const text = await nameDamaged(before === null ? [now] : [now, before], async () =>
    renderReport(before === null ? record : against(record, before.snapshot), format),
  );
  await writeOutput(text, output);
  return exitCodes.ok;
}

function formatOf(output: string | null): ReportFormat {
  const ending = path.extname(output ?? '').toLowerCase();
  const format = endings[ending];
  if (format !== undefined || output === null) return format ?? 'md';
  if (!/^\.[a-z]\w*$/.test(ending)) return 'md';
  throw new PerftuiError('ERR_USAGE', `${output}: no report ends in ${ending}`, {
    hint: `--format says which it shall be: ${reportFormats.join(', ')}`,
  });
}

function against(record: ReportRecord, before: Snapshot): ReportRecord {
  const comparison = compareRuns(comparableRun(record.snapshot), comparableRun(before), {align: 'load'});
  return {...record, before, comparison};
}
