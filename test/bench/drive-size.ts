import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import type {DriveHeader, DriveSecond} from '../../source/domain/drive.ts';
import {openDriveJournal} from '../../source/files/drive-journal.ts';
import {readDrive} from '../../source/files/read-drive.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';

/*
 * The size of a long drive: 10 request names, 1,000 requests a second, log-normal latencies, written through the journal
 * as fast as it goes, with the run clock of a real drive.
 */
const hours = Number(process.argv[2] ?? 24);
const names = 10;
const requestsPerSecond = 1000;
const folder = mkdtempSync(path.join(tmpdir(), 'perftui-size-'));

const dense = new Uint32Array(bucketCount);
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function nameOf(name: number): DriveSecond['cell']['names'][number] {
  const answered = requestsPerSecond / names;
  dense.fill(0);
  let sumUs = 0;
  let minUs = Number.POSITIVE_INFINITY;
  let maxUs = 0;
  for (let one = 0; one < answered; one++) {
    const us = Math.round((8000 + 3000 * name) * Math.exp(0.5 * normal()));
    dense[bucketOf(us)]!++;
    sumUs += us;
    minUs = Math.min(minUs, us);
    maxUs = Math.max(maxUs, us);
  }
  const counts = encodeCounts(toSparse(dense));
  const bytes = {bytesIn: answered * 1200, bytesOut: answered * 180};
  return {name, answered, failed: 1, aborted: 0, ...bytes, sumUs, minUs, maxUs, counts, started: answered};
}

/** Made once: what is measured is the file, not the dice. */
const pool = Array.from({length: 600}, () => Array.from({length: names}, (_, name) => nameOf(name)));
const load = {model: 'open', phase: 'HOLD', mode: 'auto', level: 1000, targetLevel: 1000, stage: 0} as const;

function secondAt(index: number): DriveSecond {
  const atMs = index * 1000;
  const vus = {vus: 31, meanVus: 30.52, minVus: 24, maxVus: 40};
  const arrivals = {offered: 1000, started: 1000, dropped: 0, missed: 0};
  const shared = {seconds: 1, targetVus: null, targetRate: 1000, inFlight: 30, doubtful: false, coveredMs: 1000.2};
  return {
    kind: 'second',
    cell: {atMs, ...shared, ...vus, iterations: 1000, arrivals, names: pool[index % pool.length]!},
    host: {
      atMs,
      cpu: 0.4321,
      loopDelayMs: 1.2,
      rssBytes: 2.1e8,
      memoryUsedBytes: 7.1e8,
      netRxBytesPerSecond: 1.2e6,
      netTxBytesPerSecond: 1.8e5,
    },
    load: {...load, paused: false, lastGoodLevel: 1000},
  };
}

let compactions = 0;
let watching = false;
let wake = (): void => {};

async function compactedOnce(before: number): Promise<void> {
  if (compactions > before) return;
  await new Promise<void>((resolve) => {
    wake = resolve;
  });
}

const journal = await openDriveJournal({
  folder,
  name: 'day',
  startedAt: new Date(0).toISOString(),
  onFailure(error) {
    throw error;
  },
  onCompacted() {
    compactions++;
    wake();
  },
});
const header = {
  kind: 'perftui-drive',
  version: 2,
  startedAt: new Date(0).toISOString(),
  pid: process.pid,
  interactive: false,
  executor: 'constant-arrival-rate',
  transport: null,
  target: {label: 'x', origin: 'http://127.0.0.1:1'},
  profile: {name: 'day', revision: null, document: {}},
  requests: pool[0]!.map(({name}) => ({name: `GET /${name}`, method: 'GET', path: `/${name}`})),
  git: null,
  host: {
    hostname: hostname(),
    platform: '',
    kernel: '',
    cpuModel: '',
    cores: 1,
    memoryBytes: 1,
    node: '',
    perftui: '',
    fdLimit: null,
    netInterface: null,
  },
} satisfies DriveHeader;
journal.append(header);
const file = journal.file!;
let mostBytes = 0;
let worstTurnMs = 0;
let turnAtMs = performance.now();
const watch = setInterval(() => {
  const nowMs = performance.now();
  if (watching) worstTurnMs = Math.max(worstTurnMs, nowMs - turnAtMs - 5);
  turnAtMs = nowMs;
}, 5);
const total = hours * 3600;
const batch = 1800;
const begunMs = performance.now();
for (let index = 0; index < total; index += batch) {
  const before = compactions;
  for (let at = index; at < Math.min(total, index + batch); at += 50) {
    for (let one = at; one < Math.min(at + 50, total); one++) journal.append(secondAt(one));
    await new Promise((resolve) => setImmediate(resolve));
  }
  // A real drive gives it half an hour; here the next batch waits for it.
  turnAtMs = performance.now();
  watching = true;
  await Promise.race([compactedOnce(before), sleep(60_000, undefined, {ref: false})]);
  watching = false;
  mostBytes = Math.max(mostBytes, statSync(file).size);
}
clearInterval(watch);
await journal.close();
const {size} = statSync(file);
const drive = await readDrive(file);
const answered = drive.seconds.flatMap(({cell}) => cell.names).reduce((sum, one) => sum + one.answered, 0);
console.log(
  `${hours} h at ${requestsPerSecond}/s over ${names} names: ${(size / 1e6).toFixed(1)} MB (most ${(mostBytes / 1e6).toFixed(1)} MB), ` +
    `${drive.seconds.length} cells, ${answered} of ${total * requestsPerSecond} answers held, ${compactions} compactions, ` +
    `event loop held up at most ${worstTurnMs.toFixed(0)} ms, ${((performance.now() - begunMs) / 1000).toFixed(0)} s`,
);
rmSync(folder, {recursive: true});
