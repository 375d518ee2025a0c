import {appendFile} from 'node:fs/promises';
import process from 'node:process';
import {describeError} from '../domain/errors.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {fileError} from '../files/atomic-write.ts';
import {stepMarkdown} from '../report/step-markdown.ts';

/**
 * Appends the run's tables to the file that `GITHUB_STEP_SUMMARY` names, which GitHub shows on the job's page; nothing
 * where it is not set. A failure is told on stderr and changes nothing.
 */
export async function writeStepSummary(
  summary: RunSummary,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  try {
    await appendFile(file, stepMarkdown(summary), 'utf8');
  } catch (error) {
    process.stderr.write(`perftui: ${describeError(fileError('write', file, error))}\n`);
  }
}
