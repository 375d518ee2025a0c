import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {writeStepSummary} from '../../source/commands/step-summary.ts';
import {requestOf} from '../files/sample-snapshot.ts';
import {tempFolder} from '../files/temp-folder.ts';
import {hostileName, sampleComparison, samplePlateaus} from './sample-record.ts';
import {sampleSummary} from './sample-summary.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the summary of a GitHub step', () => {
  test('is appended to what other commands of the step have written', async () => {
    const file = path.join(await tempFolder(), 'step.md');
    await writeFile(file, 'before\n');
    await writeStepSummary(sampleSummary({plateaus: samplePlateaus, comparison: sampleComparison}), {
      GITHUB_STEP_SUMMARY: file,
    });
    const text = await readFile(file, 'utf8');
    expect(text.startsWith('before\n# perftui checkout\n')).toBe(true);
    for (const title of ['Executive summary', 'Before and after', 'Plateaus', 'Capacity', 'Endpoints']) {
      expect(text).toContain(`\n## ${title}`);
    }
    expect(text).toContain('exit code 99');
    expect(text).not.toContain('## Resources');
  });

  test('stays far below 1 MiB however many and long the names are', async () => {
    const file = path.join(await tempFolder(), 'step.md');
    const {run} = sampleSummary();
    const name = hostileName.repeat(1000);
    const request = requestOf(name, [1000]);
    const check = {name, requestName: name, passed: 1, failed: 1, cut: 0};
    const many = {
      ...run,
      profile: {...run.profile, name},
      requests: [requestOf(null, [1000]), ...Array.from({length: 3000}, () => request)],
      checks: Array.from({length: 3000}, () => check),
    };
    await writeStepSummary(sampleSummary({run: many}), {GITHUB_STEP_SUMMARY: file});
    const text = await readFile(file, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
    expect(text).toContain('2901 more rows are left out.');
  });

  test('is written nowhere when nothing asks for it', async () => {
    await expect(writeStepSummary(sampleSummary(), {})).resolves.toBeUndefined();
    await expect(writeStepSummary(sampleSummary(), {GITHUB_STEP_SUMMARY: ''})).resolves.toBeUndefined();
  });

  test('a file that cannot be written is one line on stderr, and no error', async () => {
    const file = path.join(await tempFolder(), 'a-folder');
    await mkdir(file);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(writeStepSummary(sampleSummary(), {GITHUB_STEP_SUMMARY: file})).resolves.toBeUndefined();
    expect(said.mock.calls).toHaveLength(1);
    expect(said.mock.calls[0]![0]).toMatch(/^perftui: cannot write .*a-folder: it is a folder; name a file in it\n$/);
  });
});
