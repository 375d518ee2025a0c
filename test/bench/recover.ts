import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

/*
 * How much of a drive `kill -9` costs, at 20 random moments: the target notes when each answer was sent, so what the
 * recovered drive lacks is known in requests, and in seconds: how long before the kill the last one it holds was sent.
 */
const kills = Number(process.argv[2] ?? 20);
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const sentAtMs: number[] = [];
const server = createServer((_, response) => {
  setTimeout(() => {
    sentAtMs.push(performance.now());
    response.end('ok');
  }, 10);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const losses: number[] = [];
for (let kill = 1; kill <= kills; kill++) {
  const folder = mkdtempSync(path.join(tmpdir(), 'perftui-recover-'));
  sentAtMs.length = 0;
  const args = [bin, 'run', url, '-u', '4', '-d', '60s', '--headless'];
  const child = spawn(process.execPath, args, {cwd: folder, stdio: 'ignore'});
  const exited = once(child, 'exit');
  while (sentAtMs.length === 0) await sleep(20);
  await sleep(2500 + Math.random() * 2500);
  child.kill('SIGKILL');
  const killedAtMs = performance.now();
  await exited;
  execFileSync(process.execPath, [bin, 'recover', '--all'], {cwd: folder});
  const drives = path.join(folder, 'snapshots/drives');
  const [name] = readdirSync(drives);
  const lines = readFileSync(path.join(drives, name!), 'utf8').trimEnd().split('\n');
  const {run} = JSON.parse(lines.at(-1)!) as {run: {requests: {answered: number}[]}};
  const {answered} = run.requests[0]!;
  const lostSeconds = (killedAtMs - (sentAtMs[answered - 1] ?? sentAtMs[0]!)) / 1000;
  losses.push(lostSeconds);
  const sent = sentAtMs.filter((atMs) => atMs <= killedAtMs).length;
  console.log(`kill ${kill}: ${answered} of ${sent} answers kept, ${lostSeconds.toFixed(2)} s lost`);
}
server.closeAllConnections();
server.close();
const sorted = losses.toSorted((a, b) => a - b);
const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
console.log(`${kills} kills: mean ${mean.toFixed(2)} s lost, most ${sorted.at(-1)!.toFixed(2)} s`);
