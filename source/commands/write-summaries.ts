import process from 'node:process';
import {describeError, exitCodes, type ExitCode} from '../domain/errors.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {writeFileAtomically} from '../files/atomic-write.ts';
import {jsonSummary} from '../report/json-summary.ts';
import {textSummary} from '../report/text-summary.ts';
import type {RunFlags} from './flags.ts';
import {holdOutput, writeHeld} from './held-output.ts';
import {writeStepSummary} from './step-summary.ts';
import {hasColours, outputWidth} from './write-output.ts';

/**
 * The run's summary as text, for CI, and where `--summary-export` says.
 * @param isLast nothing is shown after this run: what was held for the end is written
 * @returns the exit code of the run, or 104 where that is 0 and the export could not be written
 */
export async function writeSummaries(
  summary: RunSummary,
  {summaryExport}: Pick<RunFlags, 'summaryExport'>,
  isLast: boolean,
): Promise<ExitCode> {
  const width = outputWidth(process.stdout);
  holdOutput(textSummary(summary, {width, colour: hasColours()}));
  if (isLast) writeHeld();
  await writeStepSummary(summary, process.env);
  if (summaryExport === null) return summary.exitCode;
  try {
    await writeFileAtomically(summaryExport, `${JSON.stringify(jsonSummary(summary), null, 2)}\n`);
    return summary.exitCode;
  } catch (error) {
    if (summary.exitCode === exitCodes.ok) throw error;
    process.stderr.write(`perftui: ${describeError(error)}\n`);
    return summary.exitCode;
  }
}
