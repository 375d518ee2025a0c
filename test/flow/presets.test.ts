import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {executorDurationMs, executorPeakLevel} from '../../source/domain/executor.ts';

import {parseProfile} from '../../source/files/parse-profile.ts';
import {requestNamesOf} from '../../source/files/request-series.ts';

import {repositoryRoot, runPerftui, scratchFolder} from './perftui-process.ts';

interface Summary {
  readonly results: {readonly metrics: readonly {readonly name: string; readonly values: Record<string, number>}[]};
}

const folder = join(repositoryRoot, 'profiles');
const presets = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'));

/** So long, at this level at most: enough to send every flow's first requests, and quick. */
const seconds = 2;
const level = 24;

test.concurrent.each(presets)(
  '%s runs, shrunk, against its demo target without a failed request or a flow error',
  async (file) => {
    const parsed = parseProfile(readFileSync(join(folder, file), 'utf8'), file);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const {executor, scenarios} = parsed.profile;
    const cwd = scratchFolder();
    const scale = Math.min(1, level / executorPeakLevel(executor));
    const timeScale = Math.min(1, (seconds * 1000) / executorDurationMs(executor)!);
    const flags = ['--scale', scale.toFixed(6), '--time-scale', timeScale.toFixed(6), '--allow-invalid'];
    const {code, stdout, stderr} = await runPerftui(
      ['run', join(folder, file), '--headless', '--summary-export', 'summary.json', ...flags],
      {cwd},
    );
    // Whether thresholds hold for a moment on a busy machine is not what is asked here.
    if (code !== 0 && code !== 99) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
    const {results} = JSON.parse(readFileSync(join(cwd, 'summary.json'), 'utf8')) as Summary;
    const value = (name: string) => results.metrics.find((metric) => metric.name === name)?.values;
    expect(value('http_reqs')!['count']).toBeGreaterThanOrEqual(requestNamesOf(scenarios).length > 1 ? 2 : 1);
    // The demo targets fail a small share on purpose, never so much of so few.
    expect(value('http_req_failed')!['rate']).toBeLessThan(0.2);
    expect(value('flow_errors')?.['count'] ?? 0).toBe(0);
    expect(value('checks')?.['rate'] ?? 1).toBeGreaterThan(0.9);
  },
);
