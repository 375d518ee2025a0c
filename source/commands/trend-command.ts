import process from 'node:process';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {trendJson} from '../report/trend-json.ts';
import {trendMarkdown} from '../report/trend-markdown.ts';
import {buildTrend, type TrendInput} from '../report/trend-rows.ts';
import {trendText} from '../report/trend-text.ts';
import {outputFlag, wordFlag} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {loadRecord} from './load-record.ts';
import {nameDamaged} from './name-damaged.ts';
import {hasColours, outputWidth, writeOutput} from './write-output.ts';

const formats = ['text', 'json', 'md'] as const;

/** `perftui trend NAME NAME …`: runs of one target over time, each against the one before it at the first one's load. */
export async function trendCommand(names: readonly string[], raw: RawFlags): Promise<ExitCode> {
  const format = wordFlag(raw, 'format', formats, 'text');
  const output = outputFlag(raw);
  if (names.length < 2) {
    throw new PerftuiError('ERR_USAGE', 'a trend takes two runs or more', {
      hint: 'usage: perftui trend NAME NAME …; perftui snapshots lists those there are',
    });
  }
  const inputs: TrendInput[] = [];
  for (const name of names) {
    const {file, snapshot} = await loadRecord(name);
    inputs.push({file, snapshot});
  }
  const trend = await nameDamaged(inputs, () => buildTrend(inputs));
  if (trend.points.length < 2) {
    const why = trend.notComparable.map(({record, why: reason}) => `${record.name}: ${reason}`).join('; ');
    throw new PerftuiError('ERR_USAGE', `none of them can be compared with the first: ${why}`);
  }
  const text =
    format === 'json'
      ? trendJson(trend)
      : format === 'md'
        ? trendMarkdown(trend)
        : trendText(trend, {
            width: output === null ? outputWidth(process.stdout) : 80,
            colour: output === null && hasColours(),
          });
  await writeOutput(text, output);
  return exitCodes.ok;
}
