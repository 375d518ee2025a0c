/**
 * Makes media/drive.svg from a real run: perftui demo in a pseudo-terminal, driven by keys.
 * Usage: npm run picture -- [columns rows] [output]
 */
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {setTimeout as sleep} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {terminalSvg} from './terminal-svg.ts';

const [columns = '120', rows = '40', output = 'media/drive.svg'] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../', import.meta.url));
const terminal = new xterm.Terminal({cols: Number(columns), rows: Number(rows), allowProposedApi: true, scrollback: 0});
const env: Record<string, string> = {...(process.env as Record<string, string>), TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8'};
delete env['CI'];
delete env['NO_COLOR'];
const child = spawn(process.execPath, ['dist/bin.js', 'demo'], {cols: Number(columns), rows: Number(rows), cwd: root, env});
child.onData((data) => terminal.write(data));

/** What an operator does to find the knee, each key after a wait in seconds: up in fifties, a mark, and on into the alert. */
const drive: readonly (readonly [number, string])[] = [
  [45, '}'], [1, '}'], [1, 'W'], [20, 'W'], [20, 'W'], [30, 'm'], [1, 'W'], [30, ''],
]; // prettier-ignore
for (const [seconds, key] of drive) {
  await sleep(seconds * 1000);
  child.write(key);
  if (key === 'W') {
    await sleep(500);
    child.write('y');
  }
}
writeFileSync(output, terminalSvg(terminal, 'perftui drives its demo target: load, traffic and latency on one time axis'));
child.write('q');
await sleep(500);
child.write('s');
await sleep(3000);
child.kill();
process.exit(0);
