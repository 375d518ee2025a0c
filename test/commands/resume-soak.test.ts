import {mkdir, rename, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {createEndurance} from '../../source/analysis/endurance.ts';
import {resumeSoak, type ResumedSoak} from '../../source/commands/resume-soak.ts';
import type {DriveEnd, DriveHeader} from '../../source/domain/drive.ts';
import type {SoakQuestion, StudySetup} from '../../source/domain/study.ts';
import {profileDocument, profileRevision} from '../../source/files/print-profile.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {cellOf, hostPointOf} from '../../source/session/snapshot-cells.ts';
import {simulatedCell} from '../analysis/simulated-cells.ts';
import {sampleProfile} from '../files/sample-profile.ts';
import {tempFolder} from '../files/temp-folder.ts';

const question: SoakQuestion = {kind: 'soak', model: 'closed', level: 50, durationMs: 20 * 60_000};
/** Nobody's: the highest a process of this machine may have is below it. */
const deadPid = 2 ** 30;

function minuteCells(count: number): Cell[] {
  return Array.from({length: count * 6}, (_, index) => ({
    ...simulatedCell({second: index * 10, latenciesUs: [9000, 12_000, 9000 + index * 100], level: 50, rssBytes: 2e8}),
    seconds: 10,
    coveredMs: 10_000,
  }));
}

interface Recorded {
  readonly cells: readonly Cell[];
  readonly study?: StudySetup | null;
  readonly pid?: number;
  readonly end?: DriveEnd;
}

async function writeDrive(file: string, {cells, study = question, pid = deadPid, end}: Recorded): Promise<void> {
  const profile = sampleProfile({executor: {kind: 'constant-vus', vus: 50, durationMs: question.durationMs}});
  const header: DriveHeader = {
    kind: 'perftui-drive',
    version: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    pid,
    interactive: false,
    executor: 'constant-vus',
    transport: null,
    target: {label: 'sample', origin: 'http://127.0.0.1:8080'},
    profile: {name: 'sample', revision: profileRevision(profile), document: profileDocument(profile).document},
    requests: [{name: 'GET /', method: 'GET', path: '/'}],
    git: null,
    host: {
      hostname: hostname(),
      platform: 'linux',
      kernel: '6',
      cpuModel: 'any',
      cores: 1,
      memoryBytes: 1e9,
      node: 'v24',
      perftui: '1',
      fdLimit: null,
      netInterface: null,
    },
    ...(study !== null && {study}),
  };
  const seconds = cells.map((cell) => ({kind: 'second', cell: cellOf(cell), host: hostPointOf(cell)}));
  await mkdir(path.dirname(file), {recursive: true});
  await writeFile(
    file,
    [header, ...seconds, ...(end ? [end] : [])].map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

async function drives(): Promise<{at: (name: string) => string; resume: (name: string) => Promise<ResumedSoak>}> {
  const snapshots = await tempFolder();
  const folder = path.join(snapshots, 'drives');
  return {
    at: (name) => path.join(folder, name),
    resume: async (name) => resumeSoak(name, {snapshots, drives: folder}),
  };
}

const endOfRun: DriveEnd = {kind: 'end', endedBy: 'killed', exitCode: null, durationMs: 0, run: null};

describe('an endurance test whose process was killed', () => {
  it('goes on with its profile, what is left of it and what has been measured', async () => {
    const {at, resume} = await drives();
    await writeDrive(at('2026-01-02-030405-sample.jsonl'), {cells: minuteCells(8).slice(0, -2)});
    const {profile, earlier, leftMs, question: asked} = await resume('sample');
    expect(profile.executor).toEqual({kind: 'constant-vus', vus: 50, durationMs: question.durationMs});
    expect(leftMs).toBe(question.durationMs - (8 * 60_000 - 20_000));
    expect(asked).toEqual({...question, resumes: '2026-01-02-030405-sample.jsonl'});
    expect(earlier).toHaveLength(46);
    const endurance = createEndurance(asked, earlier);
    expect(endurance.study().periods.map(({startMs}) => startMs / 60_000)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('goes on from all drives it was in, a renamed one too, each from a whole minute on', async () => {
    const {at, resume} = await drives();
    await writeDrive(at('2026-01-02-030405-sample.jsonl'), {cells: minuteCells(3).slice(0, -1), end: endOfRun});
    const second = {...question, resumes: '2026-01-02-030405-sample.jsonl'};
    await writeDrive(at('2026-01-02-050000-sample.jsonl'), {cells: minuteCells(4), study: second});
    const third = {...question, resumes: '2026-01-02-050000-sample.jsonl'};
    await writeDrive(at('2026-01-03-000000-sample.jsonl'), {cells: minuteCells(2), study: third});
    await rename(at('2026-01-02-030405-sample.jsonl'), at('2026-01-02-030405-first-night.jsonl'));
    const {earlier, leftMs} = await resume('sample');
    expect(earlier.map(({atMs}) => atMs)).toEqual(
      [...Array(17).keys(), ...Array.from({length: 36}, (_, index) => 18 + index)].map((index) => index * 10_000),
    );
    expect(leftMs).toBe(20 * 60_000 - (17 + 24 + 12) * 10_000);
  });

  it('that was killed before anything was measured begins anew', async () => {
    const {at, resume} = await drives();
    await writeDrive(at('sample.jsonl'), {cells: []});
    expect(await resume('sample')).toMatchObject({earlier: [], leftMs: question.durationMs});
  });
});

describe('what cannot go on says why, in one line', () => {
  const gone = {...question, resumes: '2026-01-01-000000-gone.jsonl'};
  it.for([
    ['a test that is whole', {cells: minuteCells(20), end: endOfRun}, /is complete: it holds all 20m; perftui report/],
    ['another run', {cells: minuteCells(1), study: null}, /is no endurance test; perftui soak begins one/],
    ['a run that is under way', {cells: minuteCells(1), pid: process.pid}, /is under way \(process \d+\)/],
    ['one whose first part is gone', {cells: minuteCells(1), study: gone}, /goes on from .*gone\.jsonl, which is not/],
    ['one that goes on from itself', {cells: [], study: {...question, resumes: 'it.jsonl'}}, /goes on from itself/],
  ] as const)('%s', async ([, recorded, why]) => {
    const {at, resume} = await drives();
    await writeDrive(at('it.jsonl'), recorded);
    const failed = await resume('it').then(
      () => null,
      (error: unknown) => error as {message: string; hint: string | null; exitCode: number},
    );
    expect(`${failed?.message}${failed?.hint == null ? '' : `; ${failed.hint}`}`).toMatch(why);
    expect(failed?.message).not.toContain('\n');
    expect(failed?.exitCode).toBe(104);
  });

  it('a drive of one that is no endurance test in the middle', async () => {
    const {at, resume} = await drives();
    await writeDrive(at('first.jsonl'), {cells: minuteCells(1), study: null});
    await writeDrive(at('it.jsonl'), {cells: [], study: {...question, resumes: 'first.jsonl'}});
    await expect(resume('it')).rejects.toThrow(/first\.jsonl is no endurance test/);
  });
});
