/*
 * Endurance tests of two live targets at once, whole runs of the built perftui over loopback: one keeps 2 kB of every
 * request, one lets go of all. The leak is to be found, and only there.
 *
 *   node test/bench/soak-real.ts [minutes, 20] [requests a second, 40]
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {startDemo} from '../../source/demo/start-demo.ts';
import {formatBytes} from '../../source/domain/format.ts';
import type {SoakDrift, SoakStudy} from '../../source/domain/study.ts';
import {readDrive} from '../../source/files/read-drive.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const minutes = Number(process.argv[2] ?? 20);
const rate = Number(process.argv[3] ?? 40);

interface Trial {
  readonly variant: string;
  readonly isLeaking: boolean;
  /** What its memory grows by, bytes an hour, by construction. */
  readonly perHour: number;
}

const trials: readonly Trial[] = [
  {variant: 'demo:leak', isLeaking: true, perHour: rate * 2048 * 3600},
  {variant: 'demo:fast', isLeaking: false, perHour: 0},
];

/** Runs `perftui soak` to its end, and reads what its drive says. */
async function soak(variant: string): Promise<{study: SoakStudy; code: number | null}> {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-bench-'));
  const demo = await startDemo({variant, seed: 1});
  try {
    const load = ['--rate', String(rate), '-d', `${minutes}m`];
    const args = ['soak', `${demo.origin}/api/items`, ...load, '--target-metrics', 'process+/metrics', '--headless'];
    const child = spawn(process.execPath, [bin, ...args], {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
    const [code] = (await once(child, 'close')) as [number | null];
    const drives = join(folder, 'snapshots/drives');
    const [file] = readdirSync(drives);
    const study = (await readDrive(join(drives, file!))).studies.at(-1)?.study;
    if (study?.kind !== 'soak') throw new Error(`${variant}: nothing was found out`);
    return {study, code};
  } finally {
    await demo.stop();
    rmSync(folder, {recursive: true, force: true});
  }
}

function driftLine({figure, change, perHour, p, blocks, verdict}: SoakDrift): string {
  const isMemory = figure === 'memory' || figure === 'target memory';
  const cells = [
    `  ${figure.padEnd(14)}`,
    verdict.padEnd(10),
    change === null ? '--' : `${(change * 100).toFixed(1)}%`.padStart(8),
    perHour === null
      ? '--'
      : (isMemory ? `${formatBytes(perHour)}/h` : `${(perHour * 100).toFixed(1)}%/h`).padStart(12),
    `p ${p === null ? '--' : p.toFixed(4)}`,
    `${blocks} blocks`,
  ];
  return cells.join('  ');
}

const results = await Promise.all(trials.map(async (trial) => ({trial, ...(await soak(trial.variant))})));
for (const {trial, study, code} of results) {
  const target = study.drifts.find(({figure}) => figure === 'target memory');
  const isFound = target?.verdict === 'LEAK';
  const known = trial.isLeaking ? `, put in: ${formatBytes(trial.perHour)}/h` : ', put in: none';
  const word = isFound === trial.isLeaking ? 'right' : 'WRONG';
  console.log(
    `${trial.variant}: leak ${isFound ? 'found' : 'not found'}${known}: ${word} (exit ${code}) ${study.says}`,
  );
  for (const drift of study.drifts) console.log(driftLine(drift));
  const memory = study.periods.map(({targetMemoryBytes}) =>
    targetMemoryBytes === null ? '--' : (targetMemoryBytes / 1e6).toFixed(0),
  );
  console.log(`  target memory by period, MB: ${memory.join(' ')}`);
}
