/**
 * Makes snapshots/demo-baseline.json, the baseline a newcomer sees at once: the demo's second stage, 50 virtual users for
 * 30 s, snapped from a real run. Usage, on a quiet machine: npm run bench test/media/make-baseline.ts
 */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {driveInTerminal} from '../flow/pty-terminal.ts';
import {repositoryRoot} from '../flow/perftui-process.ts';

const rampMs = 20_000;
const windowMs = 30_000;

const driven = driveInTerminal(['demo']);
await driven.until((screen) => screen.includes('stage 2/'), rampMs + 15_000);
await sleep(windowMs + 3000);
driven.press('c');
await driven.until((screen) => screen.includes('saved'));
driven.press('X');
await driven.until((screen) => screen.includes('STOPPED'));
driven.press('q');
await driven.exited;

const folder = join(driven.folder, 'snapshots');
const file = readdirSync(folder).find((name) => name.endsWith('.json'))!;
const snapshot = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Snapshot;
const named = {...snapshot, name: 'demo-baseline', git: null, host: {...snapshot.host, hostname: 'demo', kernel: snapshot.host.kernel.replace(/-.*/, '')}};
writeFileSync(join(repositoryRoot, 'snapshots/demo-baseline.json'), `${JSON.stringify(named)}\n`);
process.exit(0);
