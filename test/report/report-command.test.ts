import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {reportCommand} from '../../source/commands/report-command.ts';
import {PerftuiError} from '../../source/domain/errors.ts';
import {writeSnapshot} from '../../source/files/snapshot-store.ts';
import {tempFolder} from '../files/temp-folder.ts';
import {sampleRecord} from './sample-record.ts';

async function savedSample(folder: string): Promise<string> {
  return writeSnapshot(folder, sampleRecord().snapshot, {file: path.join(folder, 'peak.json')});
}

/** What a command prints. */
function printed(): {readonly text: () => string} {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  return {text: () => write.mock.calls.map(([part]) => String(part)).join('')};
}

describe('perftui report', () => {
  test('prints Markdown unless told otherwise', async () => {
    const file = await savedSample(await tempFolder());
    const output = printed();
    expect(await reportCommand(file, {})).toBe(0);
    expect(output.text()).toMatch(/^# checkout: peak 260\n/);
  });

  test.each([
    ['a.html', /^<!doctype html>/],
    ['a.md', /^# checkout/],
    ['a.csv', /^time_s,/],
    ['a.json', /^\{/],
    ['a.xml', /^<\?xml/],
    ['a.prom', /^# HELP perftui_/],
    ['a.hgrm', /^#\[perftui/],
  ])('the ending of -o %s chooses the format, and the file is whole', async (name, start) => {
    const folder = await tempFolder();
    const output = path.join(folder, 'out', name);
    await reportCommand(await savedSample(folder), {output});
    expect(await readFile(output, 'utf8')).toMatch(start);
    expect(await readdir(path.dirname(output))).toEqual([name]);
  });

  test.each(['a.txt', 'report', 'a.7 days'])('-o %s is Markdown', async (name) => {
    const folder = await tempFolder();
    const output = path.join(folder, name);
    await reportCommand(await savedSample(folder), {output});
    expect(await readFile(output, 'utf8')).toMatch(/^# checkout/);
  });

  test('an ending of some other format is no Markdown file: it is asked what it shall be', async () => {
    const folder = await tempFolder();
    const file = await savedSample(folder);
    const output = path.join(folder, 'a.pdf');
    await expect(reportCommand(file, {output})).rejects.toThrow(/a\.pdf: no report ends in \.pdf/);
    expect(await readdir(folder)).toEqual(['peak.json']);
    await reportCommand(file, {output, format: 'md'});
    expect(await readdir(folder)).toContain('a.pdf');
  });

  test('--format goes before the ending', async () => {
    const folder = await tempFolder();
    const output = path.join(folder, 'a.txt');
    await reportCommand(await savedSample(folder), {output, format: 'csv'});
    expect(await readFile(output, 'utf8')).toMatch(/^time_s,/);
  });

  test('with a baseline it has what became better or worse', async () => {
    const file = await savedSample(await tempFolder());
    const output = printed();
    await reportCommand(file, {baseline: file});
    expect(output.text()).toContain('## Before and after: against peak 260');
    expect(output.text()).not.toContain('**REGRESSION**');
  });

  test('a record whose counts are damaged is named, and nothing is written', async () => {
    const folder = await tempFolder();
    const {snapshot} = sampleRecord();
    const [first, ...others] = snapshot.cells;
    const broken = {...first!, names: first!.names.map((one) => ({...one, counts: '!!'}))};
    const file = await writeSnapshot(
      folder,
      {...snapshot, cells: [broken, ...others]},
      {file: path.join(folder, 'b.json')},
    );
    const output = path.join(folder, 'a.html');
    await expect(reportCommand(file, {output})).rejects.toThrow(/b\.json is damaged: cells\[0\]/);
    expect(await readdir(folder)).toEqual(['b.json']);
  });

  test('refuses a format it does not know and a file that is not there', async () => {
    await expect(reportCommand('nowhere.json', {format: 'pdf'})).rejects.toThrow(/--format "pdf": expected json, csv/);
    await expect(reportCommand('no/such/file.json', {})).rejects.toThrow(PerftuiError);
    await expect(reportCommand('x', {baseline: ''})).rejects.toThrow('--baseline has no value');
  });
});
