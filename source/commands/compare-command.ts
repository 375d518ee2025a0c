import process from 'node:process';
import {comparableRun} from '../analysis/comparable-run.ts';
import {compareRuns} from '../analysis/compare-runs.ts';
import type {ComparisonAlign, RunComparison} from '../domain/comparison.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {comparisonJson} from '../report/comparison-json.ts';
import {comparisonMarkdown} from '../report/comparison-markdown.ts';
import {comparedRecord, type NamedComparison} from '../report/comparison-parts.ts';
import {comparisonText} from '../report/comparison-text.ts';
import {outputFlag, wordFlag} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {loadRecord, type LoadedRecord} from './load-record.ts';
import {nameDamaged} from './name-damaged.ts';
import {hasColours, outputWidth, writeOutput} from './write-output.ts';

const aligns: readonly ComparisonAlign[] = ['load', 'window', 'time'];
const formats = ['text', 'json', 'md'] as const;

/**
 * `perftui compare BEFORE NOW`: the earlier run first, as with diff. 112 on a regression, 104 where the two cannot be
 * compared (the output says why all the same; `--force` compares them nevertheless).
 */
export async function compareCommand(names: readonly string[], raw: RawFlags): Promise<ExitCode> {
  const align = wordFlag(raw, 'align', aligns, 'load');
  const format = wordFlag(raw, 'format', formats, 'text');
  const output = outputFlag(raw);
  if (names.length !== 2) {
    throw new PerftuiError('ERR_USAGE', `two runs are compared, not ${names.length === 0 ? 'none' : names.length}`, {
      hint: 'usage: perftui compare BEFORE NOW; perftui trend takes more',
    });
  }
  const before = await loadRecord(names[0]!);
  const now = await loadRecord(names[1]!);
  const compare = async (force: boolean): Promise<RunComparison> =>
    nameDamaged([before, now], () =>
      compareRuns(comparableRun(now.snapshot), comparableRun(before.snapshot), {align, force}),
    );
  const comparison = await compare(raw['force'] === true);
  const forceHelps = comparison.refusal !== null && (await compare(true)).refusal === null;
  const named: NamedComparison = {
    before: comparedRecord(before.file, before.snapshot),
    now: comparedRecord(now.file, now.snapshot),
    comparison,
  };
  await writeOutput(print(named, format, {now, toFile: output !== null, forceHelps}), output);
  if (comparison.refusal !== null) {
    if (format === 'text' && output === null) return exitCodes.invalidConfig;
    throw new PerftuiError('ERR_USAGE', `not compared: ${comparison.refusal}`, {
      ...(forceHelps && {hint: '--force compares them all the same'}),
    });
  }
  return comparison.verdict === 'REGRESSION' ? exitCodes.regression : exitCodes.ok;
}

function print(
  named: NamedComparison,
  format: (typeof formats)[number],
  {now, toFile, forceHelps}: {readonly now: LoadedRecord; readonly toFile: boolean; readonly forceHelps: boolean},
): string {
  if (format === 'json') return comparisonJson(named);
  if (format === 'md') return comparisonMarkdown(named, now.snapshot);
  return comparisonText(named, {
    width: toFile ? 80 : outputWidth(process.stdout),
    colour: !toFile && hasColours(),
    forceHelps,
  });
}
