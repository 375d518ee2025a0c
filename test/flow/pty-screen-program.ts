/**
 * The program the pty tests and the bench run: the built screen on a session that is not there. Options come as JSON
 * in the first argument. After leaving it prints one line with what happened.
 */
import process from 'node:process';
import {denseScreen} from '../tui/app/dense-screen.ts';
import {fakeConnection} from '../tui/app/fake-connection.ts';
import {sampleUpdate, type SampleOptions} from '../tui/app/sample-session.ts';
import type {DrawScreen} from '../../source/tui/app/screen-app.tsx';

export interface ProgramOptions {
  /** Folder of the built code, with the trailing slash, as a file URL. */
  readonly dist: string;
  readonly draw: 'dense' | 'drive' | 'throw-later';
  readonly hz: number;
  /** Throws outside of anything the screen does. */
  readonly crashAfterMs?: number;
  /** Writes to stdout and stderr while the screen is up. */
  readonly noise?: boolean;
}

const options = JSON.parse(process.argv[2]!) as ProgramOptions;
process.env['NODE_ENV'] = 'production';

const load = (file: string): Promise<unknown> => import(new URL(file, options.dist).href);

const {installInkHooks} = (await load('tui/app/ink-hooks.js')) as typeof import('../../source/tui/app/ink-hooks.ts');
const patched = installInkHooks(process.env);
const {mountScreen} = (await load('tui/app/mount-screen.js')) as typeof import('../../source/tui/app/mount-screen.tsx');

let draw: DrawScreen = denseScreen;
if (options.draw === 'drive') {
  const {renderScreen} = (await load('tui/views/screen.js')) as typeof import('../../source/tui/views/screen.ts');
  const {createTheme} = (await load('tui/theme/theme.js')) as typeof import('../../source/tui/theme/theme.ts');
  const theme = createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'});
  draw = (mirror, screen, size) => renderScreen(mirror, screen, size, theme);
}
if (options.draw === 'throw-later') {
  draw = (mirror, screen, size) => {
    if ((mirror?.view.elapsedMs ?? 0) > 405_000) throw new Error('a plot broke');
    return denseScreen(mirror, screen, size);
  };
}

let second = 0;
let vus = 248;
let finished = false;
const sample = (): SampleOptions => ({
  load: {activeVus: vus, targetLevel: vus},
  view: {finished, ...(vus === 0 ? {totals: {...sampleUpdate(0, 0).view.totals, inFlight: 0}} : {})},
});
const connection = fakeConnection((intent) => {
  if (intent.kind === 'emergency-stop' || intent.kind === 'finish') vus = 0;
  if (intent.kind === 'finish' && intent.end) finished = true;
  if (intent.kind === 'step') vus += intent.steps;
  setImmediate(tick);
});
function tick(): void {
  second++;
  connection.send(sampleUpdate(second, second + 1, sample()));
}
setImmediate(() => connection.send(sampleUpdate(0, 400, sample())));
second = 400;
const timer = setInterval(tick, 1000 / options.hz);
if (options.crashAfterMs !== undefined) {
  setTimeout(() => {
    throw new Error('something else broke');
  }, options.crashAfterMs);
}
const noise = setInterval(() => {
  if (options.noise !== true) return;
  process.stderr.write('noise on stderr\n');
  console.log('noise on the console');
}, 50);
const before = process.cpuUsage();
const startedMs = performance.now();
try {
  const exit = await mountScreen({
    connection,
    draw,
    columnSeconds: () => 5,
    stdin: process.stdin,
    stdout: process.stdout,
  });
  const cpu = process.cpuUsage(before);
  const cpuShare = (cpu.user + cpu.system) / 1000 / (performance.now() - startedMs);
  process.stdout.write(
    `LEFT ${JSON.stringify({exit, patched, cpuShare, intents: connection.intents, rss: process.memoryUsage().rss})}\n`,
  );
} catch (error) {
  process.stderr.write(`perftui: ${(error as Error).message}\n`);
  process.exitCode = 109;
} finally {
  clearInterval(timer);
  clearInterval(noise);
}
