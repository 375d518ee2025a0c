import path from 'node:path';
import {joinParts} from '../analysis/endurance.ts';
import type {Drive} from '../domain/drive.ts';
import {PerftuiError} from '../domain/errors.ts';
import {formatDuration} from '../domain/format.ts';
import type {Profile} from '../domain/profile.ts';
import type {SoakQuestion} from '../domain/study.ts';
import {driveRow, findDrive} from '../files/drive-store.ts';
import {readDrive} from '../files/read-drive.ts';
import type {Cell} from '../metrics/cell.ts';
import {cellOfSecond} from '../metrics/file-cell.ts';
import {loadRecord, recordFolders, type RecordFolders} from './load-record.ts';
import {recordedProfile} from './recorded-profile.ts';

/** An endurance test that is to go on. */
export interface ResumedSoak {
  /** As it was recorded, its secrets filled in again. */
  readonly profile: Profile;
  readonly question: SoakQuestion;
  /** What has been measured of it, from the start of its first process on. */
  readonly earlier: readonly Cell[];
  /** What is still to be measured. */
  readonly leftMs: number;
}

/** Less has been left out at the end of a whole run: its last second is seldom one. */
const nothingLeftMs = 1000;

/**
 * What a drive has measured of an endurance test, in however many processes before it, and what is still to come.
 * @param name of the drive, or its file
 * @throws PerftuiError ERR_SNAPSHOT: it is no endurance test, under way, complete, or goes on from a drive that is not there
 */
export async function resumeSoak(name: string, folders: RecordFolders = recordFolders): Promise<ResumedSoak> {
  const record = await loadRecord(name, folders);
  const {file, drive} = record;
  if (drive === null) throw unfit(file, 'is a snapshot: an endurance test goes on from the drive it was recorded in');
  const question = questionOf(drive, file);
  const {state, pid} = await driveRow(file);
  if (state === 'under way') {
    throw unfit(file, `is under way${pid === null ? '' : ` (process ${pid})`}`, 'perftui attach shows it');
  }
  const earlier = await soakCells(file, drive);
  const leftMs = question.durationMs - earlier.reduce((sum, {seconds}) => sum + seconds * 1000, 0);
  if (leftMs <= nothingLeftMs) {
    throw unfit(
      file,
      `is complete: it holds all ${formatDuration(question.durationMs)}`,
      `perftui report ${path.basename(file, '.jsonl')} prints what it found`,
    );
  }
  const profile = await recordedProfile(record);
  return {profile, question: {...question, resumes: path.basename(file)}, earlier, leftMs};
}

/**
 * All cells of an endurance test up to this drive's end, on the clock of the test; what single requests did is left out.
 * @throws PerftuiError ERR_SNAPSHOT: one of the drives it goes on from is not there, or is none of it
 */
export async function soakCells(file: string, drive: Drive): Promise<Cell[]> {
  const parts: Cell[][] = [];
  const files = new Set<string>();
  let present: {readonly file: string; readonly drive: Drive} | null = {file, drive};
  while (present !== null) {
    if (files.has(present.file)) throw unfit(file, `goes on from itself, by way of ${present.file}`);
    files.add(present.file);
    parts.unshift(cellsOf(present.drive, present.file));
    present = await before(present.file, questionOf(present.drive, present.file));
  }
  return joinParts(parts);
}

async function before(file: string, {resumes}: SoakQuestion): Promise<{file: string; drive: Drive} | null> {
  if (resumes === undefined) return null;
  const earlier = await findDrive(path.basename(resumes), path.dirname(file));
  if (earlier === null) throw unfit(file, `goes on from ${resumes}, which is not beside it`);
  return {file: earlier, drive: await readDrive(earlier)};
}

function questionOf({header: {study}}: Drive, file: string): SoakQuestion {
  if (study?.kind === 'soak') return study;
  throw unfit(file, 'is no endurance test', 'perftui soak begins one');
}

function cellsOf({seconds}: Drive, file: string): Cell[] {
  try {
    return seconds.map((second) => {
      const cell = cellOfSecond(second);
      return {...cell, metrics: {...cell.metrics, names: []}};
    });
  } catch (error) {
    throw new PerftuiError('ERR_SNAPSHOT', `${file} is damaged: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}

function unfit(file: string, what: string, hint?: string): PerftuiError {
  return new PerftuiError('ERR_SNAPSHOT', `${file} ${what}`, hint === undefined ? {} : {hint});
}
