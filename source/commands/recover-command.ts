import process from 'node:process';
import type {Drive} from '../domain/drive.ts';
import {describeError, exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {formatNumber} from '../domain/format.ts';
import {driveRow, findDrive, listDrives, nearDrive, type DriveRow} from '../files/drive-store.ts';
import {readDrive} from '../files/read-drive.ts';
import {closeDrive} from '../files/recover-drive.ts';
import {runOfSeconds} from '../session/drive-snapshot.ts';
import type {RawFlags} from './raw-flags.ts';
import {recordFolders} from './load-record.ts';
import {printTable} from './print-table.ts';

/**
 * `perftui recover [name…] [--all]`: lists the drives whose process was killed, or finishes those named, or all.
 * @throws PerftuiError (104) for a name that is none, and for a drive that is under way
 */
export async function recoverCommand(names: readonly string[], raw: RawFlags): Promise<ExitCode> {
  const folder = recordFolders.drives;
  if (raw['all'] === true && names.length > 0) {
    throw new PerftuiError('ERR_USAGE', '--all and names exclude each other', {hint: 'see perftui --help'});
  }
  if (names.length > 0) return finishAll(await Promise.all(names.map((name) => namedDrive(name, folder))));
  const drives = await listDrives(folder);
  const unclosed = drives.filter(({state}) => state === 'unclosed' || state === 'unreadable');
  if (raw['all'] === true) return finishAll(unclosed);
  for (const {name, pid} of drives.filter(({state}) => state === 'under way')) {
    process.stdout.write(`${name} is under way${pid === null ? '' : ` (process ${pid})`}\n`);
  }
  return list(unclosed, folder);
}

function list(unclosed: readonly DriveRow[], folder: string): ExitCode {
  if (unclosed.length === 0) {
    process.stdout.write(`no drive in ./${folder} was left without its end\n`);
    return exitCodes.ok;
  }
  const rows = unclosed.map((one) => [
    one.name,
    one.startedAt?.slice(0, 19).replace('T', ' ') ?? '--',
    one.profileName ?? '--',
    one.targetLabel ?? '--',
    one.durationMs === null ? '--' : `${Math.round(one.durationMs / 1000)} s`,
    one.state === 'unreadable' ? 'unreadable' : 'not closed',
    `${formatNumber(Math.ceil(one.bytes / 1000))} kB`,
  ]);
  process.stdout.write(printTable(['name', 'started (UTC)', 'profile', 'target', 'holds', 'state', 'size'], rows));
  if (process.stdout.isTTY) {
    process.stdout.write('\nperftui recover NAME finishes one of them, perftui recover --all all of them\n');
  }
  return exitCodes.ok;
}

async function namedDrive(name: string, folder: string): Promise<DriveRow> {
  const file = /\.jsonl$/i.test(name) && name.includes('/') ? name : await findDrive(name, folder);
  if (file === null) {
    const near = await nearDrive(name, folder);
    throw new PerftuiError('ERR_SNAPSHOT', `no drive in ${folder} is named "${name}"`, {
      hint: near === null ? 'perftui recover lists those that were not closed' : `did you mean "${near}"?`,
    });
  }
  const row = await driveRow(file);
  if (row.state === 'under way') {
    const who = row.pid === null ? 'is being written' : `is being recorded by process ${row.pid}`;
    throw new PerftuiError('ERR_SNAPSHOT', `${file} ${who}`, {hint: 'end that run first'});
  }
  return row;
}

async function finishAll(rows: readonly DriveRow[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  if (rows.length === 0) process.stdout.write('there is nothing to recover\n');
  for (const row of rows) {
    try {
      process.stdout.write(`${await finish(row)}\n`);
    } catch (error) {
      process.stderr.write(`perftui: ${describeError(error)}\n`);
      exitCode = exitCodes.invalidConfig;
    }
  }
  return exitCode;
}

/** @returns what became of it, a line */
async function finish({file}: DriveRow): Promise<string> {
  const drive = await readDrive(file);
  if (drive.end !== null) return `${file}: closed already (${drive.end.endedBy})`;
  const run = runOfSeconds(drive);
  const durationMs = Math.round(run.window.seconds * 1000);
  await closeDrive(file, drive, {kind: 'end', endedBy: 'killed', exitCode: null, durationMs, run});
  const seconds = drive.seconds.reduce((sum, {cell}) => sum + cell.seconds, 0);
  const requests = formatNumber(run.requests[0]?.answered ?? 0);
  return `${file}: finished; it holds ${seconds} s, ${requests} answered requests; ${lossOf(drive)}`;
}

function lossOf({brokenTailBytes}: Drive): string {
  const cut = brokenTailBytes === 0 ? '' : `a last line of ${formatNumber(brokenTailBytes)} bytes was cut off; `;
  return `${cut}a run that was killed lost its last 2 s at most`;
}
